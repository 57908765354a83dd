/**
 * Has a thread watch over its process, whose main thread may be busy with one file for as long as the file likes. The
 * thread ends the process when it uses too much memory, and when its parent is gone, however the parent ended. It uses
 * signals, as nothing else reaches a main thread that does not listen.
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

/** Kills this process at once, with all that it started where it leads a group. */
export function endWithGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // It leads no group.
    process.kill(process.pid, "SIGKILL");
  }
}
