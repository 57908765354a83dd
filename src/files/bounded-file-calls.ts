/** One file call, such as `() => realpath(path)`: begun once it is its turn, unless the time is over by then. */
export type FileCall = <T>(begin: () => Promise<T>) => Promise<T>;

/** Somebody who waits for an answer of a disk. */
interface Asker {
  readonly question: string;
  /** What it was told when its time was over. */
  late: DiskSilent | null;
}

interface Call {
  readonly asker: Asker;
  readonly turn: PromiseWithResolvers<void>;
}

const othersSilent =
  "the disks of other directories do not answer, so this one was not asked. Are all drives connected? " +
  "If one of them is gone for good, start Gleaner again.";

/**
 * The file calls on paths that people name.
 *
 * A call on a network drive that is gone may never come back, and until it does it holds one of the few threads that do
 * the file calls of this process. Pictures and the web page are read by the same threads. So only so many of these
 * calls are under way at once, and the others wait for their turn. Once none of those under way has come back in its
 * time, nothing waits any more: everything else is refused at once, until one of them does come back. So is what
 * somebody has asked in vain, while that call is still under way: trying it again takes no more threads.
 */
export class BoundedFileCalls {
  readonly #most: number;
  readonly #running = new Set<Call>();
  /** The one that has waited longest first. */
  #waiting: readonly Call[] = [];

  /** @param options.most how many are under way at once. Default 2, which leaves 2 of the threads that Node has */
  constructor({ most = 2 }: { readonly most?: number } = {}) {
    this.#most = most;
  }

  /**
   * The result of `work`, which makes all its file calls by the function that it is given, one after the other.
   *
   * @param question what tells it from other work, such as the path that it is about
   * @param options.timeoutMs how long all of it may take, in milliseconds; a call that is under way then is left behind
   * @throws DiskSilent; what `work` throws
   */
  async ask<T>(
    question: string,
    work: (call: FileCall) => Promise<T>,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<T> {
    const asker: Asker = { question, late: null };
    const over = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const waits = this.#waiting.some((call) => call.asker === asker);
      const why = `its disk has not answered for ${Math.round(timeoutMs / 1_000)} seconds. Is its drive still connected?`;
      asker.late = new DiskSilent(waits ? othersSilent : why);
      over.reject(asker.late);
      this.#refuseWaiting();
    }, timeoutMs);
    try {
      return await Promise.race([work((begin) => this.#call(asker, begin)), over.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #call<T>(asker: Asker, begin: () => Promise<T>): Promise<T> {
    if (asker.late !== null) throw asker.late;
    for (const { asker: other } of this.#running) {
      if (other.late !== null && other.question === asker.question) throw new DiskSilent(other.late.message);
    }
    const call: Call = { asker, turn: Promise.withResolvers() };
    if (this.#running.size < this.#most) {
      this.#running.add(call);
    } else {
      if (this.#allLate) throw new DiskSilent(othersSilent);
      this.#waiting = [...this.#waiting, call];
      await call.turn.promise;
    }
    try {
      return await begin();
    } finally {
      this.#running.delete(call);
      this.#beginNext();
    }
  }

  #beginNext(): void {
    const [next, ...rest] = this.#waiting;
    if (next === undefined) return;
    this.#waiting = rest;
    this.#running.add(next);
    next.turn.resolve();
  }

  /** Those whose time is over, and all of them where nothing comes back any more. */
  #refuseWaiting(): void {
    const refused = this.#waiting.filter(({ asker }) => asker.late !== null || this.#allLate);
    this.#waiting = this.#waiting.filter((call) => !refused.includes(call));
    for (const { asker, turn } of refused) turn.reject(asker.late ?? new DiskSilent(othersSilent));
  }

  get #allLate(): boolean {
    return this.#running.size >= this.#most && [...this.#running].every(({ asker }) => asker.late !== null);
  }
}

/** The disk of a path has not answered in time, or was not asked as others do not. The message ends a sentence. */
export class DiskSilent extends Error {
  override readonly name = "DiskSilent";
  readonly code = "DISK_SILENT";
}

/** Those of this process: one for all, as all share its threads. */
export const fileCallsOfThisProcess = new BoundedFileCalls();
