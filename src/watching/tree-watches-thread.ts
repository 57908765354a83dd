/** The watches of a directory and of everything below it that scans look at: one watch a directory (inotify). */
import { type FSWatcher, watch } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { isNamedLikeSubtitles } from "../library/subtitle-files.ts";
import { isNamedLikeVideo } from "../scanning/walk/walk-rules.ts";
import { FollowedLinks } from "./followed-links-thread.ts";
import type { WatchThreadData } from "./watch-messages.ts";
import { ownExclusionOf, WatchedChoice, type WatchedChoiceOptions } from "./watched-choice-thread.ts";
import {
  codeOf,
  type WatchedDirectory as Directory,
  entriesOf,
  identityOf,
  lookAt,
  meansGone,
  newDirectory,
  whyClosed,
  whyImpassable,
} from "./watched-directory-thread.ts";

export interface TreeWatchesOptions extends WatchedChoiceOptions, Pick<WatchThreadData, "extensions"> {
  /** Called with a directory that is new, from which a directory has gone, or which may leave out other files now. */
  readonly onChange: (directory: string) => void;
  /** Called with a video, or subtitles, that was added, written or removed, and its directory. */
  readonly onFile: (path: string, directory: string) => void;
  /** Called when the system refuses a watch. Nothing is watched any more. */
  readonly onRefused: (error: NodeJS.ErrnoException) => void;
}

/** What to do when the system tells of a directory. */
export interface OnWatch {
  readonly onEvent: (directory: Directory, type: string, name: string | null) => void;
  readonly onError: (directory: Directory) => void;
  /** Called when there are watches to close. */
  readonly onRemoved: () => void;
}

/** What to report of directories that are found: nothing, those with videos or subtitles, or all. */
type Reports = "nothing" | "videos" | "all";

export class TreeWatches {
  readonly root: Directory;
  readonly #options: TreeWatchesOptions;
  readonly #on: OnWatch;
  /** Directories that cannot be watched now, and why: the code of the system's error. */
  readonly #closedOff = new Map<Directory, string>();
  readonly #choice: WatchedChoice;
  readonly #links = new FollowedLinks();
  /** No longer wanted, and not closed: see `MissedEvents`. */
  readonly #unwanted: FSWatcher[] = [];
  #size = 0;
  #isClosed = false;

  constructor(options: TreeWatchesOptions, on: OnWatch) {
    this.#options = options;
    this.#on = on;
    this.#choice = new WatchedChoice(options);
    this.root = newDirectory(null, basename(options.root));
  }

