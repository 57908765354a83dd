/**
 * Watches a directory and everything below it with the events of the system (inotify): one watch a directory.
 *
 * inotify tells of a directory only what happens directly in it, and tells it by the number of the inode: the watch of a
 * directory that was moved goes on at its new place. So whatever appears under a name is looked at, and if it is another
 * directory than before, the watches below that name are made anew.
 *
 * The system keeps so many events at most for a reader, and drops further ones in silence: Node does not pass that on. But
 * whoever has missed events must have got that many at once before. So as many without a pause count as missed events.
 */
import { type FSWatcher, lstatSync, readdirSync, type Stats, watch } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { isNamedLikeSubtitles } from "../library/subtitle-files.ts";
import { isPassedOverDirectory } from "../scanning/walk/passed-over.ts";
import { isNamedLikeVideo } from "../scanning/walk/walk-rules.ts";
import type { WatchThreadData } from "./watch-messages.ts";

export interface WatchedTreeOptions
  extends Pick<WatchThreadData, "root" | "recursive" | "includeHidden" | "extensions"> {
  /** Directories that are not watched, nor what is below them. */
  readonly passesOver: ReadonlySet<string>;
  /** How many events the system keeps. */
  readonly mostEvents: number;
  /** Called with a directory that is new, or from which a directory has gone. */
  readonly onChange: (directory: string) => void;
  /** Called with a video, or subtitles, that was added, written or removed, and its directory. */
  readonly onFile: (path: string, directory: string) => void;
  /** Called with a directory that is gone, with everything below it. */
  readonly onGone: (directory: string) => void;
  /** Called when another directory is at the root, or none. */
  readonly onRootGone: () => void;
  /** Called when events may have been missed. The tree must be watched anew. */
  readonly onMissed: () => void;
  /** Called when the system refuses a watch. Nothing is watched any more. */
  readonly onRefused: (error: NodeJS.ErrnoException) => void;
}

interface Directory {
  readonly parent: Directory | null;
  readonly name: string;
  /** Tells it from another directory at the same path. */
  identity: string;
  watcher: FSWatcher | null;
  children: Map<string, Directory> | null;
  isClosed: boolean;
}

export class WatchedTree {
  readonly #options: WatchedTreeOptions;
  readonly #root: Directory;
  #size = 0;
  #eventsAtOnce = 0;
  #isClosed = false;

  constructor(options: WatchedTreeOptions) {
    this.#options = options;
    this.#root = newDirectory(null, basename(options.root));
  }

  /** How many directories are watched. */
  get size(): number {
    return this.#size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
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

  /** Watches a directory, then lists it, so that nothing falls in between. Returns its subdirectories. */
  #enter(directory: Directory, reports: "nothing" | "videos" | "all"): readonly Directory[] {
    if (directory.isClosed) return [];
    const path = this.#pathOf(directory);
    const stat = statOf(path);
    if (stat?.isDirectory() !== true) return [];
    directory.identity = identityOf(stat);
    try {
      directory.watcher = watch(path, (type, name) => this.#onEvent(directory, type, name));
      directory.watcher.on("error", () => this.#lookAtItself(directory));
      this.#size += 1;
    } catch (error) {
      const refused = ["ENOSPC", "EMFILE", "ENOMEM"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (refused) {
        this.close();
        this.#options.onRefused(error as NodeJS.ErrnoException);
      }
      // Any other directory is gone again, or may not be read.
      return [];
    }
    if (reports === "all") this.#options.onChange(path);
    return this.#list(directory, path, reports);
  }

  #list(directory: Directory, path: string, reports: "nothing" | "videos" | "all"): readonly Directory[] {
    const found: Directory[] = [];
    for (const entry of entriesOf(path)) {
      if (entry.isDirectory()) {
        if (!this.#isWatched(path, entry.name)) continue;
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
    this.#countEvent();
    if (directory.isClosed) return;
    if (name === null) {
      this.#options.onMissed();
      return;
    }
    if (type === "change") {
      if (this.#isOfInterest(name)) this.#reportFile(directory, name);
      return;
    }
    this.#lookAt(directory, name);
    // The system calls a directory by its own name when it is moved, removed or unmounted.
    if (name === directory.name) this.#lookAtItself(directory);
  }

  /** An entry has come or gone. */
  #lookAt(directory: Directory, name: string): void {
    const stat = statOf(join(this.#pathOf(directory), name));
    const known = directory.children?.get(name);
    if (stat?.isDirectory() === true) {
      if (!this.#isWatched(this.#pathOf(directory), name) || known?.identity === identityOf(stat)) return;
      this.#replace(directory, name, known);
    } else if (known !== undefined) {
      this.#leave(known);
      directory.children?.delete(name);
      this.#options.onGone(join(this.#pathOf(directory), name));
      this.#options.onChange(this.#pathOf(directory));
    }
    if (stat?.isDirectory() !== true && this.#isOfInterest(name)) this.#reportFile(directory, name);
  }

  #replace(parent: Directory, name: string, before: Directory | undefined): void {
    if (before !== undefined) this.#leave(before);
    const directory = newDirectory(parent, name);
    (parent.children ??= new Map()).set(name, directory);
    // What was below the directory before may be gone: all directories of today are compared with the library.
    const reports = before === undefined ? "videos" : "all";
    const ahead = [directory];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) ahead.push(...this.#enter(next, reports));
  }

  #lookAtItself(directory: Directory): void {
    const { parent, name } = directory;
    const stat = statOf(this.#pathOf(directory));
    // When a disk is unmounted, every directory tells of it.
    const atRoot = statOf(this.#options.root);
    if (atRoot === null || identityOf(atRoot) !== this.#root.identity) {
      this.#options.onRootGone();
      return;
    }
    if (parent === null || (stat?.isDirectory() === true && identityOf(stat) === directory.identity)) return;
    if (stat?.isDirectory() === true) this.#replace(parent, name, directory);
    else this.#lookAt(parent, name);
  }

  #reportFile(directory: Directory, name: string): void {
    const path = this.#pathOf(directory);
    this.#options.onFile(join(path, name), path);
  }

  #leave(directory: Directory): void {
    const ahead = [directory];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      next.isClosed = true;
      if (next.watcher !== null) this.#size -= 1;
      next.watcher?.close();
      next.watcher = null;
      ahead.push(...(next.children?.values() ?? []));
      next.children = null;
    }
  }

  #countEvent(): void {
    if (this.#eventsAtOnce === 0) {
      // Runs when all events that wait now have come.
      setImmediate(() => {
        const missed = this.#eventsAtOnce >= this.#options.mostEvents;
        this.#eventsAtOnce = 0;
        if (missed && !this.#isClosed) this.#options.onMissed();
      });
    }
    this.#eventsAtOnce += 1;
  }

  #isWatched(parent: string, name: string): boolean {
    const { recursive, includeHidden, passesOver } = this.#options;
    if (!recursive || (!includeHidden && isPassedOverDirectory(name))) return false;
    return passesOver.size === 0 || !passesOver.has(join(parent, name));
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

function newDirectory(parent: Directory | null, name: string): Directory {
  return { parent, name, identity: "", watcher: null, children: null, isClosed: false };
}

export function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev} ${ino} ${birthtimeMs}`;
}

export function statOf(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function entriesOf(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
