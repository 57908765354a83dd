/** Lets so many tasks run at once. All others wait their turn, in the order in which they came. */
export class Turns {
  #count: number;
  #running = 0;
  readonly #waiting = new Set<PromiseWithResolvers<void>>();
  #closed: Error | null = null;

  constructor(count: number) {
    this.#count = count;
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

  /** Lets another number of tasks run at once. Running tasks are not touched. */
  change(count: number): void {
    this.#count = count;
    this.#letIn();
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
    if (this.#running < this.#count) {
      this.#running += 1;
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
    this.#running -= 1;
    this.#letIn();
  }

  #letIn(): void {
    for (const next of this.#waiting) {
      if (this.#running >= this.#count) return;
      this.#waiting.delete(next);
      this.#running += 1;
      next.resolve();
    }
  }
}
