interface Sample {
  readonly count: number;
  readonly skipped: number;
  /** In milliseconds. */
  readonly at: number;
}

/**
 * Measures the speed of a scan over the last few seconds.
 *
 * A resumed scan skips unchanged files very fast and then reads the others slowly. The fast part says nothing about the
 * time left, so the rate is measured from its end as soon as possible.
 */
export class RateMeter {
  readonly #windowMs: number;
  readonly #minMs: number;
  #samples: Sample[] = [];

  /**
   * @param options.windowMs the time span of the measurement. Default 5,000
   * @param options.minMs the shortest time span that gives a rate. Default 800
   */
  constructor({ windowMs = 5_000, minMs = 800 }: { readonly windowMs?: number; readonly minMs?: number } = {}) {
    this.#windowMs = windowMs;
    this.#minMs = minMs;
  }

  /** @param at in milliseconds, never falling */
  add({ scanned: count, skipped }: { readonly scanned: number; readonly skipped: number }, at: number): void {
    const last = this.#samples.at(-1);
    // A scan that continues after an interruption counts from the start again.
    if (last !== undefined && count < last.count) this.#samples = [];
    this.#samples.push({ count, skipped, at });
    this.#forget(at);
  }

  /** In files per second; null before the shortest time span. */
  rate(now: number): number | null {
    this.#forget(now);
    const first = this.#sinceSkipping(now) ?? this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || now - first.at < this.#minMs) return null;
    return ((last.count - first.count) / (now - first.at)) * 1000;
  }

  /** The sample after the last skipped file, if it is old enough for a rate. */
  #sinceSkipping(now: number): Sample | undefined {
    const index = this.#samples.findLastIndex(
      ({ skipped }, index, samples) => index > 0 && skipped > (samples[index - 1]?.skipped ?? skipped),
    );
    const sample = this.#samples[index];
    return sample !== undefined && index < this.#samples.length - 1 && now - sample.at >= this.#minMs
      ? sample
      : undefined;
  }

  /** Drops samples from before the window, except the last of them, where the window begins. */
  #forget(now: number): void {
    const inside = this.#samples.findIndex(({ at }) => at > now - this.#windowMs);
    const from = inside === -1 ? this.#samples.length - 1 : inside - 1;
    if (from > 0) this.#samples = this.#samples.slice(from);
  }
}
