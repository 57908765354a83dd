/**
 * One walk, between the threads that list directories and the reader of the events. `file-threads.ts` has the states.
 *
 * - A thread gets several directories at a time, so that small directories do not cost a message each. It answers when it
 *   has enough names, and the directories that it has not begun wait again.
 * - A directory with several sections stays with the thread that has its names. Another thread can take it over by listing
 *   it once more from the next name on.
 * - Answers wait for the reader. While enough of them wait, no more work is handed out.
 * - A directory that comes without its files waits for the reader's answer. If the reader wants the files, the directory is
 *   listed once more, as if it had not been listed before. Else the walk goes on below it.
 */
import { join } from "node:path";
import { say } from "../../sentences/say.ts";
import { type DirectoryExclusion, Exclusions } from "../exclude/exclusions.ts";
import { DirectoriesAhead, type DirectoryOnTheWay, notBegun } from "./directories-ahead.ts";
import { partsToEnter } from "./parts-to-enter.ts";
import { isPassedOverDirectory } from "./passed-over.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";
import type { Turn } from "./silent-threads.ts";
import type { Assignment, ThreadHandle } from "./thread-handle.ts";
import {
  type ListedDirectory,
  type ListingDetail,
  newStopFlag,
  type ThreadAnswer,
  type WholeDirectory,
} from "./thread-messages.ts";
import type { WalkEvent } from "./walk-events.ts";
import { beginsPart, rulesIn, type WalkScope } from "./walk-rules.ts";
import { type NamesByDirectory, WayToDirectories } from "./way-to-directories.ts";

/** The most directories of one request. */
const directoriesAtOnce = 256;

/** See `WalkInProgress.waitedMs`. */
const firstFiles = 1_000;

export interface WalkInProgressOptions {
  /** See `FileThreads.walk`. */
  readonly only: readonly string[] | NamesByDirectory | null;
  /** How the next directories are to be listed. */
  readonly detail: () => ListingDetail;
  /** Called when directories wait that did not before, other than after an answer of a thread. */
  readonly onWork: () => void;
}

export class WalkInProgress {
  readonly #id: number;
  readonly #root: string;
  readonly #rules: WalkScope;
  /** Null: all directories are listed. */
  readonly #only: WayToDirectories | null;
  readonly #detail: () => ListingDetail;
  readonly #onWork: () => void;
  readonly #exclusions = new Exclusions();
  readonly #stop = newStopFlag();
  readonly #ahead = new DirectoriesAhead();
  /** Directories that no thread may list now, because too many threads wait for their disk. */
  readonly #held: DirectoryOnTheWay[] = [];
  /** Directories of which a thread has listed a part, and has the names of the rest. */
  readonly #halfListed = new Map<ThreadHandle, DirectoryOnTheWay[]>();
  /** The events of each answer, for the reader. */
  readonly #answers: WalkEvent[][] = [];
  /** How many requests threads have. Requests of stuck threads do not count. */
  #out = 0;
  /** How many directories have a stuck thread. */
  #stuck = 0;
  /** How many directories without files wait for the reader's answer. */
  #unanswered = 0;
  #failure: Error | null = null;
  #onNews: (() => void) | null = null;
  /**
   * The most directories of the next request: twice as many as the last answer had, because each that is not begun costs
   * two messages for nothing. The first requests have few, so that the first files are soon known.
   */
  #mostNow = 1;
  #hasAnswered = false;
  /** How many files the reader has got or can get. */
  #files = 0;
  /** Since when the reader has waited for the next answer; null if it does not, or before the first answer. */
  #waitsSince: number | null = null;
  #waitedMs = 0;
  /** When the last wait ended. */
  #wentOnAt = 0;

  constructor(id: number, root: string, rules: WalkScope, { only, detail, onWork }: WalkInProgressOptions) {
    this.#detail = detail;
    this.#onWork = onWork;
    this.#only = only === null ? null : new WayToDirectories(root, only);
    this.#id = id;
    this.#root = root;
    this.#rules = rules;
    this.#ahead.putBack([{ path: root, above: [], exclusion: "unknown", ...notBegun }]);
  }

  /** How many requests threads have, plus how many answers wait for the reader. */
  get load(): number {
    return this.#out + this.#answers.length;
  }

