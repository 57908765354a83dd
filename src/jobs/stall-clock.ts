import { TimedOut } from "./stop-reason.ts";

export interface StallClock {
  /** Call this at every sign of progress. */
  restart(): void;
  stop(): void;
}

/** The stall timeout is counted in this many ticks. */
const ticksOfTimeout = 10;

/**
 * Aborts the run with `TimedOut` after `stallTimeoutMs` without progress. Counts ticks instead of reading a clock:
 * a suspended process has no ticks, and a suspension is not a stall of the job.
 */
export function startStallClock(controller: AbortController, stallTimeoutMs: number): StallClock {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
    if (ticks >= ticksOfTimeout) controller.abort(new TimedOut(stallTimeoutMs));
  }, stallTimeoutMs / ticksOfTimeout);
  return {
    restart: () => {
      ticks = 0;
    },
    stop: () => clearInterval(timer),
  };
}
