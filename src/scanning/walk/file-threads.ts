/**
 * Lists trees with synchronous file calls in threads: several times as fast as asynchronous calls, and the main thread
 * stays free.
 *
 * The states of a directory in a walk:
 *
 * ```
 *              take                      answer                      reader asks
 *   waiting ----------> with a thread ------------> its names wait ---------------> its subdirectories wait
 *    |   ^  ^               |   |  \                 (to be read)                    (each is a new `waiting`)
 *    |   |   \______________/   |   \__ more names: the same thread goes on with them
 *    |   |     not begun when   |
 *    |   |     an answer was    | one call takes longer than `silentMs`
 *    |   |     full             v
 *    |   |                    stuck ---- the call comes back: as an answer
 *    |   | a thread comes back
 *    v   | from the same disk
 *    held   while `SilentThreads.most` threads of the server are stuck on its disk
 *
 *   a walk:  walking --> done       every directory has answered
 *                   \--> stopped    its signal aborts: each thread stops before its next entry
 *                    \-> failed     the scanned directory cannot be listed, or no thread can be started
 * ```
 *
 * - A tree is walked depth first, several directories at a time. Beyond a few thousand names, nothing is listed ahead of
 *   the reader.
 * - An abort stops every thread before its next entry. The reader gets the reason at once, whatever the threads do.
 * - A call that does not come back, as on a dead mount, holds up only its directory. Another thread takes the place of the
 *   stuck one, and other directories go on. A walk is done only when all of its directories have answered.
 * - A bounded number of threads is stuck on one disk, in all walks of the server together. A walk of a disk with so many
 *   does not begin.
 * - A directory is `complete` only if every entry was looked at and it is still the same directory afterwards. Only then
 *   may anybody conclude that an unlisted entry is gone.
 */
import { dirname } from "node:path";
import { abortable } from "../../abortable.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";
import { diskInWords, SilentThreads, type Turn } from "./silent-threads.ts";
import { SpareThreads } from "./spare-threads.ts";
import type { Assignment, ThreadHandle } from "./thread-handle.ts";
import {
  type FileToCompare,
  type ListedPlace,
  newStopFlag,
  type PlaceNow,
  type ThreadAnswer,
  type ThreadTask,
  type WantedEntry,
} from "./thread-messages.ts";
import type { WalkEvent, WalkOptions } from "./walk-events.ts";
import { WalkInProgress } from "./walk-in-progress.ts";

export interface FileThreadsOptions {
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

/** The most entries that one request asks a thread to look for. */
const entriesAtOnce = 1_000;

/**
 * How long the reader of a walk has to have waited in all before the walk gets a second thread, in milliseconds. Most scans
 * are limited by other things, and a thread takes a few times as long to start.
 */
const helpAfterMs = 30;

/** The threads of one scan. It gets each when it needs one. */
export class FileThreads {
  readonly #most: number;
  readonly #silent: SilentThreads;
  readonly #stopListening: () => void;
  readonly #silentMs: number;
  readonly #spare: SpareThreads;
  readonly #threads: ThreadHandle[] = [];
  readonly #counting = new Set<ThreadHandle>();
  readonly #walks = new Set<WalkInProgress>();
  /** Requests that come before those of walks. */
  readonly #waiting: Assignment[] = [];
  readonly #ended = new AbortController();
  #watch: NodeJS.Timeout | null = null;
  #lastWalk = 0;

  constructor(options: FileThreadsOptions = {}) {
    this.#most = options.threads ?? 2;
    this.#silent = options.silent ?? new SilentThreads();
    this.#silentMs = options.silentMs ?? 10_000;
    this.#spare = options.spare ?? new SpareThreads({ most: 0 });
    this.#stopListening = this.#silent.onReturn(() => {
      for (const walk of this.#walks) walk.release();
      this.#handOut();
    });
  }

