import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";

export interface RateLimitOptions {
  /** How many files begin a second at most; 0 means no limit. */
  readonly maxRate: number;
  /** Ends the waiting. */
  readonly stop: AbortSignal;
}

/**
 * Makes a function that waits until the next file is due.
 *
 * @param onWait called from time to time with the file that waits
 * @returns a function that throws `stop.reason`
 */
export function rateLimit<File>(
  { maxRate, stop }: RateLimitOptions,
  onWait: (file: File) => void,
): (file: File) => Promise<void> {
  let nextAt = 0;
  return async (file) => {
    if (maxRate <= 0) return;
    const due = Math.max(performance.now(), nextAt);
    nextAt = due + 1_000 / maxRate;
    for (let waitMs = due - performance.now(); waitMs > 0; waitMs = due - performance.now()) {
      onWait(file);
      await abortable(delay(Math.min(waitMs, 5_000)), stop);
    }
  };
}