  /** How many directories are watched. */
  get size(): number {
    return this.#size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A link to a directory, behind which scans look and nothing is watched. Null: there is none. */
  get link(): string | null {
    const { first } = this.#links;
    return first === null ? null : join(this.pathOf(first.directory), first.name);
  }

  /** How many directories cannot be watched now, and the first of them. Null: none. */
  get closedOff(): { readonly count: number; readonly path: string; readonly code: string } | null {
    const [first] = this.#closedOff;
    if (first === undefined) return null;
    const [directory, code] = first;
    return { count: this.#closedOff.size, path: this.pathOf(directory), code };
  }

  isClosedOff(directory: Directory): boolean {
    return this.#closedOff.has(directory);
  }

  /** Directories that cannot be watched now, those first that have waited longest since they were taken. */
  takeClosedOff(most: number): readonly Directory[] {
    const taken = [...this.#closedOff].slice(0, most);
    for (const [directory, code] of taken) {
      this.#closedOff.delete(directory);
      this.#closedOff.set(directory, code);
    }
    return taken.map(([directory]) => directory);
  }

  /** Sets all watches. Events come from the first one on. */
  async begin(): Promise<void> {
    const ahead = [this.root];
    // The last events of closed watches, such as those of a tree before this one, take no places any more.
    await pause();
    for (let done = 1; ahead.length > 0 && !this.#isClosed; done += 1) {
      const next = ahead.pop();
      if (next !== undefined) ahead.push(...this.#enter(next, "nothing"));
      // Events and the end come in between.
      if (done % 200 === 0) await pause();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.remove(this.root);
    this.closeRemoved();
  }

  /** Closes the watches of all directories that were removed. @returns how many */
  closeRemoved(): number {
    const unwanted = this.#unwanted.splice(0);
    for (const watcher of unwanted) watcher.close();
    return unwanted.length;
  }

  /** Watches a directory and everything below it. */
  add(parent: Directory, name: string, reports: Exclude<Reports, "nothing">): void {
    const directory = newDirectory(parent, name);
    (parent.children ??= new Map()).set(name, directory);
    const ahead = [directory];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) ahead.push(...this.#enter(next, reports));
  }

  /** Watches a directory and everything below it no longer. The watches are closed by `closeRemoved`. */
  remove(directory: Directory): void {
    const ahead = [directory];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      next.isClosed = true;
      this.#closedOff.delete(next);
      this.#links.forget(next);
      if (next.watcher !== null) {
        this.#size -= 1;
        this.#unwanted.push(next.watcher);
      }
      next.watcher = null;
      ahead.push(...(next.children?.values() ?? []));
      next.children = null;
    }
    if (this.#unwanted.length > 0) this.#on.onRemoved();
  }

  /**
   * Looks whether a directory can be read, because its rights may have changed. If it can no longer, it is reported.
   *
   * @returns whether it must be watched anew: what has happened in it while it could not be read is not known
   */
  canBeReadAgain(directory: Directory): boolean {
    const code = whyClosed(this.pathOf(directory));
    if (code === null) return this.#closedOff.has(directory);
    if (!this.#closedOff.has(directory)) this.#closeOff(directory, code, "all");
    return false;
  }

  /** Whether an entry of a directory may be of interest. */
  isChosen(directory: Directory, name: string, kind: "file" | "directory"): boolean {
    return this.#choice.in(this.pathOf(directory), directory)(name, kind);
  }

  /** @returns whether an entry has become a link behind which scans look, or is none any more */
  findLink(directory: Directory, name: string): boolean {
    if (!this.#choice.followsLinks || !this.isChosen(directory, name, "directory")) return false;
    return this.#links.look(directory, this.pathOf(directory), name);
  }

  reportFile(directory: Directory, name: string): void {
    if (!this.#isOfInterest(name) || !this.isChosen(directory, name, "file")) return;
    const path = this.pathOf(directory);
    this.#options.onFile(join(path, name), path);
  }

  /** Paths are not kept: those of 100,000 directories would take more room than everything else. */
  pathOf(directory: Directory): string {
    const names: string[] = [];
    for (let at = directory; at.parent !== null; at = at.parent) names.push(at.name);
    return names.length === 0 ? this.#options.root : join(this.#options.root, ...names.toReversed());
  }

  /** Watches a directory, then lists it, so that nothing falls in between. Returns its subdirectories. */
  #enter(directory: Directory, reports: Reports): readonly Directory[] {
    if (directory.isClosed) return [];
    const path = this.pathOf(directory);
    const found = lookAt(path);
    if (typeof found === "string") return this.#closeOff(directory, found, reports);
    if (!found.isDirectory()) return [];
    directory.identity = identityOf(found);
    try {
      directory.watcher = watch(path, (type, name) => this.#on.onEvent(directory, type, name));
      directory.watcher.on("error", () => this.#on.onError(directory));
      this.#size += 1;
    } catch (error) {
      const code = codeOf(error);
      if (["ENOSPC", "EMFILE", "ENOMEM"].includes(code)) {
        this.close();
        this.#options.onRefused(error as NodeJS.ErrnoException);
        return [];
      }
      return this.#closeOff(directory, code, reports);
    }
    const code = whyImpassable(path);
    if (code !== null) return this.#closeOff(directory, code, reports);
    if (reports === "all") this.#options.onChange(path);
    return this.#list(directory, path, reports);
  }

  /** Remembers that a directory cannot be read. A scan of it tells people. */
  #closeOff(directory: Directory, code: string, reports: Reports): readonly Directory[] {
    // The directory above tells what has become of it.
    if (meansGone(code)) return [];
    this.#closedOff.set(directory, code);
    if (reports !== "nothing") this.#options.onChange(this.pathOf(directory));
    return [];
  }

  #list(directory: Directory, path: string, reports: Reports): readonly Directory[] {
    const found: Directory[] = [];
    const entries = entriesOf(path);
    if (typeof entries === "string") return this.#closeOff(directory, entries, reports);
    directory.own = ownExclusionOf(path, entries);
    const isChosen = this.#choice.in(path, directory);
    for (const entry of entries) {
      const isDirectory = entry.isDirectory();
      if (!isChosen(entry.name, isDirectory ? "directory" : "file")) continue;
      if (entry.isSymbolicLink()) this.findLink(directory, entry.name);
      if (isDirectory) {
        const child = newDirectory(directory, entry.name);
        (directory.children ??= new Map()).set(entry.name, child);
        found.push(child);
      } else if (reports !== "nothing" && this.#isOfInterest(entry.name)) {
        this.#options.onFile(join(path, entry.name), path);
      }
    }
    return found;
  }

  #isOfInterest(name: string): boolean {
    return isNamedLikeVideo(name, this.#options) || isNamedLikeSubtitles(name);
  }
}
