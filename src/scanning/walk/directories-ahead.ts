import type { DirectoryExclusion } from "../exclude/exclusions.ts";
import type { DirectoryAhead } from "./thread-messages.ts";

/** A directory that is being walked, with everything known about it so far. */
export interface DirectoryOnTheWay extends Omit<DirectoryAhead, "detail" | "names"> {
  /** Whether all sections so far were complete. */
  readonly complete: boolean;
  readonly subdirectories: ReadonlySet<string>;
  /** Whether it has to come with its files. */
  readonly needsFiles: boolean;
}

/** The subdirectories of one directory that have yet to be listed. */
interface Open {
  readonly path: string;
  readonly names: readonly string[];
  readonly above: readonly string[];
  readonly exclusion: DirectoryExclusion | null;
  next: number;
}

/**
 * The directories that have yet to be listed, depth first. Their number is bounded by the depth of the tree and the width
 * of its directories.
 */
export class DirectoriesAhead {
  readonly #open: Open[] = [];
  #putBack: DirectoryOnTheWay[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param parent the path before the names, with a separator at its end */
  enter(parent: string, names: readonly string[], { above, exclusion }: Pick<Open, "above" | "exclusion">): void {
    if (names.length === 0) return;
    this.#open.push({ path: parent, names, above, exclusion, next: 0 });
    this.#count += names.length;
  }

  /** Adds directories that come next. */
  putBack(directories: readonly DirectoryOnTheWay[]): void {
    this.#putBack = [...directories, ...this.#putBack];
    this.#count += directories.length;
  }

  take(most: number): readonly DirectoryOnTheWay[] {
    const taken = this.#putBack.splice(0, most);
    for (let last = this.#open.at(-1); last !== undefined && taken.length < most; last = this.#open.at(-1)) {
      const { path, names, above, exclusion } = last;
      for (const name of names.slice(last.next, last.next + most - taken.length)) {
        taken.push({ path: path + name, above, exclusion, ...notBegun });
        last.next += 1;
      }
      if (last.next === names.length) this.#open.pop();
    }
    this.#count -= taken.length;
    return taken;
  }
}

const none: ReadonlySet<string> = new Set();

/** A directory of which no name has been listed. */
export const notBegun = { after: null, complete: true, subdirectories: none, needsFiles: false } as const;
