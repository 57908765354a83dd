/** For tests, on Linux: finds the processes that have a file open, by reading /proc. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until a process below this one in the tree of processes has the file open. The time limit of the test bounds
 * the wait.
 *
 * @param except processes that do not count
 */
export async function processWithFile(path: string, except: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    const found = descendants().find((pid) => !except.has(pid) && hasOpen(pid, path));
    if (found !== undefined) return found;
    await delay(10);
  }
}

/** Waits until a process that was just started has left the process group of the one that started it. */
export async function untilInGroupOfItsOwn(pid: number, starter: number): Promise<void> {
  while (Number(fieldsOf(pid)?.[2]) === starter) await delay(5);
}

/** The children of a process whose command line contains the text. */
export function childrenOf(parent: number, text: string): readonly number[] {
  const pids = readdirSync("/proc").map(Number);
  return pids.filter((pid) => pid > 0 && parentOf(pid) === parent && commandOf(pid).includes(text));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // The process has just ended.
    return "";
  }
}

/** Waits until a process has such a child, other than those in `except`. The test's time limit bounds the wait. */
export async function childOf(parent: number, text: string, except: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    const child = childrenOf(parent, text).find((pid) => !except.has(pid));
    if (child !== undefined) return child;
    await delay(5);
  }
}

/** Waits until the process is gone. The time limit of the test bounds the wait. */
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

/**
 * The children of this process, their children, and so on. Only these are searched for open files: to search every
 * process of the machine costs more than most of the tests that wait for one.
 */
function descendants(): readonly number[] {
  const childrenByParent = new Map<number, number[]>();
  for (const pid of readdirSync("/proc").map(Number)) {
    const parent = pid > 0 ? parentOf(pid) : null;
    if (parent === null) continue;
    const children = childrenByParent.get(parent);
    if (children === undefined) childrenByParent.set(parent, [pid]);
    else children.push(pid);
  }
  const found = [process.pid];
  // The loop also visits what it appends.
  for (const pid of found) found.push(...(childrenByParent.get(pid) ?? []));
  return found.slice(1);
}

/** Null when the process has ended meanwhile. */
function parentOf(pid: number): number | null {
  const parent = fieldsOf(pid)?.[1];
  return parent === undefined ? null : Number(parent);
}

/** The state, the parent, the process group and more of a process; null when it has ended meanwhile. */
function fieldsOf(pid: number): readonly string[] | null {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Of `1234 (name) S 5678 …`; the name may contain anything.
    return status.slice(status.lastIndexOf(")") + 2).split(" ", 4);
  } catch {
    return null;
  }
}

export function hasOpen(pid: number, path: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === path);
  } catch {
    // The process, or this file of it, was closed meanwhile. The next round looks again.
    return false;
  }
}
