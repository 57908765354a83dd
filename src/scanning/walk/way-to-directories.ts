import { dirname } from "node:path";

/**
 * The directories that a walk must pass to reach some directories. It lists those on the way, too, because their own files
 * may leave out what is below them.
 */
export class WayToDirectories {
  readonly #wanted: ReadonlySet<string>;
  readonly #passed = new Set<string>();

  /** @param wanted absolute, in or at `root` */
  constructor(root: string, wanted: readonly string[]) {
    this.#wanted = new Set(wanted);
    for (const directory of wanted) {
      for (let at = directory; at.length >= root.length && !this.#passed.has(at); at = dirname(at)) {
        this.#passed.add(at);
        if (at === root) break;
      }
    }
  }

  isWanted(directory: string): boolean {
    return this.#wanted.has(directory);
  }

  /** Whether a directory is wanted, or is on the way to one. */
  leadsThrough(directory: string): boolean {
    return this.#passed.has(directory);
  }
}
