import { ThreadHandle } from "./thread-handle.ts";

export interface SpareThreadsOptions {
  /** How many idle threads are kept at most. Default 4. */
  readonly most?: number;
  /** How long an idle thread is kept, in milliseconds. Default 5,000. */
  readonly idleMs?: number;
  /** Options of Node for the threads. Default: none. */
  readonly execArgv?: readonly string[];
}

/**
 * The idle threads of ended scans, for the next scan. A thread takes about 35 ms of processor time to start, which is more
 * than a small scan needs.
 */
export class SpareThreads {
  readonly #most: number;
  readonly #idleMs: number;
  readonly #execArgv: readonly string[];
  /** Each with the timer that ends it. */
  readonly #idle = new Map<ThreadHandle, NodeJS.Timeout>();

  constructor({ most = 4, idleMs = 5_000, execArgv = [] }: SpareThreadsOptions = {}) {
    this.#most = most;
    this.#idleMs = idleMs;
    this.#execArgv = execArgv;
  }

  /** An idle thread, or a new one. */
  take(): ThreadHandle {
    const [thread] = this.#idle.keys();
    if (thread !== undefined) {
      this.#remove(thread);
      return thread;
    }
    const started = new ThreadHandle(this.#execArgv);
    void started.exited.then(() => this.#remove(started));
    return started;
  }

  /** Starts a thread for a scan that follows soon. */
  warmUp(): void {
    this.keep(this.take());
  }

  /** Keeps a thread that has no assignment, or ends it if enough are kept. */
  keep(thread: ThreadHandle): void {
    if (thread.hasFailed || this.#idle.size >= this.#most) {
      thread.close();
      return;
    }
    thread.forget();
    thread.user = null;
    const end = () => {
      this.#remove(thread);
      thread.close();
    };
    this.#idle.set(thread, setTimeout(end, this.#idleMs).unref());
  }

  #remove(thread: ThreadHandle): void {
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
  }
}
