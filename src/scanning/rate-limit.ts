import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import { isWithin } from "../files/is-within.ts";
import { type LiveValue, presentValue } from "../live-value.ts";

export interface RateLimitOptions {
  /** How many files begin a second at most; 0 means no limit. */
  readonly maxRate: LiveValue<number>;
  /** Ends the waiting. */
  readonly stop: AbortSignal;
}

/** How long a file waits at most until the limit is read again, in milliseconds. */
const longestWaitMs = 1_000;

/** A directory in the scanned one that has a limit of its own. */
export interface RateOfPart {
  /** Absolute. */
  readonly path: string;
  readonly maxRate: number;
}

/**
 * As `rateLimit`, with limits of their own for the files of some directories.
 *
 * @param parts none of them lies in another one
 */
export function rateLimits<File extends { readonly path: string }>(
  { parts, ...options }: RateLimitOptions & { readonly parts: readonly RateOfPart[] },
  onWait: (file: File) => void,
): (file: File) => Promise<void> {
  const others = rateLimit(options, onWait);
  if (parts.length === 0) return others;
  const limits = parts.map(({ path, maxRate }) => ({ path, keepRate: rateLimit({ ...options, maxRate }, onWait) }));
  return (file) => (limits.find(({ path }) => isWithin(file.path, path))?.keepRate ?? others)(file);
}

/**
 * Makes a function that waits until the next file is due.
 *
 * @param onWait called from time to time with the file that waits
 * @returns a function that throws `stop.reason`
 */
function rateLimit<File>(
  { maxRate, stop }: RateLimitOptions,
  onWait: (file: File) => void,
): (file: File) => Promise<void> {
  let nextAt = 0;
  return async (file) => {
    let rate = presentValue(maxRate);
    if (rate <= 0) return;
    let due = Math.max(performance.now(), nextAt);
    nextAt = due + 1_000 / rate;
    for (let waitMs = due - performance.now(); waitMs > 0; waitMs = due - performance.now()) {
      onWait(file);
      await abortable(delay(Math.min(waitMs, longestWaitMs)), stop);
      const now = presentValue(maxRate);
      if (now === rate) continue;
      rate = now;
      // Somebody has changed the limit while the file waited: from now on, the new one counts.
      due = rate <= 0 ? 0 : Math.min(due, performance.now() + 1_000 / rate);
      nextAt = rate <= 0 ? 0 : due + 1_000 / rate;
    }
  };
}
