/**
 * Notices disks that go away in the middle of a scan. Files and directories that are suddenly gone look like files that
 * somebody has deleted, so a scan that has met any of them looks once more at its end where their directories are.
 */

import { SaidError } from "../sentences/said-error.ts";
import { say } from "../sentences/say.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import { namedMountPoint } from "./walk/silent-threads.ts";
import type { ListedPlace } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

/** The disk of the scanned directory went away. */
class ScannedDiskLost extends SaidError {
  override readonly name = "ScannedDiskLost";
  readonly code = "SCANNED_DISK_LOST";

  constructor(root: string) {
    super(say("scanned_disk_lost", { path: root }));
  }
}

interface LookOptions {
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** How long the look may take in all, in milliseconds. Default 10,000. A disk may have stopped answering. */
  readonly timeoutMs?: number;
}

export class LostDuringScan {
  readonly #root: string;
  /** For each disk a directory on it, and how many of its files could not be read for a reason outside of the files. */
  readonly #disks = new Map<string, { readonly directory: string; failed: number }>();
  #rootDisk: string | null = null;
  #isSuspicious = false;

  constructor(root: string) {
    this.#root = root;
  }

  addDirectory({ directory, disk }: ListedPlace): void {
    if (directory === this.#root) this.#rootDisk = disk;
    if (!this.#disks.has(disk)) this.#disks.set(disk, { directory, failed: 0 });
  }

  /** A directory could not be listed, or a file not read, for a reason outside of the file. */
  addFailure(file: FileStat | null): void {
    this.#isSuspicious = true;
    const disk = file === null || file.disk === null ? undefined : this.#disks.get(file.disk);
    if (disk !== undefined) disk.failed += 1;
  }

  /**
   * Looks where the directories are now.
   *
   * @returns a warning for each disk that has gone away, and for the first one that does not answer. The look ends there
   * @throws ScannedDiskLost if the scanned directory itself is not on its disk any more; `options.walk.signal.reason`
   */
  async warnings({ threads, walk, timeoutMs = 10_000 }: LookOptions): Promise<readonly FileProblem[]> {
    if (!this.#isSuspicious) return [];
    const timeout = AbortSignal.timeout(timeoutMs);
    const options = { threads, walk: { ...walk, signal: AbortSignal.any([walk.signal, timeout]) } };
    const warnings: FileProblem[] = [];
    let lookedAt = this.#root;
    try {
      if (this.#rootDisk !== null && !(await isOn({ directory: this.#root, disk: this.#rootDisk }, options))) {
        throw new ScannedDiskLost(this.#root);
      }
      for (const [disk, { directory, failed }] of this.#disks) {
        lookedAt = directory;
        if (disk === this.#rootDisk || (await isOn({ directory, disk }, options))) continue;
        warnings.push(lost(directory, failed));
      }
    } catch (error) {
      if (error !== timeout.reason) throw error;
      warnings.push(silentAtEnd(lookedAt));
    }
    return warnings;
  }
}

function lost(directory: string, failed: number): FileProblem {
  return { path: directory, stat: null, isPresent: false, code: "disk_lost", ...say("disk_went_away", { failed }) };
}

function silentAtEnd(directory: string): FileProblem {
  const warning = say("disk_stopped_answering_at_end", { mountPoint: namedMountPoint(directory) });
  return { path: directory, stat: null, isPresent: false, code: "disk_silent", ...warning };
}

/** Whether a directory is still on its disk. */
async function isOn(place: ListedPlace, { threads, walk }: LookOptions): Promise<boolean> {
  // No entry has an empty name, so it is absent from every directory, except from one that is not there.
  return (await threads.findAbsent(place, [{ name: "", wanted: "anything" }], walk)).length === 1;
}
