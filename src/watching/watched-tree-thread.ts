/**
 * Watches a directory and everything below it with the events of the system (inotify): one watch a directory.
 *
 * inotify tells of a directory only what happens directly in it, and tells it by the number of the inode: the watch of a
 * directory that was moved goes on at its new place. So whatever appears under a name is looked at, and if it is another
 * directory than before, the watches below that name are made anew.
 */
import { watch } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { isNamedLikeSubtitles } from "../library/subtitle-files.ts";
import { isOwnFile } from "../scanning/walk/own-exclusion-thread.ts";
import { isNamedLikeVideo } from "../scanning/walk/walk-rules.ts";
import { FollowedLinks } from "./followed-links-thread.ts";
import { mostRemembered } from "./gathered-changes.ts";
import { MissedEvents } from "./missed-events.ts";
import type { WatchThreadData } from "./watch-messages.ts";
import { ownFilesIn, WatchedChoice, type WatchedChoiceOptions } from "./watched-choice-thread.ts";
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

export interface WatchedTreeOptions extends WatchedChoiceOptions, Pick<WatchThreadData, "extensions"> {
  /** How many events the system keeps. */
  readonly mostEvents: number;
  /** Called with a directory that is new, from which a directory has gone, or which may leave out other files now. */
  readonly onChange: (directory: string) => void;
  /** Called with a video, or subtitles, that was added, written or removed, and its directory. */
  readonly onFile: (path: string, directory: string) => void;
  /** Called with a directory that is gone, with everything below it. */
  readonly onGone: (directory: string) => void;
  /** Called when a link to a directory has come or gone. What is behind it is not watched. */
  readonly onLink: () => void;
  /** Called when another directory is at the root, or none. */
  readonly onRootGone: () => void;
  /** Called when events may have been missed. The tree must be watched anew. */
  readonly onMissed: () => void;
  /** Called when the system refuses a watch. Nothing is watched any more. */
  readonly onRefused: (error: NodeJS.ErrnoException) => void;
}

export class WatchedTree {
  readonly #options: WatchedTreeOptions;
  readonly #root: Directory;
  /** Directories that cannot be watched now, and why: the code of the system's error. */
  readonly #closedOff = new Map<Directory, string>();
  readonly #choice: WatchedChoice;
  readonly #links = new FollowedLinks();
  #size = 0;
  readonly #missed: MissedEvents;
  #isClosed = false;

