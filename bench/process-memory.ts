/** How much memory a process has, as seen from outside: nothing needs to be loaded into it, which would take some itself. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** In bytes. Threads are included, child processes not. */
export interface ProcessMemory {
  readonly now: number;
  /** The most that it has had so far; where there is no /proc only what it has now. */
  readonly peak: number;
}

export async function memoryOf(pid: number): Promise<ProcessMemory> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => null);
  if (status === null) {
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
    const now = Number(stdout) * 1024;
    return { now, peak: now };
  }
  const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
  return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
}
