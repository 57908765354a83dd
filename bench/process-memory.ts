/** Reads the memory of a process from outside, so that the measurement adds nothing to it. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** In bytes, with all threads, without child processes. */
export interface ProcessMemory {
  readonly now: number;
  /** The maximum so far. Without /proc, the present value. */
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
