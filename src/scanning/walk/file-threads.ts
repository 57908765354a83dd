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
 * - A directory may come without its files, as `whole`. Its subdirectories wait until the reader has said that it knows the
 *   files. If the reader does not, the directory waits once more, and comes as if it had not been listed before.
 * - A directory is `complete` only if every entry was looked at and it is still the same directory afterwards. Only then
 *   may anybody conclude that an unlisted entry is gone.
 */
import { abortable } from "../../abortable.ts";
import { say } from "../../sentences/say.ts";
import { ScanRootUnreadable } from "./scan-root-unreadable.ts";
import { namedMountPoint, SilentThreads } from "./silent-threads.ts";
import { helpAfterMs, ThreadCrew, type ThreadCrewOptions } from "./thread-crew.ts";
import {
  type FileToCompare,
  type ListedPlace,
  type ListingDetail,
  newStopFlag,
  type PlaceNow,
  type WantedEntry,
} from "./thread-messages.ts";
import type { WalkEvent, WalkOptions } from "./walk-events.ts";
import { WalkInProgress } from "./walk-in-progress.ts";
import type { NamesByDirectory } from "./way-to-directories.ts";

/** The most entries that one request asks a thread to look for. */
const entriesAtOnce = 1_000;

/** The file calls of one scan. */
export class FileThreads {
  readonly #crew: ThreadCrew;
  readonly #silent: SilentThreads;
  #lastWalk = 0;

  constructor(options: ThreadCrewOptions = {}) {
    const { silent = new SilentThreads() } = options;
    this.#silent = silent;
    this.#crew = new ThreadCrew({ ...options, silent });
  }

  /** How long one call may take before its disk counts as silent, in milliseconds. */
  get silentMs(): number {
    return this.#crew.silentMs;
  }

  /**
   * Lists a tree.
   *
   * @param root absolute, without links in it
   * @param only list just these directories in it, without their subdirectories; or look just at these files. Then the
   *   directories on the way to them have events, too. Null: the tree
   * @param detail asked again and again: how the next directories are to be listed
   * @throws ScanRootUnreadable when `root` cannot be listed; `options.signal.reason` once that signal aborts
   */
  async *walk(
    root: string,
    options: WalkOptions,
    only: readonly string[] | NamesByDirectory | null = null,
    detail: () => ListingDetail = () => "files",
  ): AsyncGenerator<WalkEvent, void, undefined> {
    const { signal, ...rules } = options;
    signal.throwIfAborted();
    this.#crew.ended.throwIfAborted();
    if (this.#silent.isFull(root)) throw rootIsSilent(root, this.#silent.on(root));
    this.#lastWalk += 1;
    const onWork = () => this.#crew.handOut();
    const walk = new WalkInProgress(this.#lastWalk, root, rules, { only, detail, onWork });
    const stop = () => walk.stop();
    signal.addEventListener("abort", stop, { once: true });
    this.#crew.addWalk(walk);
    try {
      for (;;) {
        this.#crew.handOut();
        const events = await this.#nextOf(walk, signal);
        if (events === null) return;
        // Before the reader gets the events, so that the threads go on meanwhile.
        this.#crew.handOut();
        for (const event of events) {
          signal.throwIfAborted();
          yield event;
        }
        signal.throwIfAborted();
      }
    } finally {
      signal.removeEventListener("abort", stop);
      walk.stop();
      this.#crew.deleteWalk(walk);
    }
  }

  async #nextOf(walk: WalkInProgress, signal: AbortSignal): Promise<readonly WalkEvent[] | null> {
    const timer = this.#crew.mayGrow ? setInterval(() => this.#crew.handOut(), helpAfterMs) : undefined;
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
    this.#crew.ended.throwIfAborted();
    // A count is not worth one of the threads that a disk has left.
    await this.#silent.noneOn(root, { signal: AbortSignal.any([signal, this.#crew.ended]) });
    const answer = await this.#crew.count({ kind: "count", root, rules, stop: newStopFlag() }, signal);
    return answer.kind === "counted" ? answer.files : 0;
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
      this.#crew.ended.throwIfAborted();
      const some = entries.slice(first, first + entriesAtOnce);
      const task = { kind: "find-absent", place, entries: some, rules, stop: newStopFlag() } as const;
      const answer = await this.#crew.ask(task, signal);
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
      this.#crew.ended.throwIfAborted();
      const some = names.slice(first, first + entriesAtOnce);
      const task = { kind: "look-at-places", directory, names: some, rules, stop: newStopFlag() } as const;
      const answer = await this.#crew.ask(task, signal);
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
    this.#crew.ended.throwIfAborted();
    const { path, size, modifiedUs } = file;
    const listed = { path, size, modifiedUs };
    const answer = await this.#crew.ask({ kind: "fingerprint", file: listed, rules, stop: newStopFlag() }, signal);
    return answer.kind === "fingerprint" ? answer.fingerprint : null;
  }

  /** Ends the threads without waiting for stuck ones. Pending calls of the other methods are rejected. */
  close(): void {
    this.#crew.close();
  }
}

function rootIsSilent(root: string, silent: number): ScanRootUnreadable {
  return new ScanRootUnreadable(
    say("scanned_disk_silent", { path: root, mountPoint: namedMountPoint(root), calls: silent }),
  );
}
