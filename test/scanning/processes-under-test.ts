/** For tests, on Linux: which processes have a file open, as seen in /proc. */
import { readdir, readlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Waits until a process has the file open, other than those in `except`. The time limit of the test bounds it. */
export async function processWithFile(path: string, except: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    const own = new Set([process.pid, ...except]);
    const others = (await readdir("/proc")).map(Number).filter((pid) => pid > 0 && !own.has(pid));
    for (const pid of others) if (await hasOpen(pid, path)) return pid;
    await delay(5);
  }
}

/** Waits until there is no such process any more. The time limit of the test bounds it. */
export async function untilGone(pid: number): Promise<void> {
  while (isThere(pid)) await delay(5);
}

export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A process may end while it is looked at. */
async function hasOpen(pid: number, path: string): Promise<boolean> {
  const directory = `/proc/${pid}/fd`;
  const files = await readdir(directory).catch(() => []);
  const targets = await Promise.all(files.map((file) => readlink(`${directory}/${file}`).catch(() => "")));
  return targets.includes(path);
}
