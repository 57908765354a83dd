/** The program of the thread that watches over its process, see `process-watch.ts`. */
import { workerData } from "node:worker_threads";
import { overMemorySignal, type ProcessWatch } from "./process-watch.ts";

/** Fine enough to catch what grows by a gigabyte a second. */
const intervalMs = 50;

const { memoryBytes, parentPid } = workerData as ProcessWatch;

function look(): void {
  if (process.ppid !== parentPid) process.kill(process.pid, "SIGKILL");
  if (process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, overMemorySignal);
}

look();
setInterval(look, intervalMs);
