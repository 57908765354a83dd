import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type CallAnswer, type CallRequest, newSharedWords, words } from "./file-calls.ts";
import { threadError } from "./system-error-text.ts";

/** One thread for file calls. It has one request at a time, and keeps the process alive only while somebody waits. */
export class DiskThread {
  readonly #worker: Worker;
  readonly #words = newSharedWords();
  readonly #ready = Promise.withResolvers<void>();
  #answer: PromiseWithResolvers<CallAnswer> | null = null;
  #idle: NodeJS.Timeout | undefined;
  #isAlive = true;

  constructor(execArgv: readonly string[]) {
    const file = new URL(`./file-calls-thread${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, {
      name: "gleaner paths",
      workerData: this.#words,
      // A thread would not start with some of the flags of this process, such as --input-type.
      execArgv: [...execArgv],
      // A file that one thread opens may be closed by another. Otherwise Node would close its number once more when the
      // first thread ends, and by then this number may stand for another file of this process.
      trackUnmanagedFds: false,
    });
    this.#worker.on("message", (message: CallAnswer | "ready") => {
      if (message === "ready") this.#ready.resolve();
      else {
        this.#worker.unref();
        this.#answer?.resolve(message);
      }
    });
    this.#worker.on("error", (error: Error) => this.#end(threadError(error).message));
    this.#worker.on("exit", () => this.#end("its thread has ended."));
    // A listener for messages keeps the process alive, so this comes after it.
    this.#worker.unref();
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Changes whenever the thread makes a call to the disk. */
  get beats(): number {
    return Atomics.load(this.#words, words.beats);
  }

  /** Settles once the thread has started, or has failed to. */
  get started(): Promise<void> {
    return this.#ready.promise;
  }

  make(request: CallRequest): Promise<CallAnswer> {
    clearTimeout(this.#idle);
    Atomics.store(this.#words, words.stop, 0);
    Atomics.store(this.#words, words.beats, 0);
    this.#answer = Promise.withResolvers();
    // Waiting for an answer keeps the process alive.
    this.#worker.ref();
    if (this.#isAlive) this.#worker.postMessage(request);
    else this.#end("its thread has ended.");
    return this.#answer.promise;
  }

  /** Call this when nobody waits for the answer any more. The thread ends its request before its next call. */
  stop(): void {
    this.#worker.unref();
    Atomics.store(this.#words, words.stop, 1);
  }

  /** Ends the thread as soon as its present call comes back. */
  close(): void {
    clearTimeout(this.#idle);
    this.#isAlive = false;
    void this.#worker.terminate();
  }

  endAfter(ms: number, onEnd: () => void): void {
    this.#idle = setTimeout(() => {
      onEnd();
      this.close();
    }, ms).unref();
  }

  #end(reason: string): void {
    this.#isAlive = false;
    this.#ready.resolve();
    this.#answer?.resolve({ kind: "failed", code: null, reason });
  }
}
