/**
 * Finds the files of the library that a scan leaves out, so that they can be removed from it.
 *
 * A pattern is about a path, so nobody looks whether the file is still there. But a `.gleanerignore` on one disk says
 * nothing about the videos of another disk. While a disk is not mounted, its mount point is a directory of the disk below,
 * with files of its own. So a video is removed only if its directory is on the disk on which the video was seen last.
 *
 * A forgotten problem does no harm, so it needs no such proof.
 */
import { dirname, join } from "node:path";
import { isWithin } from "../files/is-within.ts";
import type { Diff } from "./diff.ts";
import type { RememberedFile } from "./find-gone.ts";
import type { FileBelow, ScanLibrary } from "./scan-library.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { ListedPlace } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

export interface FindExcludedOptions {
  readonly library: Pick<ScanLibrary, "filesBelow">;
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** Whether a disk is not asked for. See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
}

/**
 * @param directory of a complete listing
 * @param unlisted files that are remembered of the directory and left out by the scan
 */
export function findExcluded(
  directory: string,
  unlisted: Diff["unlisted"],
  { acceptEmpty }: Pick<FindExcludedOptions, "acceptEmpty">,
): { readonly excluded: readonly RememberedFile[]; readonly isLost: boolean } {
  const isProven = ({ kind, disk }: (typeof unlisted)[number]) => kind === "problem" || acceptEmpty || disk !== "other";
  const excluded = unlisted.filter(isProven).map(({ kind, name }) => ({ kind, path: join(directory, name) }));
  return { excluded, isLost: excluded.length < unlisted.length };
}

const pageSize = 500;

/**
 * How long to wait for the disk of a directory that is left out, in milliseconds. Many a directory is left out because its
 * disk does not answer.
 */
const lookMs = 5_000;

/**
 * @param names directories that the library remembers files below and that the scan leaves out
 * @yields files below them, whether or not the directories are there
 * @returns names of directories with videos of another disk
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function* findExcludedBelow(
  place: ListedPlace,
  names: readonly string[],
  { library, threads, walk, acceptEmpty }: FindExcludedOptions,
): AsyncGenerator<RememberedFile, readonly string[], undefined> {
  const silent = new Set<string>();
  let last: { readonly directory: string; readonly disk: string; readonly isOnDisk: boolean } | null = null;
  const isOnDisk = async (directory: string, disk: string): Promise<boolean> => {
    if (silent.has(disk)) return false;
    if (last?.directory === directory && last.disk === disk) return last.isOnDisk;
    const timeout = AbortSignal.timeout(lookMs);
    try {
      // No entry has an empty name, so it is absent from every directory, except from one that is not there.
      const entries = [{ name: "", wanted: "anything" }] as const;
      const signal = AbortSignal.any([walk.signal, timeout]);
      const absent = await threads.findAbsent({ directory, disk }, entries, { ...walk, signal });
      last = { directory, disk, isOnDisk: absent.length === 1 };
      return last.isOnDisk;
    } catch (error) {
      if (error !== timeout.reason) throw error;
      silent.add(disk);
      return false;
    }
  };
  const isProven = async ({ kind, path, disk }: FileBelow): Promise<boolean> =>
    kind === "problem" || acceptEmpty || disk === null || disk === place.disk || isOnDisk(dirname(path), disk);

  const lost = new Set<string>();
  for (const name of names) {
    const directory = join(place.directory, name);
    // Only their own settings leave out something in them.
    const parts = (walk.parts ?? []).filter(({ path }) => isWithin(path, directory));
    for await (const file of filesBelow(directory, library)) {
      if (parts.some(({ path }) => isWithin(file.path, path))) continue;
      if (await isProven(file)) yield file;
      else lost.add(name);
    }
  }
  return [...lost];
}

async function* filesBelow(
  directory: string,
  library: Pick<ScanLibrary, "filesBelow">,
): AsyncGenerator<FileBelow, void, undefined> {
  for (let after: string | null = null; ; ) {
    const page: readonly FileBelow[] = await library.filesBelow(directory, { after, limit: pageSize, disk: null });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.path;
  }
}
