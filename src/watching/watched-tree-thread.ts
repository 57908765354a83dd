/**
 * Follows a directory and everything below it with the events of the system (inotify).
 *
 * inotify tells of a directory only what happens directly in it, and tells it by the number of the inode: the watch of a
 * directory that was moved goes on at its new place. So whatever appears under a name is looked at, and if it is another
 * directory than before, the watches below that name are made anew.
 */
import { join } from "node:path";
import { isOwnFile } from "../scanning/walk/own-exclusion-thread.ts";
import { mostRemembered } from "./gathered-changes.ts";
import { MissedEvents } from "./missed-events.ts";
import { TreeWatches, type TreeWatchesOptions } from "./tree-watches-thread.ts";
import { isSameExclusion, ownExclusionOf } from "./watched-choice-thread.ts";
import {
  type WatchedDirectory as Directory,
  entriesOf,
  identityOf,
  lookAt,
  meansGone,
} from "./watched-directory-thread.ts";

export interface WatchedTreeOptions extends TreeWatchesOptions {
  /** How many events the system keeps. */
  readonly mostEvents: number;
  /** Called with a directory that is gone, with everything below it. */
  readonly onGone: (directory: string) => void;
  /** Called when a link to a directory has come or gone. What is behind it is not watched. */
  readonly onLink: () => void;
  /** Called when another directory is at the root, or none. */
  readonly onRootGone: () => void;
  /** Called when events may have been missed. The tree must be watched anew. */
  readonly onMissed: () => void;
}

export class WatchedTree {
  readonly #options: WatchedTreeOptions;
  readonly #watches: TreeWatches;
  readonly #missed: MissedEvents;

  constructor(options: WatchedTreeOptions) {
    this.#options = options;
    this.#watches = new TreeWatches(options, {
      onEvent: (directory, type, name) => this.#onEvent(directory, type, name),
      onError: (directory) => directory.isClosed || this.#lookAtItself(directory),
      onRemoved: () => this.#missed.count(0),
    });
    const onMissed = () => this.isClosed || options.onMissed();
    const onPause = () => this.#watches.closeRemoved();
    this.#missed = new MissedEvents({ mostEvents: options.mostEvents, onMissed, onPause });
  }

  /** How many directories are watched. */
  get size(): number {
    return this.#watches.size;
  }

  get isClosed(): boolean {
    return this.#watches.isClosed;
  }

  /** See `TreeWatches.link`. */
  get link(): TreeWatches["link"] {
    return this.#watches.link;
  }

  /** See `TreeWatches.closedOff`. */
  get closedOff(): TreeWatches["closedOff"] {
    return this.#watches.closedOff;
  }

  /** Sets all watches. Events come from the first one on. */
  async begin(): Promise<void> {
    await this.#watches.begin();
  }

  close(): void {
    this.#watches.close();
  }

  /**
   * Tries again to watch some of the directories that could not be watched. Mostly an event tells when that is possible, but
   * not after an error of a disk.
   */
  retry({ most = 100 }: { readonly most?: number } = {}): void {
    for (const directory of this.#watches.takeClosedOff(most)) this.#lookAtRights(directory);
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
      this.#watches.reportFile(directory, name);
      return;
    }
    // This is also said of a directory of which only the rights or times have changed.
    this.#lookAt(directory, name);
    // The system calls a directory by its own name when it is changed, moved, removed or unmounted.
    if (name === directory.name) this.#lookAtItself(directory);
  }

  /** An entry has come or gone. */
  #lookAt(directory: Directory, name: string): void {
    const path = join(this.#watches.pathOf(directory), name);
    const found = lookAt(path);
    const isDirectory = typeof found !== "string" && found.isDirectory();
    const known = directory.children?.get(name);
    if (isDirectory) {
      if (!this.#watches.isChosen(directory, name, "directory")) return;
      // What is below a directory whose name is new is reported where it has videos.
      if (known === undefined) this.#watches.add(directory, name, "videos");
      else if (isSame(found, known)) this.#lookAtRights(known);
      else this.#replace(known);
      return;
    }
    // In a directory that cannot be read at present, the entry may be there.
    if (typeof found === "string" && !meansGone(found) && this.#watches.isClosedOff(directory)) return;
    if (known !== undefined && (typeof found !== "string" || meansGone(found))) {
      this.#watches.remove(known);
      directory.children?.delete(name);
      this.#options.onGone(path);
      this.#options.onChange(this.#watches.pathOf(directory));
    }
    if (this.#watches.findLink(directory, name)) this.#options.onLink();
    this.#watches.reportFile(directory, name);
  }

  /** A file has come, changed or gone that leaves out others in its directory. */
  #lookAtOwnFiles(directory: Directory): void {
    const path = this.#watches.pathOf(directory);
    const entries = entriesOf(path);
    if (typeof entries === "string") return;
    if (isSameExclusion(ownExclusionOf(path, entries), directory.own)) this.#reportAll(directory);
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
    this.#watches.remove(before);
    this.#watches.add(parent, name, "all");
  }

  #lookAtItself(directory: Directory): void {
    const { parent, name } = directory;
    // When a disk is unmounted, every directory tells of it.
    if (!isSame(lookAt(this.#options.root), this.#watches.root)) {
      this.#options.onRootGone();
      return;
    }
    const found = lookAt(this.#watches.pathOf(directory));
    if (isSame(found, directory)) this.#lookAtRights(directory);
    else if (parent === null) return;
    else if (typeof found !== "string" && found.isDirectory()) this.#replace(directory);
    else this.#lookAt(parent, name);
  }

  #lookAtRights(directory: Directory): void {
    if (!directory.isClosed && this.#watches.canBeReadAgain(directory)) this.#replace(directory);
  }

  /** Other files in and below a directory may be left out now. */
  #reportAll(directory: Directory): void {
    const ahead = [directory];
    // A report of more directories is one of the whole tree.
    for (let count = 0; count <= mostRemembered; count += 1) {
      const next = ahead.pop();
      if (next === undefined) return;
      this.#options.onChange(this.#watches.pathOf(next));
      ahead.push(...(next.children?.values() ?? []));
    }
  }
}

function isSame(found: ReturnType<typeof lookAt>, { identity }: Directory): boolean {
  return typeof found !== "string" && identityOf(found) === identity;
}
