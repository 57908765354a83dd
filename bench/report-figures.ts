/**
 * Loaded into a Gleaner that is measured, before its own program (`node --import`): says over IPC what only the process
 * itself knows, when it is asked. The program knows nothing of it.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

export interface ProcessFigures {
  /** How much later than due a timer ran, since it was last asked to begin; in milliseconds. */
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Node's default, so that the figures are those that everybody's dashboards show. */
const resolutionMs = 10;

// Threads load it too.
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  process.on("message", (request) => {
    if (request === "begin") {
      delay.reset();
      delay.enable();
      return;
    }
    delay.disable();
    const figures: ProcessFigures = {
      eventLoopDelayMs: { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) },
    };
    process.send?.(figures);
  });
  // It must not keep the program from ending.
  process.channel?.unref();
}

/** Node counts from one tick to the next, so that an idle loop shows the distance of the ticks. */
function late(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolutionMs);
}
