import { dirname } from "node:path";
import { say } from "../sentences/say.ts";
import type { FileProblem } from "./scan-library.ts";
import type { ListedPlace } from "./walk/thread-messages.ts";

/**
 * The warnings of one scan about directories whose disk seems not to be mounted. Nothing in such a directory is marked
 * missing, unless a person says that it really is empty (`acceptEmpty`).
 */
export class LostDisks {
  /** Directories with a warning, and the disk that they are on now. */
  readonly #warned = new Map<string, string>();

  /**
   * The warning about videos that are not there and were seen on another disk.
   *
   * @param gone names of the directories in `place` that are gone with such videos; none if they were in `place` itself
   * @returns null if a directory above has the warning already, as the same disk is behind both
   */
  warningAbout({ directory, disk }: ListedPlace, gone: readonly string[]): FileProblem | null {
    for (let above = dirname(directory), below = directory; above !== below; [above, below] = [dirname(above), above]) {
      if (this.#warned.get(above) === disk) return null;
    }
    this.#warned.set(directory, disk);
    const names = gone.slice(0, mostNamed);
    const warning = say("on_other_disk", { names, more: gone.length - names.length });
    return { path: directory, stat: null, isPresent: false, code: "disk_changed", ...warning };
  }
}

/** The warning about a scanned directory that is empty although the library has videos in it. */
export function emptyRoot(path: string): FileProblem {
  return { path, stat: null, isPresent: false, code: "root_empty", ...say("root_empty") };
}

const mostNamed = 3;
