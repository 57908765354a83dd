/**
 * Processes that read files which may be made to harm: each has a limit of memory, is the first to go when the system
 * runs short of it, yields to everything else, and leads a session and a process group of its own. That keeps a Ctrl-C in
 * the terminal away from it (a probe in flight may finish and is kept), and lets it be killed with all that it started.
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

export interface Limits {
  /** How much memory it may have, where the system can limit it. */
  readonly memoryBytes: number;
  /** How much it yields to other processes, up to 19. Default 10. */
  readonly niceness?: number;
  /** Whether it is over in a moment: its session then takes no turn of those that stay. Default false. */
  readonly isBrief?: boolean;
}

/**
 * Starts a program under limits. Like `spawn` it says with an `error` event that no process could be started; a
 * program that is not there may instead end with 127, as that of a shell does.
 */
export function spawnLimited(
  command: string,
  args: readonly string[],
  limits: Limits,
  options: Pick<SpawnOptions, "stdio" | "env">,
): ChildProcess {
  const kibibytes = String(Math.floor(limits.memoryBytes / 1024));
  const child =
    process.platform === "linux"
      ? spawn("/bin/sh", ["-c", underLimits, kibibytes, command, ...args], { ...options, detached: true })
      : spawn(command, args, { ...options, detached: true });
  if (child.pid !== undefined) yieldToOthers(child, child.pid, limits);
  return child;
}

/** Before it has any thread, as those that it has already would keep their own niceness. */
function yieldToOthers(child: ChildProcess, pid: number, { niceness = 10, isBrief = false }: Limits): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, or the system does not permit it: it works all the same.
  }
  if (process.platform !== "linux" || isBrief) return;
  lastOfSessions = lastOfSessions.then(() => yieldAsSession(child, pid, niceness));
}

/** The last that waits: they come one after the other, as whoever is not root may set one in a tenth of a second. */
let lastOfSessions: Promise<void> = Promise.resolve();
const nextSessionMs = 110;

/**
 * Where Linux shares the processors between sessions first, each with a niceness of its own, and only then between the
 * processes of a session ("autogroup", sched(7)), the process's own would change nothing, as it leads a session.
 */
async function yieldAsSession(child: ChildProcess, pid: number, niceness: number): Promise<void> {
  while (!hasEnded(child)) {
    try {
      return await writeFile(`/proc/${pid}/autogroup`, String(niceness));
    } catch (error) {
      const isTooSoon = error instanceof Error && "code" in error && error.code === "EAGAIN";
      if (!isTooSoon) return;
    }
    await delay(nextSessionMs, undefined, { ref: false });
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
