import { setTimeout as delay } from "node:timers/promises";
import { abortable } from "../abortable.ts";
import { isWithin } from "../files/is-within.ts";

export interface RateLimitOptions {
  /** How many files begin a second at most; 0 means no limit. */
  readonly maxRate: number;
  /** Ends the waiting. */
  readonly stop: AbortSignal;
}

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
    if (maxRate <= 0) return;
    const due = Math.max(performance.now(), nextAt);
    nextAt = due + 1_000 / maxRate;
    for (let waitMs = due - performance.now(); waitMs > 0; waitMs = due - performance.now()) {
      onWait(file);
      await abortable(delay(Math.min(waitMs, 5_000)), stop);
    }
  };
}