  /**
   * Lists a tree.
   *
   * @param root absolute, without links in it
   * @param only list just these directories in it, without their subdirectories. Null: the tree
   * @throws ScanRootUnreadable when `root` cannot be listed; `options.signal.reason` once that signal aborts
   */
  async *walk(
    root: string,
    options: WalkOptions,
    only: readonly string[] | null = null,
  ): AsyncGenerator<WalkEvent, void, undefined> {
    const { signal, ...rules } = options;
    signal.throwIfAborted();
    this.#ended.signal.throwIfAborted();
    if (this.#silent.isFull(root)) throw rootIsSilent(root, this.#silent.on(root));
    this.#lastWalk += 1;
    const walk = new WalkInProgress(this.#lastWalk, root, rules, only);
    const stop = () => walk.stop();
    signal.addEventListener("abort", stop, { once: true });
    this.#walks.add(walk);
    try {
      for (;;) {
        this.#handOut();
        const events = await this.#nextOf(walk, signal);
        if (events === null) return;
        // Before the reader gets the events, so that the threads go on meanwhile.
        this.#handOut();
        for (const event of events) {
          signal.throwIfAborted();
          yield event;
        }
        signal.throwIfAborted();
      }
    } finally {
      signal.removeEventListener("abort", stop);
      walk.stop();
      this.#walks.delete(walk);
    }
  }

  async #nextOf(walk: WalkInProgress, signal: AbortSignal): Promise<readonly WalkEvent[] | null> {
    const mayNeedHelp = this.#threads.length < this.#most;
    const timer = mayNeedHelp ? setInterval(() => this.#handOut(), helpAfterMs) : undefined;
    try {
      return await abortable(walk.next(), signal);
    } finally {
      clearInterval(timer);
    }
  }

  /**
   * Counts the video files of a tree by their names: far quicker than a walk, so a first scan soon knows about how many
   * files there are. The count takes a thread for itself, one of a walk if that has nothing to do.
   *
   * @param root absolute, without links in it
   * @throws `options.signal.reason` once that signal aborts
   */
  async count(root: string, options: WalkOptions): Promise<number> {
    const { signal, ...rules } = options;
    signal.throwIfAborted();
    this.#ended.signal.throwIfAborted();
    // A count is not worth one of the threads that a disk has left.
    await this.#silent.noneOn(root, { signal: AbortSignal.any([signal, this.#ended.signal]) });
    const thread = this.#takeIdle() ?? this.#start();
    this.#counting.add(thread);
    try {
      const task = { kind: "count", root, rules, stop: newStopFlag() } as const;
      const answer = await this.#answerTo(task, signal, (assignment) => thread.assign(assignment));
      return answer.kind === "counted" ? answer.files : 0;
    } finally {
      this.#counting.delete(thread);
      const isFree = thread.place === null && !thread.hasFailed && !this.#ended.signal.aborted;
      if (isFree && this.#threads.length < this.#most && (this.#threads.length === 0 || this.#needsHelp)) {
        this.#threads.push(thread);
        this.#handOut();
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
   * Looks for entries of a directory once more. An entry is absent if nothing has exactly this name, or if something of
   * another kind has it. An entry that cannot be looked at is not absent, and none is absent if the directory is on
   * another disk by now. These requests come before the directories that a walk has yet to list.
   *
   * @returns names of absent entries
   * @throws `options.signal.reason` once that signal aborts
   */
  async findAbsent(
    place: ListedPlace,
    entries: readonly WantedEntry[],
    { signal, ...rules }: WalkOptions,
  ): Promise<readonly string[]> {
    const absent: string[] = [];
    for (let first = 0; first < entries.length; first += entriesAtOnce) {
      signal.throwIfAborted();
      this.#ended.signal.throwIfAborted();
      const some = entries.slice(first, first + entriesAtOnce);
      const task = { kind: "find-absent", place, entries: some, rules, stop: newStopFlag() } as const;
      const answer = await this.#askFirst(task, signal);
      if (answer.kind === "absent") absent.push(...answer.names);
    }
    return absent;
  }

  /**
   * Looks at paths where files were. Like `findAbsent`, but the directory may be gone, or on another disk. These requests
   * come first, too.
   *
   * @returns what is at each of the names
   * @throws `options.signal.reason` once that signal aborts
   */
  async lookAtPlaces(
    directory: string,
    names: readonly string[],
    { signal, ...rules }: WalkOptions,
  ): Promise<readonly PlaceNow[]> {
    const places: PlaceNow[] = [];
    for (let first = 0; first < names.length; first += entriesAtOnce) {
      signal.throwIfAborted();
      this.#ended.signal.throwIfAborted();
      const some = names.slice(first, first + entriesAtOnce);
      const task = { kind: "look-at-places", directory, names: some, rules, stop: newStopFlag() } as const;
      const answer = await this.#askFirst(task, signal);
      if (answer.kind === "places") places.push(...answer.places);
    }
    return places;
  }

  /**
   * Reads the beginning of a file.
   *
   * @returns its fingerprint (`fingerprintOf`); null if it cannot be read, or is not as it was listed
   * @throws `options.signal.reason` once that signal aborts
   */
  async fingerprint(file: FileToCompare, { signal, ...rules }: WalkOptions): Promise<number | null> {
    signal.throwIfAborted();
    this.#ended.signal.throwIfAborted();
    const { path, size, modifiedUs } = file;
    const listed = { path, size, modifiedUs };
    const answer = await this.#askFirst({ kind: "fingerprint", file: listed, rules, stop: newStopFlag() }, signal);
    return answer.kind === "fingerprint" ? answer.fingerprint : null;
  }

  /** Gives a task to the next thread that has time. */
  #askFirst(task: ThreadTask, signal: AbortSignal): Promise<ThreadAnswer> {
    return this.#answerTo(task, signal, (assignment) => {
      this.#waiting.push(assignment);
      this.#handOut();
    });
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

  #handOut(): void {
    while (!this.#ended.signal.aborted && this.#handOutOne());
    const isBusy = this.#threads.some(({ load }) => load > 0);
    if (isBusy && this.#watch === null) {
      this.#watch = setInterval(() => this.#replaceSilent(), this.#silentMs / 4);
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
    return this.#waiting.length > 0 || this.#walks.values().some(({ waitedMs }) => waitedMs >= helpAfterMs);
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
        this.#handOut();
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
    const silent = this.#threads.filter((thread) => !thread.isSilent && thread.silentMs() >= this.#silentMs);
    for (const thread of silent) {
      const { place } = thread;
      if (place !== null) this.#silent.add(thread, place);
      thread.takeBack();
    }
    if (silent.length > 0) this.#handOut();
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

function rootIsSilent(root: string, silent: number): ScanRootUnreadable {
  const calls = `${silent} calls of earlier scans still wait for it`;
  const advice = "Check the drive and its connection, then scan again.";
  return new ScanRootUnreadable(`Cannot read ${root}: its ${diskInWords(root)} does not answer. ${calls}. ${advice}`);
}
