import { dirname, extname } from "node:path";
import { Worker } from "node:worker_threads";
import { threadError } from "../../files/system-error-text.ts";
import {
  type FileThreadData,
  newSharedPlace,
  newSharedWords,
  shared,
  type ThreadAnswer,
  type ThreadMessage,
  type ThreadTask,
} from "./thread-messages.ts";

/** A task for a thread, and what happens with its answer. */
export interface Assignment {
  readonly task: ThreadTask;
  onAnswer(answer: ThreadAnswer): void;
  /**
   * The thread is stuck. Another thread gets the part of the task that was not begun.
   *
   * @param itemAtHand the index of the directory or path in which the thread is stuck; null if it has not begun. Only
   *   for this item the answer still counts, if it comes.
   */
  onTakenBack(itemAtHand: number | null): void;
}

/** Hears of a thread that it uses. */
export interface ThreadUser {
  /** Called after an assignment has got its answer. */
  answer(): void;
  /** Called when the thread cannot go on. No more answers come then. */
  failure(error: Error): void;
}

/** One thread for file calls, seen from its user. It does not keep the process alive. */
export class ThreadHandle {
  /** Null between two users. */
  user: ThreadUser | null = null;
  readonly #worker: Worker;
  readonly #words = newSharedWords();
  readonly #place = newSharedPlace();
  readonly #exit = Promise.withResolvers<void>();
  /** In the order in which the thread answers. */
  readonly #assigned: { readonly id: number; readonly assignment: Assignment }[] = [];
  #lastId = 0;
  #lastBeat = { beats: 0, at: performance.now() };
  #isSilent = false;
  #hasFailed = false;

  /** @param execArgv options of Node for the thread */
  constructor(execArgv: readonly string[]) {
    // The program stands beside this file, as .ts in the source and as .js in the published package.
    const file = new URL(`./walk-thread${extname(import.meta.url)}`, import.meta.url);
    const workerData: FileThreadData = { words: this.#words, place: this.#place };
    // A thread would not start with some of the flags of this process, such as --input-type.
    this.#worker = new Worker(file, { name: "gleaner files", workerData, execArgv: [...execArgv] });
    this.#worker.on("message", (answer: ThreadAnswer) => {
      this.#isSilent = false;
      this.#beat();
      this.#assigned.shift()?.assignment.onAnswer(answer);
      this.user?.answer();
    });
    this.#worker.on("error", (error: Error) => {
      this.#hasFailed = true;
      this.user?.failure(threadError(error));
    });
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
      case "fingerprint":
        return dirname(task.file.path);
      case "look-at-places":
        return task.directory;
      case "count": {
        const bytes = Atomics.load(this.#words, shared.placeBytes);
        return bytes === 0 ? task.root : Buffer.from(this.#place.buffer).toString("utf8", 0, bytes);
      }
    }
  }

  /** Whether the thread takes no more assignments. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** How many assignments the thread has not answered. */
  get load(): number {
    return this.#assigned.length;
  }

  /** True from `takeBack` until the next answer. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  assign(assignment: Assignment): void {
    if (this.#assigned.length === 0) this.#beat();
    this.#lastId += 1;
    this.#assigned.push({ id: this.#lastId, assignment });
    this.#worker.postMessage({ id: this.#lastId, ...assignment.task } satisfies ThreadMessage);
  }

  /** How long the thread has been in one call, in milliseconds. About 0 while it makes progress or has no work. */
  silentMs(): number {
    const [first] = this.#assigned;
    const isAtIt = first !== undefined && first.id === Atomics.load(this.#words, shared.request);
    if (!isAtIt || this.#lastBeat.beats !== Atomics.load(this.#words, shared.beats)) this.#beat();
    return performance.now() - this.#lastBeat.at;
  }

  /** Takes all assignments back, except for the item in which the thread is stuck. */
  takeBack(): void {
    this.#isSilent = true;
    const item = Atomics.load(this.#words, shared.item);
    Atomics.store(this.#words, shared.takenBack, this.#lastId);
    for (const [index, { assignment }] of this.#assigned.entries()) assignment.onTakenBack(index === 0 ? item : null);
  }

  /** Makes the thread forget its walks and disks, for its next user. */
  forget(): void {
    this.#worker.postMessage({ kind: "forget" } satisfies ThreadMessage);
  }

  /** Ends the thread as soon as its present call comes back. */
  close(): void {
    void this.#worker.terminate();
  }

  #beat(): void {
    this.#lastBeat = { beats: Atomics.load(this.#words, shared.beats), at: performance.now() };
  }
}
