/**
 * A thread that watches over its process, whose main thread may be busy with one file for as long as that file likes:
 * it ends the process when it has grown over its limit, and when the process that started it is gone, however that
 * ended. It ends it by signals, as nothing else would reach a main thread that does not listen.
 */
import { extname } from "node:path";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { overMemorySignal } from "./libav-messages.ts";

export interface ProcessWatch {
  /** How much memory the process may have, in bytes. */
  readonly memoryBytes: number;
  /** The process that started this one. */
  readonly parentPid: number;
}

/** Fine enough to catch what grows by a gigabyte a second. */
const intervalMs = 50;

/** Has this process watched from now on, in a thread that does not keep it alive. */
export function startProcessWatch(watch: ProcessWatch): void {
  const file = new URL(`./process-watch${extname(import.meta.url)}`, import.meta.url);
  new Worker(file, {
    name: "gleaner watch",
    workerData: watch,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  }).unref();
}

function look({ memoryBytes, parentPid }: ProcessWatch): void {
  if (process.ppid !== parentPid) process.kill(process.pid, "SIGKILL");
  if (process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, overMemorySignal);
}

if (!isMainThread) {
  const watch = workerData as ProcessWatch;
  look(watch);
  setInterval(() => look(watch), intervalMs);
}
