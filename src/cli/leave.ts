import { setTimeout as delay } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

const pollMs = 5;

/** The end of this process, once it has begun. */
let leaving: Promise<never> | null = null;

/** The threads of this process that have not ended. Node has no list of them. */
const threads = new Set<Worker>();
process.on("worker", (thread) => {
  threads.add(thread);
  thread.once("exit", () => threads.delete(thread));
  // Whatever still runs may start a thread for its next statement.
  if (leaving !== null) void thread.terminate();
});

/** Whether the process is about to end. Errors of whatever still runs are a consequence, and no news to anyone. */
export function isLeaving(): boolean {
  return leaving !== null;
}

/**
 * Ends the process. The first call decides the exit code.
 *
 * A call into a file system that does not answer, as on a dead mount, keeps `process.exit` waiting for ever, in this
 * thread or in another. If one is still out after `graceMs`, the process kills itself with SIGKILL.
 */
export function leave(exitCode: number, graceMs = 1_000): Promise<never> {
  leaving ??= end(exitCode, graceMs);
  return leaving;
}

async function end(exitCode: number, graceMs: number): Promise<never> {
  for (const thread of threads) void thread.terminate();
  // By the clock: on a busy machine, each pause takes longer than it should.
  const killAt = performance.now() + graceMs;
  while (isFileCallOut() || threads.size > 0) {
    if (performance.now() >= killAt) process.kill(process.pid, "SIGKILL");
    await delay(pollMs);
  }
  return process.exit(exitCode);
}

function isFileCallOut(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));
}
