/** Lets a fixed number of tasks run at once. All others wait their turn, in the order in which they came. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<PromiseWithResolvers<void>>();
  #closed: Error | null = null;

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Runs `task` when it is its turn.
   *
   * @throws `signal.reason` when `options.signal` aborts before that; the error that was given to `close`; whatever
   *   `task` throws
   */
  async run<Result>(task: () => Promise<Result>, options: { readonly signal?: AbortSignal } = {}): Promise<Result> {
    await this.#enter(options.signal);
    try {
      options.signal?.throwIfAborted();
      return await task();
    } finally {
      this.#leave();
    }
  }

  /** Rejects all waiting and future tasks. Running tasks are not touched. */
  close(error: Error): void {
    this.#closed ??= error;
    for (const waiting of this.#waiting) waiting.reject(this.#closed);
    this.#waiting.clear();
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#closed !== null) throw this.#closed;
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const giveUp = (): void => {
      if (this.#waiting.delete(turn)) turn.reject(signal?.reason);
    };
    this.#waiting.add(turn);
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      await turn.promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** Hands the turn on, so that no later task overtakes a waiting one. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
    } else {
      this.#waiting.delete(next);
      next.resolve();
    }
  }
}
