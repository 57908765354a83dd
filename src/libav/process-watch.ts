/**
 * The watch over a child process. It ends the child if the child uses too much memory, or if its parent is gone. It uses
 * signals, because nothing else reaches a main thread that is busy with one file for any length of time.
 *
 * On Linux, the parent looks at the child's memory (`memory-watch.ts`), and a shell that outlives the parent ends the child
 * (`orphan-guard.ts`). Elsewhere, a thread of the child does both. Its start takes 30 ms of processor time.
 */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export interface ProcessWatch {
  /** How much memory the process may use, in bytes. */
  readonly memoryBytes: number;
  readonly parentPid: number;
}

/** Whether the parent watches, so that the child need not. */
export const parentWatches = process.platform === "linux";

/**
 * A child ends, or is ended, by this signal when it uses too much memory. An exit code of its own would need an orderly end,
 * which waits for the thread that libav may be busy in.
 */
export const overMemorySignal = "SIGUSR2";

/** Starts the thread that watches over this process. It does not keep the process alive. */
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
