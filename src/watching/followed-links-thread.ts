import { join } from "node:path";
import { leadsToDirectory, type WatchedDirectory } from "./watched-directory-thread.ts";

/** Links to directories in a watched tree, behind which scans look and nothing is watched. */
export class FollowedLinks {
  readonly #names = new Map<WatchedDirectory, Set<string>>();

  /** One of them: its directory and its name. Null: there is none. */
  get first(): { readonly directory: WatchedDirectory; readonly name: string } | null {
    const [found] = this.#names;
    const [name] = found?.[1] ?? [];
    return found === undefined || name === undefined ? null : { directory: found[0], name };
  }

  /**
   * Looks whether an entry of a directory is such a link.
   *
   * @param path of the directory
   * @returns whether it has become one, or is none any more
   */
  look(directory: WatchedDirectory, path: string, name: string): boolean {
    const names = this.#names.get(directory) ?? new Set();
    const wasLink = names.has(name);
    if (leadsToDirectory(join(path, name))) names.add(name);
    else names.delete(name);
    if (names.size > 0) this.#names.set(directory, names);
    else this.#names.delete(directory);
    return names.has(name) !== wasLink;
  }

  /** Forgets a directory that is no longer watched. */
  forget(directory: WatchedDirectory): void {
    this.#names.delete(directory);
  }
}
