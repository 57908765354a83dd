import { readFileSync } from "node:fs";
import { overMemorySignal } from "./process-watch.ts";

/** Often enough to notice a process that grows by a gigabyte a second. */
const intervalMs = 50;

export interface WatchedProcess {
  readonly pid: number;
  /** How much memory the process may use, in bytes. */
  readonly memoryBytes: number;
  /** Whether the process has no work. Then it needs no more memory, and is not looked at. */
  readonly isIdle: () => boolean;
}

/**
 * Ends processes that use too much memory. It works on Linux only. There, one look from outside takes 0.03 ms, and the start
 * of a thread in each process would take 30 ms. While this process cannot look, the system's own limit still holds.
 */
class MemoryWatch {
  readonly #processes = new Set<WatchedProcess>();
  #timer: NodeJS.Timeout | null = null;

  /** Call this when the process gets work. It is looked at until it has none. */
  watch(process: WatchedProcess): void {
    this.#processes.add(process);
    this.#timer ??= setInterval(() => this.#look(), intervalMs).unref();
  }

  /** Call this when the process has ended, because the system may give its number to another process. */
  forget(process: WatchedProcess): void {
    this.#processes.delete(process);
  }

  #look(): void {
    for (const watched of this.#processes) {
      if (watched.isIdle()) this.#processes.delete(watched);
      else if (memoryOf(watched.pid) > watched.memoryBytes) endForMemory(watched.pid);
    }
    if (this.#processes.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** One for all child processes of this process. */
export const memoryWatch = new MemoryWatch();

/**
 * The resident memory of a process (`VmRSS` of proc_pid_status(5)), in bytes; 0 if the process has ended. The kernel makes
 * this file from memory, so it is read at once.
 */
function memoryOf(pid: number): number {
  try {
    // oxlint-disable-next-line node/no-sync -- see above
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const [, kibibytes = "0"] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0;
  }
}

function endForMemory(pid: number): void {
  try {
    process.kill(pid, overMemorySignal);
  } catch {
    // It has ended.
  }
}
