interface Sample {
  readonly count: number;
  readonly skipped: number;
  /** In milliseconds. */
  readonly at: number;
}

/**
 * Measures how fast a scan goes, over the last few seconds.
 *
 * A scan that goes on with another passes over what is unchanged in a moment, and then reads file after file. That
 * moment says nothing of the time that is left, so that what follows it is measured by itself as soon as it can be.
 */
export class RateMeter {
  readonly #windowMs: number;
  readonly #leastMs: number;
  #samples: Sample[] = [];

  /**
   * @param options.windowMs what it looks back over, default 5,000
   * @param options.leastMs what it must have seen before it says anything, default 800
   */
  constructor({ windowMs = 5_000, leastMs = 800 }: { readonly windowMs?: number; readonly leastMs?: number } = {}) {
    this.#windowMs = windowMs;
    this.#leastMs = leastMs;
  }

  /** @param at in milliseconds, never falling */
  add({ scanned: count, skipped }: { readonly scanned: number; readonly skipped: number }, at: number): void {
    const last = this.#samples.at(-1);
    // A scan that is taken up again counts anew.
    if (last !== undefined && count < last.count) this.#samples = [];
    this.#samples.push({ count, skipped, at });
    this.#forget(at);
  }

  /** In counts a second; null while too little has been seen. */
  rate(now: number): number | null {
    this.#forget(now);
    const first = this.#sinceSkipping(now) ?? this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || now - first.at < this.#leastMs) return null;
    return ((last.count - first.count) / (now - first.at)) * 1000;
  }

  /** Where the last files were passed over, if that is long enough ago. */
  #sinceSkipping(now: number): Sample | undefined {
    const index = this.#samples.findLastIndex(
      ({ skipped }, index, samples) => index > 0 && skipped > (samples[index - 1]?.skipped ?? skipped),
    );
    const sample = this.#samples[index];
    return sample !== undefined && index < this.#samples.length - 1 && now - sample.at >= this.#leastMs
      ? sample
      : undefined;
  }

  /** Keeps the last sample from before the window, at which it begins. */
  #forget(now: number): void {
    const inside = this.#samples.findIndex(({ at }) => at > now - this.#windowMs);
    const from = inside === -1 ? this.#samples.length - 1 : inside - 1;
    if (from > 0) this.#samples = this.#samples.slice(from);
  }
}
