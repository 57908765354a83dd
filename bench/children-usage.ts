/** Reads what processes took of the machine. The kernel adds up what children took when somebody waits for their end. */
import { readFile } from "node:fs/promises";
import { parseStatus } from "./process-status.ts";

export interface Usage {
  /** In user and kernel mode. */
  readonly processorMs: number;
  /** The bytes that the disk had to deliver, as they were not in the page cache, with those that were read ahead. */
  readonly diskBytes: number;
  /** The bytes that it got from calls to read, from files, pipes and sockets. */
  readonly readBytes: number;
}

/**
 * Runs a task, and reads the use of all processes that the task starts and waits for, with their own children. No other
 * children of this process may end meanwhile. What this process itself reads from the disk counts, too: a task that only
 * waits reads nothing.
 *
 * @returns a null for `usage` on systems without /proc
 */
export async function withUsage<Result>(
  task: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly usage: Usage | null }> {
  const before = await usageOf("self");
  const result = await task();
  const after = await usageOf("self");
  if (before === null || after === null) return { result, usage: null };
  return {
    result,
    usage: {
      processorMs: after.childrenMs - before.childrenMs,
      diskBytes: after.diskBytes - before.diskBytes,
      readBytes: after.readBytes - before.readBytes,
    },
  };
}

/** What a process has taken so far. */
export interface UsageSoFar extends Usage {
  /** The processor time of children that have ended, and of theirs. It is not in that of the process. */
  readonly childrenMs: number;
}

/** @returns null on systems without /proc */
export async function usageOf(pid: number | "self"): Promise<UsageSoFar | null> {
  try {
    const [stat, io] = await Promise.all(["stat", "io"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")));
    const { processorMs, endedChildrenMs } = parseStatus(0, stat ?? "", "");
    const diskBytes = /^read_bytes: (\d+)$/m.exec(io ?? "")?.[1];
    const readBytes = /^rchar: (\d+)$/m.exec(io ?? "")?.[1];
    if (diskBytes === undefined || readBytes === undefined) return null;
    return {
      processorMs: processorMs - endedChildrenMs,
      childrenMs: endedChildrenMs,
      diskBytes: Number(diskBytes),
      readBytes: Number(readBytes),
    };
  } catch {
    return null;
  }
}
