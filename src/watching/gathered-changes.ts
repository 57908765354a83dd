import { dirname } from "node:path";

/** What has changed in a tree. Null: anything may have. */
export type Changes = {
  readonly directories: readonly string[];
  /** Files in these directories that are being written now. They are reported again when that is over. */
  readonly growing: readonly string[];
} | null;

/** How many directories are remembered. */
export const mostRemembered = 300;

/** Directories in which something has changed, in bounded memory: beyond some hundreds it is the whole tree. */
export class GatheredChanges {
  /** With the files in them that grow. */
  readonly #directories = new Map<string, readonly string[]>();
  #isWhole = false;

  get isEmpty(): boolean {
    return !this.#isWhole && this.#directories.size === 0;
  }

  /** Whether the whole tree may have changed. Then no directories are remembered. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** @param growing replaces what was said of the directory before */
  add(directory: string, growing: readonly string[] = []): void {
    if (this.#isWhole) return;
    this.#directories.set(directory, growing);
    if (this.#directories.size > mostRemembered) this.addWhole();
  }

  addWhole(): void {
    this.#isWhole = true;
    this.#directories.clear();
  }

  /** Adds newer changes. */
  addAll(changes: Changes): void {
    if (changes === null) return this.addWhole();
    const growing = Map.groupBy(changes.growing, (path) => dirname(path));
    for (const directory of changes.directories) this.add(directory, growing.get(directory));
  }

  /** Adds changes again that `take` has returned. What was said since then of their directories is newer. */
  putBack(changes: Changes): void {
    if (changes === null) return this.addWhole();
    const directories = changes.directories.filter((directory) => !this.#directories.has(directory));
    this.addAll({ ...changes, directories });
  }

  /** Forgets directories that are gone. @param isGone whether a directory is one of them */
  forget(isGone: (directory: string) => boolean): void {
    for (const directory of this.#directories.keys()) if (isGone(directory)) this.#directories.delete(directory);
  }

  /** Takes all of them out. */
  take(): Changes {
    const taken = this.#isWhole
      ? null
      : { directories: [...this.#directories.keys()].toSorted(), growing: [...this.#directories.values()].flat() };
    this.#isWhole = false;
    this.#directories.clear();
    return taken;
  }
}
