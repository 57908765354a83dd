import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { threadError } from "../../files/system-error-text.ts";
import {
  type FileThreadData,
  newSharedPlace,
  newSharedWords,
  shared,
  type ThreadAnswer,
  type ThreadRequest,
  type ThreadTask,
} from "./thread-messages.ts";

/** Something for a thread to do, and who wants it. */
export interface Assignment {
  readonly task: ThreadTask;
  onAnswer(answer: ThreadAnswer): void;
  /**
   * The thread does not come back: whatever of the task it has not begun is for another one.
   *
   * @param itemAtHand the index of the directory or path in which it is stuck, null where it has not begun. Of that, and
   *   only of that, the answer still counts should it come.
   */
  onTakenBack(itemAtHand: number | null): void;
}

/** One thread for file calls, as its owner sees it. It keeps no process alive. */
export class ThreadHandle {
  readonly #worker: Worker;
  readonly #words = newSharedWords();
  readonly #place = newSharedPlace();
  readonly #exit = Promise.withResolvers<void>();
  /** In the order in which it answers. */
  readonly #assigned: { readonly id: number; readonly assignment: Assignment }[] = [];
  #lastId = 0;
  #lastBeat = { beats: 0, at: performance.now() };
  #isSilent = false;

  /**
   * @param on.answer called after the answer was given to whom it is for
   * @param on.failure called when the thread cannot go on; nothing more is answered then
   * @param execArgv options of Node for the thread
   */
  constructor(
    on: { readonly answer: () => void; readonly failure: (error: Error) => void },
    execArgv: readonly string[],
  ) {
    // Beside this file, and of its kind: .ts as written, .js as published.
    const file = new URL(`./walk-thread${extname(import.meta.url)}`, import.meta.url);
    const workerData: FileThreadData = { words: this.#words, place: this.#place };
    // Node's own flags are this process's: some, such as --input-type, a thread would not start with.
    this.#worker = new Worker(file, { name: "gleaner files", workerData, execArgv: [...execArgv] });
    this.#worker.on("message", (answer: ThreadAnswer) => {
      this.#isSilent = false;
      this.#beat();
      this.#assigned.shift()?.assignment.onAnswer(answer);
      on.answer();
    });
    this.#worker.on("error", (error: Error) => on.failure(threadError(error)));
    this.#worker.once("exit", () => this.#exit.resolve());
    // A listener for messages keeps the process alive, so this comes after it.
    this.#worker.unref();
  }

  /** Settles when the thread has ended. A call that does not come back keeps it from its end. */
  get exited(): Promise<void> {
    return this.#exit.promise;
  }

  /** The path of the directory on which the thread makes calls; null when it has nothing to do. */
  get place(): string | null {
    const task = this.#assigned[0]?.assignment.task;
    switch (task?.kind) {
      case undefined:
        return null;
      case "list":
        return task.directories[Atomics.load(this.#words, shared.item)]?.path ?? task.directories[0]?.path ?? null;
      case "find-absent":
        return task.place.directory;
      case "count": {
        const bytes = Atomics.load(this.#words, shared.placeBytes);
        return bytes === 0 ? task.root : Buffer.from(this.#place.buffer).toString("utf8", 0, bytes);
      }
    }
  }

  /** How much it was handed and has not answered. */
  get load(): number {
    return this.#assigned.length;
  }

  /** True from `takeBack` until it answers after all. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  assign(assignment: Assignment): void {
    if (this.#assigned.length === 0) this.#beat();
    this.#lastId += 1;
    this.#assigned.push({ id: this.#lastId, assignment });
    this.#worker.postMessage({ id: this.#lastId, ...assignment.task } satisfies ThreadRequest);
  }

  /** For how long it has been in one and the same call, in milliseconds: 0 while it gets on, or has nothing to do. */
  silentMs(): number {
    const [first] = this.#assigned;
    const isAtIt = first !== undefined && first.id === Atomics.load(this.#words, shared.request);
    if (!isAtIt || this.#lastBeat.beats !== Atomics.load(this.#words, shared.beats)) this.#beat();
    return performance.now() - this.#lastBeat.at;
  }

  /** Gives up on all that it was handed, but the one call in which it is. */
  takeBack(): void {
    this.#isSilent = true;
    const item = Atomics.load(this.#words, shared.item);
    Atomics.store(this.#words, shared.takenBack, this.#lastId);
    for (const [index, { assignment }] of this.#assigned.entries()) assignment.onTakenBack(index === 0 ? item : null);
  }

  /** Ends it, as soon as the call in which it is comes back. */
  close(): void {
    void this.#worker.terminate();
  }

  #beat(): void {
    this.#lastBeat = { beats: Atomics.load(this.#words, shared.beats), at: performance.now() };
  }
}
