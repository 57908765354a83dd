/** Reads the processor time and the memory of all processes from /proc. */
import { readdir, readFile } from "node:fs/promises";

export interface ProcessStatus {
  readonly pid: number;
  readonly parentPid: number;
  /** With that of children that have ended. */
  readonly processorMs: number;
  /** The time of children that have ended, and of theirs. */
  readonly endedChildrenMs: number;
  /** Memory that the process shares with no other. */
  readonly ownBytes: number;
}

/** The unit of times in /proc, on every Linux. */
const msOfTick = 10;

export async function statusOfProcesses(): Promise<readonly ProcessStatus[]> {
  const names = await readdir("/proc");
  const read = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readStatus));
  return read.filter((status) => status !== null);
}

/** Null if the process has ended. */
async function readStatus(pid: string): Promise<ProcessStatus | null> {
  try {
    const [stat, status] = await Promise.all(
      ["stat", "status"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")),
    );
    return parseStatus(Number(pid), stat ?? "", status ?? "");
  } catch {
    return null;
  }
}

/** @param stat the text of /proc/PID/stat, @param status that of /proc/PID/status */
export function parseStatus(pid: number, stat: string, status: string): ProcessStatus {
  // The name before it may contain anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return {
    pid,
    parentPid: Number(fields[1]),
    processorMs: (user + system + childrenUser + childrenSystem) * msOfTick,
    endedChildrenMs: (childrenUser + childrenSystem) * msOfTick,
    ownBytes: Number(/^RssAnon:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024,
  };
}