  constructor(options: WatchedTreeOptions) {
    this.#options = options;
    this.#choice = new WatchedChoice(options);
    const onMissed = () => this.#isClosed || options.onMissed();
    this.#missed = new MissedEvents({ mostEvents: options.mostEvents, onMissed });
    this.#root = newDirectory(null, basename(options.root));
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
    return first === null ? null : join(this.#pathOf(first.directory), first.name);
  }

  /** How many directories cannot be watched now, and the first of them. Null: none. */
  get closedOff(): { readonly count: number; readonly path: string; readonly code: string } | null {
    const [first] = this.#closedOff;
    if (first === undefined) return null;
    const [directory, code] = first;
    return { count: this.#closedOff.size, path: this.#pathOf(directory), code };
  }

  /** Sets all watches. Events come from the first one on. */
  async begin(): Promise<void> {
    const ahead = [this.#root];
    for (let done = 1; ahead.length > 0 && !this.#isClosed; done += 1) {
      const next = ahead.pop();
      if (next !== undefined) ahead.push(...this.#enter(next, "nothing"));
      // Events and the end come in between.
      if (done % 200 === 0) await pause();
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#leave(this.#root);
  }

  /**
   * Tries again to watch some of the directories that could not be watched. Mostly an event tells when that is possible, but
   * not after an error of a disk.
   */
  retry({ most = 100 }: { readonly most?: number } = {}): void {
    for (const directory of [...this.#closedOff.keys()].slice(0, most)) {
      this.#lookWhetherClosed(directory);
      const code = this.#closedOff.get(directory);
      if (code === undefined) continue;
      // Others come first next time.
      this.#closedOff.delete(directory);
      this.#closedOff.set(directory, code);
    }
  }

  /** Watches a directory, then lists it, so that nothing falls in between. Returns its subdirectories. */
  #enter(directory: Directory, reports: "nothing" | "videos" | "all"): readonly Directory[] {
    if (directory.isClosed) return [];
    const path = this.#pathOf(directory);
    const found = lookAt(path);
    if (typeof found === "string") return this.#closeOff(directory, found, reports);
    if (!found.isDirectory()) return [];
    directory.identity = identityOf(found);
    try {
      directory.watcher = watch(path, (type, name) => this.#onEvent(directory, type, name));
      directory.watcher.on("error", () => this.#lookAtItself(directory));
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
  #closeOff(directory: Directory, code: string, reports: "nothing" | "videos" | "all"): readonly Directory[] {
    // The directory above tells what has become of it.
    if (meansGone(code)) return [];
    this.#closedOff.set(directory, code);
    if (reports !== "nothing") this.#options.onChange(this.#pathOf(directory));
    return [];
  }

  /** The rights of a directory may have changed. What has happened in it while it could not be read is not known. */
  #lookWhetherClosed(directory: Directory): void {
    if (directory.isClosed) return;
    const code = whyClosed(this.#pathOf(directory));
    if (code === null) {
      if (this.#closedOff.has(directory)) this.#replace(directory);
    } else if (!this.#closedOff.has(directory)) this.#closeOff(directory, code, "all");
  }

  #list(directory: Directory, path: string, reports: "nothing" | "videos" | "all"): readonly Directory[] {
    const found: Directory[] = [];
    const entries = entriesOf(path);
    if (typeof entries === "string") return this.#closeOff(directory, entries, reports);
    directory.own = ownFilesIn(path, entries);
    const isChosen = this.#choice.in(path, ownAt(directory));
    for (const entry of entries) {
      const isDirectory = entry.isDirectory();
      if (!isChosen(entry.name, isDirectory ? "directory" : "file")) continue;
      if (entry.isSymbolicLink()) this.#findLink(directory, entry.name);
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

  #onEvent(directory: Directory, type: string, name: string | null): void {
    this.#missed.count();
    if (directory.isClosed) return;
    if (name === null) {
      this.#options.onMissed();
      return;
    }
    if (isOwnFile(name)) this.#lookAtOwnFiles(directory);
    if (directory.isClosed) return;
    if (type === "change") {
      this.#reportFile(directory, name);
      return;
    }
    // This is also said of a directory of which only the rights or times have changed.
    this.#lookAt(directory, name);
    // The system calls a directory by its own name when it is changed, moved, removed or unmounted.
    if (name === directory.name) this.#lookAtItself(directory);
  }

  /** An entry has come or gone. */
  #lookAt(directory: Directory, name: string): void {
    const path = join(this.#pathOf(directory), name);
    const found = lookAt(path);
    const isDirectory = typeof found !== "string" && found.isDirectory();
    const known = directory.children?.get(name);
    if (isDirectory) {
      if (!this.#isChosen(directory, name, "directory")) return;
      // What is below a directory whose name is new is reported where it has videos.
      if (known === undefined) this.#add(directory, name, "videos");
      else if (isSame(found, known)) this.#lookWhetherClosed(known);
      else this.#replace(known);
      return;
    }
    // In a directory that cannot be read at present, the entry may be there.
    if (typeof found === "string" && !meansGone(found) && this.#closedOff.has(directory)) return;
    if (known !== undefined && (typeof found !== "string" || meansGone(found))) {
      this.#leave(known);
      directory.children?.delete(name);
      this.#options.onGone(path);
      this.#options.onChange(this.#pathOf(directory));
    }
    if (this.#findLink(directory, name)) this.#options.onLink();
    this.#reportFile(directory, name);
  }

  /** @returns whether an entry has become a link behind which scans look, or is none any more */
  #findLink(directory: Directory, name: string): boolean {
    if (!this.#choice.followsLinks || !this.#isChosen(directory, name, "directory")) return false;
    return this.#links.look(directory, this.#pathOf(directory), name);
  }

  /** A file has come, changed or gone that leaves out others in its directory. */
  #lookAtOwnFiles(directory: Directory): void {
    const path = this.#pathOf(directory);
    const entries = entriesOf(path);
    if (typeof entries === "string") return;
    const own = ownFilesIn(path, entries);
    if (own === directory.own) this.#reportAll(directory);
    // Other directories below it are watched now.
    else if (directory.parent === null) this.#options.onMissed();
    else this.#replace(directory);
  }

  /** Watches anew what is below a name. What was there before may be gone: all directories of today are reported. */
  #replace(before: Directory): void {
    const { parent, name } = before;
    if (parent === null) {
      this.#options.onRootGone();
      return;
    }
    this.#leave(before);
    this.#add(parent, name, "all");
  }

  #add(parent: Directory, name: string, reports: "videos" | "all"): void {
    const directory = newDirectory(parent, name);
    (parent.children ??= new Map()).set(name, directory);
    const ahead = [directory];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) ahead.push(...this.#enter(next, reports));
  }

  #lookAtItself(directory: Directory): void {
    const { parent, name } = directory;
    // When a disk is unmounted, every directory tells of it.
    if (!isSame(lookAt(this.#options.root), this.#root)) {
      this.#options.onRootGone();
      return;
    }
    const found = lookAt(this.#pathOf(directory));
    if (isSame(found, directory)) this.#lookWhetherClosed(directory);
    else if (parent === null) return;
    else if (typeof found !== "string" && found.isDirectory()) this.#replace(directory);
    else this.#lookAt(parent, name);
  }

  #reportFile(directory: Directory, name: string): void {
    if (!this.#isOfInterest(name) || !this.#isChosen(directory, name, "file")) return;
    const path = this.#pathOf(directory);
    this.#options.onFile(join(path, name), path);
  }

  /** Other files in and below a directory may be left out now. */
  #reportAll(directory: Directory): void {
    const ahead = [directory];
    // A report of more directories is one of the whole tree.
    for (let count = 0; count <= mostRemembered; count += 1) {
      const next = ahead.pop();
      if (next === undefined) return;
      this.#options.onChange(this.#pathOf(next));
      ahead.push(...(next.children?.values() ?? []));
    }
  }

  #leave(directory: Directory): void {
    const ahead = [directory];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      next.isClosed = true;
      this.#closedOff.delete(next);
      this.#links.forget(next);
      if (next.watcher !== null) this.#size -= 1;
      next.watcher?.close();
      next.watcher = null;
      ahead.push(...(next.children?.values() ?? []));
      next.children = null;
    }
  }

  #isChosen(directory: Directory, name: string, kind: "file" | "directory"): boolean {
    return this.#choice.in(this.#pathOf(directory), ownAt(directory))(name, kind);
  }

  #isOfInterest(name: string): boolean {
    return isNamedLikeVideo(name, this.#options) || isNamedLikeSubtitles(name);
  }

  /** Paths are not kept: those of 100,000 directories would take more room than everything else. */
  #pathOf(directory: Directory): string {
    const names: string[] = [];
    for (let at = directory; at.parent !== null; at = at.parent) names.push(at.name);
    return names.length === 0 ? this.#options.root : join(this.#options.root, ...names.toReversed());
  }
}

/** What a directory leaves out by its own files, and by the patterns of those above it. */
function ownAt({ own, parent }: Directory): Directory["own"] {
  if (own !== "none") return own;
  for (let at = parent; at !== null; at = at.parent) if (at.own === "patterns") return "patterns";
  return "none";
}

function isSame(found: ReturnType<typeof lookAt>, { identity }: Directory): boolean {
  return typeof found !== "string" && identityOf(found) === identity;
}
