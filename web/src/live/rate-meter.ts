interface Sample {
  readonly count: number;
  /** In milliseconds. */
  readonly at: number;
}

/** Measures how fast a count rises, over the last few seconds. */
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
  add(count: number, at: number): void {
    const last = this.#samples.at(-1);
    // A scan that is taken up again counts anew.
    if (last !== undefined && count < last.count) this.#samples = [];
    this.#samples.push({ count, at });
    this.#forget(at);
  }

  /** In counts a second; null while too little has been seen. */
  rate(now: number): number | null {
    this.#forget(now);
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || now - first.at < this.#leastMs) return null;
    return ((last.count - first.count) / (now - first.at)) * 1000;
  }

  /** Keeps the last sample from before the window, at which it begins. */
  #forget(now: number): void {
    const inside = this.#samples.findIndex(({ at }) => at > now - this.#windowMs);
    const from = inside === -1 ? this.#samples.length - 1 : inside - 1;
    if (from > 0) this.#samples = this.#samples.slice(from);
  }
}
