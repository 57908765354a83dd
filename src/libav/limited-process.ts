/**
 * Starts and kills processes that read files. A file may be made to do harm, so each process has a memory limit, is the
 * first to be killed when the system runs short of memory, and gives way to other processes. Each process leads a session
 * and a process group of its own. So Ctrl-C in the terminal does not reach it (a probe in flight may finish and is kept),
 * and a kill of the group also kills the processes that it started.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { setPriority } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { within } from "../within.ts";

/**
 * Sets the limits and becomes the program. RLIMIT_DATA counts all writable memory, touched or not, so an allocation fails
 * before it does harm. Only Linux enforces it. A lower limit that is already set stays.
 */
const underLimits = `
ulimit -d "$0" 2>/dev/null
echo 1000 2>/dev/null >/proc/self/oom_score_adj
exec "$@"`;

export interface Limits {
  /** How much memory the process may use, in bytes, where the system can limit it. */
  readonly memoryBytes: number;
  /** How far the process gives way to others, up to 19. Default 10. */
  readonly niceness?: number;
  /** Whether the process ends within a moment, so that its session needs no niceness. Default false. */
  readonly isBrief?: boolean;
}

/**
 * Starts a program under limits. As with `spawn`, an `error` event says that no process could be started. A program that
 * does not exist may instead end with exit code 127, as in a shell.
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
  if (child.pid !== undefined) giveWay(child, child.pid, limits);
  return child;
}

/** Call this before the process has threads: threads keep the niceness that they began with. */
function giveWay(child: ChildProcess, pid: number, { niceness = 10, isBrief = false }: Limits): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // The process has ended, or the system does not permit this. The process works all the same.
  }
  if (process.platform !== "linux" || isBrief) return;
  sessionsSet = sessionsSet.then(() => setSessionNiceness(child, pid, niceness));
}

/**
 * Settles when all sessions so far have their niceness. They get it one after the other, as users other than root may
 * set one in a tenth of a second. The limit is the system's for this process, so all callers share this promise.
 */
let sessionsSet: Promise<void> = Promise.resolve();
const nextSessionMs = 110;

/**
 * Linux with "autogroup" (sched(7)) shares the processors between sessions first, each with its own niceness, and only
 * then between the processes of a session. As each child leads a session, its own niceness alone would change nothing.
 */
async function setSessionNiceness(child: ChildProcess, pid: number, niceness: number): Promise<void> {
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

/**
 * Kills the process and all others of its group.
 *
 * @param options.evenAfterItsEnd kills the rest of the group when the process itself has just ended. Default false:
 *   nothing is done then
 */
export function killGroup(child: ChildProcess, options: { readonly evenAfterItsEnd?: boolean } = {}): void {
  if (child.pid === undefined || (hasEnded(child) && options.evenAfterItsEnd !== true)) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}

/** Whether this process knows that the child has ended. */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Settles, never with an error, when the process has ended; at once when it could not be started. */
export function exitOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.pid === undefined || hasEnded(child)) resolve();
  else child.once("exit", () => resolve());
  return promise;
}

/** How often a killed process that has not exited is looked at, in milliseconds, and how many times. */
const lookEveryMs = 1_000;
const mostLooks = 30;

/**
 * Whether a killed process hangs in the kernel, because the disk that it reads from does not answer. Nobody can end it then.
 * Any other process exits when it gets a turn of a processor, for which it may have to wait on a busy machine.
 *
 * @returns after a second at least, unless the process has exited before
 */
export async function hangsInKernel(child: ChildProcess): Promise<boolean> {
  const exited = exitOf(child);
  for (let look = 0; look < mostLooks; look += 1) {
    if (await within(lookEveryMs, exited)) return false;
    if (process.platform !== "linux" || (await hasThreadInCall(child.pid))) return true;
  }
  return true;
}

/** Whether a thread of the process is in a call that nothing can interrupt (state D of proc_pid_stat(5)). */
async function hasThreadInCall(pid: number | undefined): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const stats = threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, "utf8").catch(() => ""));
  // The state follows the name, which is in parentheses and may contain any character.
  return (await Promise.all(stats)).some((stat) => stat[stat.lastIndexOf(")") + 2] === "D");
}

/**
 * Waits until all promises are settled, for two seconds at most. A process that hangs in the kernel, on a network drive
 * that does not answer, cannot be ended by anyone and is left to the system.
 */
export async function settledInTime(exits: readonly Promise<unknown>[]): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, 2_000);
  await Promise.race([Promise.allSettled(exits), timeout.promise]);
  clearTimeout(timer);
}
