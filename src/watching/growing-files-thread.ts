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

  /** Those with files that grow. */
  get directories(): ReadonlySet<string> {
    return new Set([...this.#files.keys()].map((path) => dirname(path)));
  }

  /** Notes a file that has changed just now. A file that was moved here in one piece does not grow. */
  add(path: string): void {
    const known = this.#files.get(path);
    const now = stateOf(path);
    if (now === null) {
      this.#files.delete(path);
      return;
    }
    if (known !== undefined || Date.now() - now.modifiedMs < this.#stillMs) {
      this.#files.set(path, { ...now, unchangedSince: performance.now() });
    }
  }

  /** Looks at all files again, and leaves those out that have not changed for long enough. */
  look(): void {
    for (const [path, file] of this.#files) {
      const now = stateOf(path);
      if (now === null) this.#files.delete(path);
      else if (now.size !== file.size || now.modifiedMs !== file.modifiedMs) {
        this.#files.set(path, { ...now, unchangedSince: performance.now() });
      } else if (performance.now() - file.unchangedSince >= this.#stillMs) this.#files.delete(path);
    }
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
