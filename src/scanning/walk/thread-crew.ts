/** The threads of one scan, and who of them does what next. The scan gets each thread when it needs one. */
import { dirname } from "node:path";
import { abortable } from "../../abortable.ts";
import { SilentThreads, type Turn } from "./silent-threads.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { Assignment, ThreadHandle } from "./thread-handle.ts";
import type { ThreadAnswer, ThreadTask } from "./thread-messages.ts";
import type { WalkInProgress } from "./walk-in-progress.ts";

export interface ThreadCrewOptions {
  /** How many threads list at a time, at most. Default 2. */
  readonly threads?: number;
  /** The threads of the server that wait for disks. Default: only those of this walk. */
  readonly silent?: SilentThreads;
  /** How long one call of a thread may take before the thread counts as stuck, in milliseconds. Default 10,000. */
  readonly silentMs?: number;
  /** Where the threads come from, and go when they have nothing to do. Default: they start and end with the scan. */
  readonly spare?: SpareThreads;
}

/** How many requests a thread has at a time: the one in work, and the next, so that the thread need not wait. */
const requestsAhead = 2;

/**
 * How long the reader of a walk has to have waited in all before the walk gets a second thread, in milliseconds. Most scans
 * are limited by other things, and a thread takes a few times as long to start.
 */
export const helpAfterMs = 30;

/** The same for requests that come before the walk. Most of them are short, and a busy thread soon has time for them. */
const helpWithRequestsAfterMs = 300;

export class ThreadCrew {
  readonly silentMs: number;
  readonly #most: number;
  readonly #silent: SilentThreads;
  readonly #stopListening: () => void;
  readonly #spare: SpareThreads;
  readonly #threads: ThreadHandle[] = [];
  readonly #counting = new Set<ThreadHandle>();
  readonly #walks = new Set<WalkInProgress>();
  /** Requests that come before those of walks. */
  readonly #waiting: Assignment[] = [];
  /** How long such requests have waited for their answers in all, in milliseconds. */
  #requestsWaitedMs = 0;
  readonly #ended = new AbortController();
  #watch: NodeJS.Timeout | null = null;

