import { mountPointOf, readMountTable } from "../files/mount-table.ts";
import { say } from "../sentences/say.ts";
import type { FileProblem } from "./scan-library.ts";
import { namedMountPoint } from "./walk/silent-threads.ts";

/** The warnings of one scan about disks that do not answer: one for each disk. */
export class SilentDisks {
  readonly #warned = new Set<string>();

  /**
   * @param directory a directory that waits because its disk does not answer, or with a file that does
   * @returns null if the disk has its warning already
   */
  warningAbout(directory: string): FileProblem | null {
    const mountPoint = mountPointOf(directory, readMountTable());
    if (this.#warned.has(mountPoint)) return null;
    this.#warned.add(mountPoint);
    const warning = say("disk_stopped_answering", { mountPoint: namedMountPoint(directory) });
    return { path: directory, stat: null, isPresent: false, code: "disk_silent", ...warning };
  }
}
