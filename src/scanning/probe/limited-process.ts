/**
 * Processes that read files which may be made to harm: each has a limit of memory, is the first to go when the system
 * runs short of it, yields to everything else, and leads a process group of its own. The group keeps a Ctrl-C in the
 * terminal away from it (a probe in flight may finish and is kept), and lets it be killed with all that it started.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

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
 * @param limits.niceness how much it yields to other processes, up to 19; default 10
 */
export function spawnLimited(
  command: string,
  args: readonly string[],
  limits: { readonly memoryBytes: number; readonly niceness?: number },
  options: Pick<SpawnOptions, "stdio" | "env">,
): ChildProcess {
  const kibibytes = String(Math.floor(limits.memoryBytes / 1024));
  const child =
    process.platform === "linux"
      ? spawn("/bin/sh", ["-c", underLimits, kibibytes, command, ...args], { ...options, detached: true })
      : spawn(command, args, { ...options, detached: true });
  if (child.pid !== undefined) yieldToOthers(child, child.pid, limits.niceness ?? 10);
  return child;
}

/** Before it has any thread, as those that it has already would keep their own niceness. */
function yieldToOthers(child: ChildProcess, pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, or the system does not permit it: it works all the same.
  }
  if (process.platform === "linux") void yieldAsSession(child, pid, niceness);
}

/** Whoever is not root may change the niceness of one session in a tenth of a second. */
const sessionTries = { times: 20, everyMs: 150 };

/**
 * Most Linux systems share the processors between sessions first, each with a niceness of its own, and only then between
 * the processes of a session ("autogroup", sched(7)). As this process leads a session, its own would change nothing.
 */
async function yieldAsSession(child: ChildProcess, pid: number, niceness: number): Promise<void> {
  for (let tries = 0; tries < sessionTries.times && !hasEnded(child); tries += 1) {
    try {
      return await writeFile(`/proc/${pid}/autogroup`, String(niceness));
    } catch (error) {
      const isTooSoon = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (!isTooSoon) return;
    }
    await delay(sessionTries.everyMs, undefined, { ref: false });
  }
}

/** Kills the process and all of its group. Does nothing where it has ended. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || hasEnded(child)) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended in this moment.
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Settles, always without an error, when the process has ended; at once where it could not be started. */
export function exitOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.pid === undefined || hasEnded(child)) resolve();
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
