interface Sample {
  readonly count: number;
  readonly skipped: number;
  readonly isListed: boolean;
  /** In milliseconds. */
  readonly at: number;
}

export interface ScanProgress {
  readonly scanned: number;
  readonly skipped: number;
  readonly isListed: boolean;
}

/**
 * Measures the speed of a scan over the last few seconds.
 *
 * A resumed scan skips unchanged files very fast and then reads the others slowly. The fast part says nothing about the
 * time left, so the rate is measured from its end as soon as possible. Once all files are listed, those that are left must
 * be read, so only files that are read count from then on.
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

  /**
   * @param counts.skipped how many of `scanned` were skipped at once, because they are unchanged
   * @param counts.isListed whether all files have been found
   * @param at in milliseconds, never falling
   */
  add({ scanned: count, skipped, isListed }: ScanProgress, at: number): void {
    const last = this.#samples.at(-1);
    // A scan that continues after an interruption counts from the start again.
    if (last !== undefined && count < last.count) this.#samples = [];
    this.#samples.push({ count, skipped, isListed, at });
    this.#forget(at);
  }

  /** In files per second; null before the shortest time span. */
  rate(now: number): number | null {
    this.#forget(now);
    const last = this.#samples.at(-1);
    const from = last?.isListed === true ? this.#samples.find(({ isListed }) => isListed) : this.#whileListing(now);
    if (from === undefined || last === undefined || now - from.at < this.#minMs) return null;
    const handled = last.count - from.count;
    const read = handled - (last.skipped - from.skipped);
    return ((last.isListed && read > 0 ? read : handled) / (now - from.at)) * 1000;
  }

  /** Where the measurement begins while files are still being found; undefined if there is no rate yet. */
  #whileListing(now: number): Sample | undefined {
    const [first] = this.#samples;
    const index = this.#samples.findLastIndex(
      ({ skipped }, index, samples) => index > 0 && skipped > (samples[index - 1]?.skipped ?? skipped),
    );
    const sample = this.#samples[index];
    if (sample === undefined || first === undefined) return first;
    // After the last skipped file, if it is old enough for a rate.
    if (index < this.#samples.length - 1 && now - sample.at >= this.#minMs) return sample;
    // A scan that has just begun to skip files may be about to end that.
    return sample.at - first.at >= this.#minMs ? first : undefined;
  }

  /** Drops samples from before the window, except the last of them, where the window begins. */
  #forget(now: number): void {
    const inside = this.#samples.findIndex(({ at }) => at > now - this.#windowMs);
    const from = inside === -1 ? this.#samples.length - 1 : inside - 1;
    if (from > 0) this.#samples = this.#samples.slice(from);
  }
}
