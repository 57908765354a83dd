/**
 * Processes that read files which may be made to harm: each has a limit of memory, is the first to go when the system
 * runs short of it, yields to everything else, and leads a process group of its own. The group keeps a Ctrl-C in the
 * terminal away from it (a probe in flight may finish and is kept), and lets it be killed with all that it started.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { setPriority } from "node:os";

/**
 * Sets the limits and becomes the program. RLIMIT_DATA counts all memory that can be written, touched or not, so that
 * an allocation fails before it hurts. Only Linux keeps it; and where a lower limit holds already, it stays.
 */
const underLimits = `
ulimit -d "$0" 2>/dev/null
echo 1000 2>/dev/null >/proc/self/oom_score_adj
exec "$@"`;

/**
 * Starts a program under limits. Like `spawn` it says with an `error` event that no process could be started; a
 * program that is not there may instead end with 127, as that of a shell does.
 *
 * @param limits.memoryBytes how much memory it may have, where the system can limit it
 */
export function spawnLimited(
  command: string,
  args: readonly string[],
  limits: { readonly memoryBytes: number },
  options: Pick<SpawnOptions, "stdio" | "env">,
): ChildProcess {
  const kibibytes = String(Math.floor(limits.memoryBytes / 1024));
  const child =
    process.platform === "linux"
      ? spawn("/bin/sh", ["-c", underLimits, kibibytes, command, ...args], { ...options, detached: true })
      : spawn(command, args, { ...options, detached: true });
  if (child.pid !== undefined) yieldToOthers(child.pid);
  return child;
}

function yieldToOthers(pid: number): void {
  try {
    setPriority(pid, 10);
  } catch {
    // It has ended already, or the system does not permit it: it works all the same.
  }
}

/** Kills the process and all of its group. Does nothing where it has ended. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended in this moment.
  }
}

/** Settles, always without an error, when the process has ended; at once where it could not be started. */
export function exitOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) resolve();
  else child.once("exit", () => resolve());
  return promise;
}

/**
 * Waits until all of the promises are settled, but no longer than a moment: a process that hangs in the kernel, on a
 * network drive that does not answer, cannot be ended by anyone, and is left to the system.
 */
export async function allOrAMoment(exits: readonly Promise<unknown>[]): Promise<void> {
  const moment = Promise.withResolvers<void>();
  const timer = setTimeout(moment.resolve, 2_000);
  await Promise.race([Promise.allSettled(exits), moment.promise]);
  clearTimeout(timer);
}