  /**
   * How long the reader has waited since the first answer, in milliseconds, less a tenth of the time in which it did not
   * wait: a scan that is limited by its probers waits a moment now and then, too. Every scan waits for its first files, so
   * only a fifth of the time counts until the walk has found 1,000.
   */
  get waitedMs(): number {
    if (this.#waitsSince === null) return this.#waitedMs;
    const waitsMs = performance.now() - this.#waitsSince;
    return this.#waitedMs + (this.#files < firstFiles ? waitsMs / 5 : waitsMs);
  }

  /** Whether a thread has names of directories of which it has listed a part. */
  isHalfListedBy(thread: ThreadHandle): boolean {
    return this.#halfListed.has(thread);
  }

  /** @returns the events of the next answer; null when the walk is done */
  async next(): Promise<readonly WalkEvent[] | null> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const events = this.#answers.shift();
      if (events !== undefined) return events;
      if (this.#isOver) return null;
      if (this.#hasAnswered) {
        this.#waitsSince = performance.now();
        this.#waitedMs = Math.max(this.#waitedMs - (this.#waitsSince - this.#wentOnAt) / 10, 0);
      }
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
      this.#waitedMs = this.waitedMs;
      this.#waitsSince = null;
      this.#wentOnAt = performance.now();
    }
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#wakeReader();
  }

  /** Makes the threads stop before their next entry. */
  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  /** Whether directories wait that any thread can begin with. */
  get hasWork(): boolean {
    return this.#ahead.count > 0;
  }

  /**
   * The next work for a thread; null if there is none.
   *
   * @param shares how many requests should share the waiting directories
   * @param turnOf when the thread may list a directory. What is held stays so until `release`
   */
  nextFor(thread: ThreadHandle, shares: number, turnOf: (path: string) => Turn): Assignment | null {
    const directories = this.#takeFor(thread, shares, turnOf);
    if (directories.length === 0) return null;
    this.#out += 1;
    let itemLeft: number | null = null;
    let isTakenBack = false;
    const detail = this.#detail();
    return {
      task: {
        kind: "list",
        walk: this.#id,
        directories: directories.map(({ path, after, above, exclusion, needsFiles }) => {
          const names = this.#only?.namesIn(path) ?? null;
          const own = needsFiles && detail === "digest" ? "files-and-digest" : detail;
          return { path, after, above, exclusion, detail: own, ...(names !== null && { names }) };
        }),
        rules: this.#rules,
        stop: this.#stop,
      },
      onAnswer: (answer) => {
        if (!isTakenBack) {
          this.#out -= 1;
          this.#take(thread, directories, answer);
        } else if (itemLeft !== null) {
          this.#stuck -= 1;
          this.#take(thread, directories.slice(itemLeft, itemLeft + 1), partFrom(answer, itemLeft));
        }
      },
      onTakenBack: (itemAtHand) => {
        if (isTakenBack) return;
        isTakenBack = true;
        itemLeft = itemAtHand;
        this.#out -= 1;
        if (itemAtHand !== null) this.#stuck += 1;
        const directory = itemAtHand === null ? undefined : directories[itemAtHand];
        if (directory !== undefined) this.#reportSilent(directory.path);
        this.#ahead.putBack(directories.filter((_, index) => index !== itemAtHand));
        this.#ahead.putBack(this.#halfListed.get(thread) ?? []);
        this.#halfListed.delete(thread);
      },
    };
  }

  /** Lets directories be listed that were held. Call this when a thread has come back from a silent disk. */
  release(): void {
    this.#ahead.putBack(this.#held.splice(0));
  }

