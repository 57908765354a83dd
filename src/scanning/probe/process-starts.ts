import type { ProcessStart } from "../../libav/media-process.ts";

export type FailedStart = Exclude<ProcessStart, { kind: "ready" }>;

/** A process that did not start is started again after so many milliseconds: the reason may have passed by then. */
const pausesMs = [100, 200, 400, 800];

/** Nothing is started again when the first failure is longer ago than this: each start may itself take a minute. */
const giveUpAfterMs = 90_000;

/** How the starts of processes went, who waits for one, and whether and when a failed one is tried again. */
export class ProcessStarts {
  readonly #onRetry: () => void;
  readonly #waiting = new Set<PromiseWithResolvers<ProcessStart>>();
  /** Starts that failed in a row, and when the first of them failed. */
  #failed: { readonly count: number; readonly since: number } | null = null;
  /** Runs until a failed start is tried again. */
  #pause: NodeJS.Timeout | null = null;
  #last: ProcessStart | null = null;

  /** @param onRetry called when processes may be started again */
  constructor(onRetry: () => void) {
    this.#onRetry = onRetry;
  }

  /** The last outcome, after all tries; null before the first. */
  get last(): ProcessStart | null {
    return this.#last;
  }

  /** Whether nothing may be started now, as a start has just failed. */
  get isPaused(): boolean {
    return this.#pause !== null;
  }

  /** How many wait for the outcome of a start. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Settles with the next outcome. Never rejects. */
  next(): Promise<ProcessStart> {
    const waiting = Promise.withResolvers<ProcessStart>();
    this.#waiting.add(waiting);
    return waiting.promise;
  }

  /** Call this when a process is ready. */
  succeeded(start: ProcessStart): void {
    this.#failed = null;
    this.#settle(start);
  }

  /**
   * Call this when a process did not start.
   *
   * @param isWanted whether anybody waits for a process, or for the outcome of a start
   * @returns whether that is the outcome: nothing is tried again by itself
   */
  failed(start: FailedStart, isWanted: boolean): boolean {
    // Processes that were started together fail together.
    if (this.isPaused) return false;
    const pauseMs = isWanted ? this.#pauseAfter(start) : null;
    if (pauseMs !== null) {
      this.#pause = setTimeout(() => {
        this.#pause = null;
        this.#onRetry();
      }, pauseMs);
      return false;
    }
    this.#failed = null;
    if (isWanted) this.#settle(start);
    return isWanted;
  }

  /** Tries nothing again. @param end the outcome for those who wait */
  close(end: FailedStart): void {
    if (this.#pause !== null) clearTimeout(this.#pause);
    for (const { resolve } of this.#waiting) resolve(end);
    this.#waiting.clear();
  }

  #settle(start: ProcessStart): void {
    this.#last = start;
    for (const { resolve } of this.#waiting) resolve(start);
    this.#waiting.clear();
  }

  /** How long to wait before the next start, in milliseconds; null to give up. */
  #pauseAfter(start: FailedStart): number | null {
    const { count, since } = this.#failed ?? { count: 0, since: performance.now() };
    const mayPass = start.kind === "ended" && start.mayPass && performance.now() - since < giveUpAfterMs;
    const pauseMs = mayPass ? (pausesMs[count] ?? null) : null;
    this.#failed = pauseMs === null ? null : { count: count + 1, since };
    return pauseMs;
  }
}