  constructor(options: ThreadCrewOptions = {}) {
    this.#most = options.threads ?? 2;
    this.#silent = options.silent ?? new SilentThreads();
    this.silentMs = options.silentMs ?? 10_000;
    this.#spare = options.spare ?? new SpareThreads({ most: 0 });
    this.#stopListening = this.#silent.onReturn(() => {
      for (const walk of this.#walks) walk.release();
      this.handOut();
    });
  }

  /** Aborts when the threads are closed, or cannot be started. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Whether a walk may get a further thread. */
  get mayGrow(): boolean {
    return this.#threads.length < this.#most;
  }

  addWalk(walk: WalkInProgress): void {
    this.#walks.add(walk);
  }

  deleteWalk(walk: WalkInProgress): void {
    this.#walks.delete(walk);
  }

  /**
   * Has a thread for itself count: one of a walk if that has nothing to do.
   *
   * @throws `signal.reason`
   */
  async count(task: ThreadTask, signal: AbortSignal): Promise<ThreadAnswer> {
    const thread = this.#takeIdle() ?? this.#start();
    this.#counting.add(thread);
    try {
      return await this.#answerTo(task, signal, (assignment) => thread.assign(assignment));
    } finally {
      this.#counting.delete(thread);
      const isFree = thread.place === null && !thread.hasFailed && !this.#ended.signal.aborted;
      if (isFree && this.mayGrow && (this.#threads.length === 0 || this.#needsHelp)) {
        this.#threads.push(thread);
        this.handOut();
      } else this.#close(thread);
    }
  }

  #takeIdle(): ThreadHandle | null {
    const index = this.#threads.findIndex(
      (thread) => thread.load === 0 && !this.#walks.values().some((walk) => walk.isHalfListedBy(thread)),
    );
    return index === -1 ? null : (this.#threads.splice(index, 1)[0] ?? null);
  }

  /**
   * Gives a task to the next thread that has time, before the directories of walks.
   *
   * @throws `signal.reason`
   */
  async ask(task: ThreadTask, signal: AbortSignal): Promise<ThreadAnswer> {
    const askedAt = performance.now();
    const answer = await this.#answerTo(task, signal, (assignment) => {
      this.#waiting.push(assignment);
      this.handOut();
    });
    this.#requestsWaitedMs += performance.now() - askedAt;
    return answer;
  }

  /** Ends the threads without waiting for stuck ones. Pending calls of the other methods are rejected. */
  close(): void {
    const reason = new Error("The threads for file calls were closed");
    this.#ended.abort(reason);
    for (const walk of this.#walks) walk.fail(reason);
    this.#stopListening();
    for (const thread of [...this.#threads, ...this.#counting]) this.#close(thread);
    if (this.#watch !== null) clearInterval(this.#watch);
  }

  /** Gives an idle thread back. Ends any other thread: while a call keeps it from its end, it counts as silent. */
  #close(thread: ThreadHandle): void {
    const { place } = thread;
    if (place === null) {
      this.#spare.keep(thread);
      return;
    }
    this.#silent.add(thread, place);
    thread.close();
  }

  /** @param assign hands the task out. It is called again if a thread got stuck before it began the task */
  async #answerTo(
    task: ThreadTask,
    signal: AbortSignal,
    assign: (assignment: Assignment) => void,
  ): Promise<ThreadAnswer> {
    const { promise, resolve } = Promise.withResolvers<ThreadAnswer>();
    const tryIt = () => {
      let isTakenBack = false;
      assign({
        task,
        onAnswer: (answer) => {
          if (isTakenBack) return;
          // Nobody here asked it to stop: the thread was stuck, and the rest of its work was taken back.
          if (answer.kind === "stopped" && !either.aborted) tryIt();
          else resolve(answer);
        },
        onTakenBack: (itemAtHand) => {
          if (isTakenBack || itemAtHand !== null) return;
          isTakenBack = true;
          tryIt();
        },
      });
    };
    const either = AbortSignal.any([signal, this.#ended.signal]);
    const stop = () => Atomics.store(task.stop, 0, 1);
    either.addEventListener("abort", stop, { once: true });
    try {
      tryIt();
      return await abortable(promise, either);
    } finally {
      either.removeEventListener("abort", stop);
    }
  }

  /** Gives the threads their next work. */
  handOut(): void {
    while (!this.#ended.signal.aborted && this.#handOutOne());
    const isBusy = this.#threads.some(({ load }) => load > 0);
    if (isBusy && this.#watch === null) {
      this.#watch = setInterval(() => this.#replaceSilent(), this.silentMs / 4);
    } else if (!isBusy && this.#watch !== null) {
      clearInterval(this.#watch);
      this.#watch = null;
    }
  }

  /** Gives work to an idle thread, to a new one, or to a busy one, in this order. */
  #handOutOne(): boolean {
    const present = this.#threads.filter(({ isSilent }) => !isSilent);
    if (present.some((thread) => thread.load === 0 && this.#assignTo(thread))) return true;
    if (this.#isWork && present.length < this.#most && (this.#needsHelp || this.#mayNotWait(present))) {
      const thread = this.#start();
      this.#threads.push(thread);
      return this.#assignTo(thread);
    }
    return present.some((thread) => thread.load < requestsAhead && this.#assignTo(thread));
  }

  /** Whether there is anything for a new thread to do. */
  get #isWork(): boolean {
    const turnOf = this.#turns();
    if (this.#waiting.some((waiting) => mayBegin(waiting, turnOf))) return true;
    return this.#walks.values().some((walk) => this.#hasRoom(walk) && walk.hasWork);
  }

  /** Whether a walk needs a thread at once. While one of its threads counts, the next answers may be there already. */
  #mayNotWait(present: readonly ThreadHandle[]): boolean {
    return present.length + this.#counting.size === 0;
  }

  /** Whether further threads would be of use. */
  get #needsHelp(): boolean {
    const haveWaited = this.#waiting.length > 0 && this.#requestsWaitedMs >= helpWithRequestsAfterMs;
    return haveWaited || this.#walks.values().some(({ waitedMs }) => waitedMs >= helpAfterMs);
  }

  #turns(): (path: string) => Turn {
    const busy = this.#threads.filter(({ isSilent }) => !isSilent).map(({ place }) => place);
    return this.#silent.turns(busy.filter((place) => place !== null));
  }

  #assignTo(thread: ThreadHandle): boolean {
    const turnOf = this.#turns();
    const first = this.#waiting.findIndex((waiting) => mayBegin(waiting, turnOf));
    let assignment: Assignment | null = first === -1 ? null : (this.#waiting.splice(first, 1)[0] ?? null);
    for (const walk of this.#walks) {
      if (assignment !== null) break;
      if (this.#hasRoom(walk)) assignment = walk.nextFor(thread, this.#most * requestsAhead, turnOf);
    }
    if (assignment === null) return false;
    thread.assign(assignment);
    return true;
  }

  #hasRoom(walk: WalkInProgress): boolean {
    return walk.load < this.#most * requestsAhead;
  }

  #start(): ThreadHandle {
    const thread = this.#spare.take();
    thread.user = {
      answer: () => {
        this.#silent.delete(thread);
        this.handOut();
      },
      failure: (error) => {
        this.#ended.abort(error);
        for (const walk of this.#walks) walk.fail(error);
      },
    };
    return thread;
  }

  /** Takes the work of stuck threads back, and hands it to others. */
  #replaceSilent(): void {
    const silent = this.#threads.filter((thread) => !thread.isSilent && thread.silentMs() >= this.silentMs);
    for (const thread of silent) {
      const { place } = thread;
      if (place !== null) this.#silent.add(thread, place);
      thread.takeBack();
    }
    if (silent.length > 0) this.handOut();
  }
}

function mayBegin({ task }: Assignment, turnOf: (path: string) => Turn): boolean {
  switch (task.kind) {
    case "find-absent":
      return turnOf(task.place.directory) === "now";
    case "look-at-places":
      return turnOf(task.directory) === "now";
    case "fingerprint":
      return turnOf(dirname(task.file.path)) === "now";
    case "list":
    case "count":
      return true;
  }
}
