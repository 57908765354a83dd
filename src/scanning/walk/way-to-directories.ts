import { basename, dirname } from "node:path";

/** Names of files, by the absolute paths of their directories. */
export type NamesByDirectory = ReadonlyMap<string, ReadonlySet<string>>;

/** The only entries of a directory to look at. */
export interface WantedNames {
  readonly files: ReadonlySet<string>;
  /** Directories on the way to other files. */
  readonly directories: ReadonlySet<string>;
}

/**
 * The directories that a walk must pass to reach some directories. It lists those on the way, too, because their own files
 * may leave out what is below them.
 */
export class WayToDirectories {
  readonly #wanted: ReadonlySet<string>;
  readonly #passed = new Set<string>();
  /** Null: all files of the wanted directories. */
  readonly #files: NamesByDirectory | null;
  /** The names of the directories to pass, by the directories above. Only if there are wanted files. */
  readonly #directories = new Map<string, Set<string>>();

  /** @param wanted directories, or files; absolute, in or at `root` */
  constructor(root: string, wanted: readonly string[] | NamesByDirectory) {
    const directories = "get" in wanted ? [...wanted.keys()] : wanted;
    this.#wanted = new Set(directories);
    this.#files = "get" in wanted ? wanted : null;
    for (const directory of directories) {
      for (let at = directory; at.length >= root.length && !this.#passed.has(at); at = dirname(at)) {
        this.#passed.add(at);
        if (at === root) break;
        if (this.#files === null) continue;
        const above = dirname(at);
        this.#directories.set(above, (this.#directories.get(above) ?? new Set()).add(basename(at)));
      }
    }
  }

  /**
   * Whether a directory is wanted. If files are wanted, so are those on the way to them: only a listing of these shows that
   * the directory of a file is gone.
   */
  isWanted(directory: string): boolean {
    return this.#wanted.has(directory) || (this.#files !== null && this.leadsThrough(directory));
  }

  /** Whether a directory is wanted, or is on the way to one. */
  leadsThrough(directory: string): boolean {
    return this.#passed.has(directory);
  }

  /** Null: all entries of a directory are to be looked at. */
  namesIn(directory: string): WantedNames | null {
    if (this.#files === null) return null;
    return { files: this.#files.get(directory) ?? none, directories: this.#directories.get(directory) ?? none };
  }
}

const none: ReadonlySet<string> = new Set();
