/**
 * Starts a thread that watches over its process. The main thread may be busy with one file for any length of time. The
 * watching thread ends the process if the process uses too much memory, or if its parent is gone. It uses signals, because
 * nothing else reaches a busy main thread.
 */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export interface ProcessWatch {
  /** How much memory the process may use, in bytes. */
  readonly memoryBytes: number;
  readonly parentPid: number;
}

/**
 * A child ends itself by this signal when it uses too much memory. An exit code of its own would need an orderly end,
 * which waits for the thread that libav may be busy in.
 */
export const overMemorySignal = "SIGUSR2";

/** Starts the watch, in a thread that does not keep the process alive. */
export function startProcessWatch(watch: ProcessWatch): void {
  const file = new URL(`./process-watch-thread${extname(import.meta.url)}`, import.meta.url);
  new Worker(file, {
    name: "gleaner watch",
    workerData: watch,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  }).unref();
}

/** Kills this process at once. If it leads a process group, also kills the processes that it started. */
export function endWithGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // It leads no group.
    process.kill(process.pid, "SIGKILL");
  }
}
