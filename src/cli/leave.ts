import { setTimeout as delay } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

const pollMs = 20;

/** Every thread of this process that has not ended: there is no other way to find out about them. */
const threads = new Set<Worker>();
process.on("worker", (thread) => {
  threads.add(thread);
  thread.once("exit", () => threads.delete(thread));
});

/**
 * Ends the process. A call into a file system that does not answer, as on a dead mount, would keep `process.exit` waiting
 * for ever, be it one of this thread or of another: when one is still out after `graceMs`, the process kills itself, and
 * its exit code is that of SIGKILL.
 */
export async function leave(exitCode: number, graceMs = 1_000): Promise<never> {
  for (const thread of threads) void thread.terminate();
  for (let waitedMs = 0; isFileCallOut() || threads.size > 0; waitedMs += pollMs) {
    if (waitedMs >= graceMs) process.kill(process.pid, "SIGKILL");
    await delay(pollMs);
  }
  return process.exit(exitCode);
}

function isFileCallOut(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));
}
