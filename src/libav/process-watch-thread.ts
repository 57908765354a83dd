/** The program of the thread that watches over its process, see `process-watch.ts`. */
import { workerData } from "node:worker_threads";
import { endWithGroup, overMemorySignal, type ProcessWatch } from "./process-watch.ts";

/** Often enough to notice a process that grows by a gigabyte a second. */
const intervalMs = 50;

const { memoryBytes, parentPid } = workerData as ProcessWatch;

function look(): void {
  if (process.ppid !== parentPid) endWithGroup();
  if (process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, overMemorySignal);
}

look();
setInterval(look, intervalMs);
