/**
 * Loaded into a measured Gleaner before the program (`node --import`). On request, sends figures over IPC that only the
 * process itself knows. The program does not know this file.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

export interface ProcessFigures {
  /** The delays of a timer since the last reset, in milliseconds. */
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Node's default, so that the figures are comparable with other dashboards. */
const resolutionMs = 10;

// Threads load this file too.
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
  // This must not keep the program alive.
  process.channel?.unref();
}

/** Node measures from tick to tick, so an idle loop shows the interval of the ticks. */
function late(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - resolutionMs);
}