  get #isOver(): boolean {
    const isDone = this.#out === 0 && this.#stuck === 0 && this.#unanswered === 0 && this.#held.length === 0;
    return isDone && !this.hasWork && this.#halfListed.size === 0;
  }

  /** Reports a directory whose disk does not answer. */
  #reportSilent(directory: string): void {
    this.#answers.push([{ kind: "silent", directory }]);
    this.#wakeReader();
  }

  #takeFor(thread: ThreadHandle, shares: number, turnOf: (path: string) => Turn): readonly DirectoryOnTheWay[] {
    const halfListed = this.#halfListed.get(thread) ?? [];
    const [next, ...later] = halfListed;
    if (next === undefined) return this.#takeAhead(shares, turnOf);
    if (later.length === 0) this.#halfListed.delete(thread);
    else this.#halfListed.set(thread, later);
    return [next];
  }

  #takeAhead(shares: number, turnOf: (path: string) => Turn): readonly DirectoryOnTheWay[] {
    while (this.hasWork) {
      const next = this.#ahead.take(Math.min(this.#mostNow, Math.ceil(this.#ahead.count / shares)));
      const { now = [], later = [], held = [] } = Object.groupBy(next, ({ path }) => turnOf(path));
      this.#ahead.putBack(later);
      this.#hold(held);
      if (now.length + later.length > 0) return now;
    }
    return [];
  }

  #hold(directories: readonly DirectoryOnTheWay[]): void {
    const [first] = directories;
    if (first !== undefined && this.#held.length === 0) this.#reportSilent(first.path);
    this.#held.push(...directories);
  }

  #take(thread: ThreadHandle, directories: readonly DirectoryOnTheWay[], answer: ThreadAnswer): void {
    const listed = answer.kind === "listed" ? answer.listed : [];
    this.#hasAnswered = true;
    // A directory with many names has requests for itself, which say nothing about others.
    if (directories[0]?.after === null) this.#mostNow = Math.min(directoriesAtOnce, Math.max(1, 2 * listed.length));
    for (const one of listed) this.#files += (one.kind === "whole" ? one : one.section)?.count ?? 0;
    const events: WalkEvent[] = [];
    for (const [index, directory] of directories.entries()) {
      const one = listed[index];
      if (one === undefined) {
        this.#ahead.putBack(directories.slice(index));
        break;
      }
      const goesOn = this.#takeOne(directory, one, events);
      if (goesOn !== null) this.#halfListed.set(thread, [...(this.#halfListed.get(thread) ?? []), goesOn]);
    }
    if (events.length > 0) this.#answers.push(events);
    this.#wakeReader();
  }

  /** @returns the directory with its next name; null if it has ended */
  #takeOne(directory: DirectoryOnTheWay, listed: ListedDirectory, events: WalkEvent[]): DirectoryOnTheWay | null {
    const { path, after } = directory;
    const exclusion = listed.exclusion ?? (directory.exclusion === "unknown" ? null : directory.exclusion);
    if (listed.kind === "whole") {
      this.#takeWhole(directory, { ...listed, exclusion }, events);
      return null;
    }
    const { section, end } = listed;
    const complete = directory.complete && (section?.complete ?? false);
    const subdirectories =
      listed.subdirectories.length === 0
        ? directory.subdirectories
        : new Set([...directory.subdirectories, ...listed.subdirectories]);
    const isWanted = this.#only?.isWanted(path) ?? true;
    if (section !== null && isWanted) {
      events.push({ kind: "files", directory: path, after, exclusion, ...section });
    }
    if (end === null) return { ...directory, after: section?.upTo ?? null, complete, subdirectories };
    const { problem } = end;
    if (problem !== null && path === this.#root) {
      this.fail(new ScanRootUnreadable(say("cannot_read", { path, why: problem.sentence ?? problem.message })));
    }
    if (isWanted || problem !== null) {
      events.push({ kind: "directory", path, complete, subdirectories, exclusion, problem });
    }
    if (problem === null) this.#enter(directory, subdirectories, { identity: end.identity, exclusion });
    return null;
  }

  #takeWhole(directory: DirectoryOnTheWay, listed: WholeDirectory, events: WalkEvent[]): void {
    const { path } = directory;
    const { count, digest, disk, identity, exclusion } = listed;
    const subdirectories =
      listed.subdirectories.length === 0 ? directory.subdirectories : new Set(listed.subdirectories);
    const enter = () => this.#enter(directory, subdirectories, { identity, exclusion });
    if (this.#only?.isWanted(path) === false) return enter();
    this.#unanswered += 1;
    const answer = (isKnown: boolean): void => {
      this.#unanswered -= 1;
      const { count: before } = this.#ahead;
      if (isKnown) enter();
      else this.#ahead.putBack([{ ...directory, needsFiles: true }]);
      if (this.#ahead.count > before) this.#onWork();
      else if (this.#isOver) this.#wakeReader();
    };
    events.push({ kind: "whole", directory: path, count, digest, disk, subdirectories, exclusion, answer });
  }

  #enter(
    { path, above }: DirectoryOnTheWay,
    subdirectories: ReadonlySet<string>,
    { identity, exclusion }: { readonly identity: string; readonly exclusion: DirectoryExclusion | null },
  ): void {
    const { recursive, includeHidden, followLinks } = rulesIn(path, this.#rules);
    if (!recursive) return;
    const hasParts = (this.#rules.parts ?? []).length > 0;
    // So are most directories.
    if (subdirectories.size === 0 && !hasParts) return;
    const names = [...subdirectories].filter((name) => includeHidden || !isPassedOverDirectory(name));
    const entered = names.filter((name) => this.#only?.leadsThrough(join(path, name)) ?? true);
    const parts = hasParts ? entered.filter((name) => beginsPart(join(path, name), this.#rules)) : [];
    const others = parts.length === 0 ? entered : entered.filter((name) => !parts.includes(name));
    this.#ahead.enter(join(path, "/"), others, { above: followLinks ? [...above, identity] : [], exclusion });
    // As if the walk had begun there.
    this.#ahead.enter(join(path, "/"), parts, { above: [], exclusion: null });
    const behind = partsToEnter(path, { scope: this.#rules, exclusions: this.#exclusions, exclusion }).filter(
      (part) => this.#only?.leadsThrough(part) ?? true,
    );
    for (const part of behind) this.#ahead.putBack([{ path: part, above: [], exclusion: null, ...notBegun }]);
  }

  #wakeReader(): void {
    this.#onNews?.();
    this.#onNews = null;
  }
}

/** The part of an answer about the directory at `index` and later ones. */
function partFrom(answer: ThreadAnswer, index: number): ThreadAnswer {
  return answer.kind === "listed" ? { ...answer, listed: answer.listed.slice(index) } : answer;
}
