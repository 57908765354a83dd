/** Listeners that are called together, and not more often than an interval allows. */
export class ThrottledListeners {
  readonly #intervalMs: number;
  readonly #beforeCall: () => void;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #calledAt = Number.NEGATIVE_INFINITY;

  /**
   * @param options.intervalMs the shortest time between two calls, in milliseconds
   * @param options.beforeCall called before the listeners are
   */
  constructor({ intervalMs, beforeCall }: { readonly intervalMs: number; readonly beforeCall: () => void }) {
    this.#intervalMs = intervalMs;
    this.#beforeCall = beforeCall;
  }

  /** Returns a function that removes the listener. */
  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls the listeners as soon as the interval allows. */
  notify(): void {
    if (this.#timer !== undefined) return;
    const waitMs = this.#calledAt + this.#intervalMs - performance.now();
    this.#timer = setTimeout(() => this.#call(), Math.max(0, waitMs));
  }

  /** Drops a call that is due. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #call(): void {
    this.#timer = undefined;
    this.#calledAt = performance.now();
    this.#beforeCall();
    for (const listener of this.#listeners) listener();
  }
}
