/**
 * A thread that watches over its process, whose main thread may be busy with one file for as long as that file likes:
 * it ends the process when it has grown over its limit, and when the process that started it is gone, however that
 * ended. It ends it by signals, as nothing else would reach a main thread that does not listen.
 */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export interface ProcessWatch {
  /** How much memory the process may have, in bytes. */
  readonly memoryBytes: number;
  /** The process that started this one. */
  readonly parentPid: number;
}

/**
 * With this a child ends itself when it has grown over its limit. An exit code of its own would take an orderly end,
 * which waits for the thread that libav may be busy in.
 */
export const overMemorySignal = "SIGUSR2";

/** Has this process watched from now on, in a thread that does not keep it alive. */
export function startProcessWatch(watch: ProcessWatch): void {
  const file = new URL(`./process-watch-thread${extname(import.meta.url)}`, import.meta.url);
  new Worker(file, {
    name: "gleaner watch",
    workerData: watch,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  }).unref();
}
