import { dirname } from "node:path";
import { mountPointOf, readMountTable } from "../files/mount-table.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";

/** The warnings of one scan about disks that do not answer: one for each disk. */
export class SilentDisks {
  readonly #warned = new Set<string>();

  /**
   * @param file a file that waits because its disk does not answer
   * @returns null if the disk has its warning already
   */
  warningAbout({ path, disk }: Pick<FileStat, "path" | "disk">): FileProblem | null {
    const directory = dirname(path);
    const mountPoint = mountPointOf(directory, readMountTable());
    const name = disk ?? mountPoint;
    if (this.#warned.has(name)) return null;
    this.#warned.add(name);
    const where = mountPoint === "/" ? "" : ` (mounted at ${mountPoint})`;
    const message =
      `its disk${where} stopped answering during the scan. Its files wait until it answers. ` +
      "Check the drive and its connection.";
    return { path: directory, stat: null, isPresent: false, code: "disk_silent", message };
  }
}
