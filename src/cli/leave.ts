import { setTimeout as delay } from "node:timers/promises";

const pollMs = 20;

/**
 * Ends the process. A call into a file system that does not answer, as on a dead mount, would keep `process.exit` waiting
 * for ever: when one is still out after `graceMs`, the process kills itself, and its exit code is that of SIGKILL.
 */
export async function leave(exitCode: number, graceMs = 1_000): Promise<never> {
  for (let waitedMs = 0; isFileCallOut(); waitedMs += pollMs) {
    if (waitedMs >= graceMs) process.kill(process.pid, "SIGKILL");
    await delay(pollMs);
  }
  return process.exit(exitCode);
}

function isFileCallOut(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));
}
