import { lstatSync } from "node:fs";
import { dirname } from "node:path";

interface GrowingFile {
  size: number;
  modifiedMs: number;
  /** By the steady clock. */
  unchangedSince: number;
}

/** Files that were written a moment ago, and may still grow: a copy, a download, a recording. */
export class GrowingFiles {
  readonly #stillMs: number;
  readonly #files = new Map<string, GrowingFile>();

  /** @param stillMs how long the size and time of a file must be unchanged, in milliseconds */
  constructor({ stillMs }: { readonly stillMs: number }) {
    this.#stillMs = stillMs;
  }

  get size(): number {
    return this.#files.size;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Those that are directly in a directory. */
  in(directory: string): readonly string[] {
    return [...this.#files.keys()].filter((path) => dirname(path) === directory);
  }

  /**
   * Notes a file that has changed just now. A file that was moved here in one piece does not grow.
   *
   * @returns whether it may grow
   */
  add(path: string): boolean {
    const now = stateOf(path);
    if (now === null) {
      this.#files.delete(path);
      return false;
    }
    const grows = this.#files.has(path) || Date.now() - now.modifiedMs < this.#stillMs;
    if (grows) this.#files.set(path, { ...now, unchangedSince: performance.now() });
    return grows;
  }

  /**
   * Looks at all files again, and forgets those that are gone or have not changed for long enough.
   *
   * @returns their directories
   */
  look(): ReadonlySet<string> {
    const done = new Set<string>();
    for (const [path, file] of this.#files) {
      const now = stateOf(path);
      const isSame = now !== null && now.size === file.size && now.modifiedMs === file.modifiedMs;
      if (now === null || (isSame && performance.now() - file.unchangedSince >= this.#stillMs)) {
        this.#files.delete(path);
        done.add(dirname(path));
      } else if (!isSame) this.#files.set(path, { ...now, unchangedSince: performance.now() });
    }
    return done;
  }

  clear(): void {
    this.#files.clear();
  }
}

function stateOf(path: string): { readonly size: number; readonly modifiedMs: number } | null {
  try {
    const { size, mtimeMs } = lstatSync(path);
    return { size, modifiedMs: mtimeMs };
  } catch {
    return null;
  }
}
