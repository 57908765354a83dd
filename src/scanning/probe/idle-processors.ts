import { availableParallelism, cpus } from "node:os";

/** Starts to watch the processors, and returns a function that tells how many of them were idle since then, on average. */
export interface IdleProcessors {
  (): () => number;
}

/**
 * Counts only the processors that this process may use: a container may have a quota of a few on a machine with many.
 * The busy time is that of all processors, so a machine that is busy elsewhere counts as busy.
 */
export const idleProcessorsOfThisMachine: IdleProcessors = () => {
  const before = busyMs();
  const since = performance.now();
  return () => availableParallelism() - (busyMs() - before) / (performance.now() - since);
};

function busyMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}
