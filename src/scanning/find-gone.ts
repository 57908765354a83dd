/**
 * Finds the files of the library that are proven gone. A wrong answer marks somebody's library missing, so only a
 * complete listing of a directory proves something:
 *
 * - files of this directory that are not in it;
 * - everything below a directory that is no longer in it.
 *
 * A listing proves it only for videos that were seen on the disk that the directory is on now. If a disk is not mounted,
 * its mount point is a directory of another disk. This directory may be empty, or hold a marker, a skeleton of empty
 * directories, or other videos. A video that was seen on another disk is `lost`, which is a reason for a warning.
 *
 * Every file is looked for once more before it counts as gone: it may have come after the listing, or be of a kind that
 * this scan does not look for.
 *
 * A forgotten problem does no harm, so it needs no such proof: its file is read again when it is back.
 */
import { join } from "node:path";
import type { Diff } from "./diff.ts";
import type { ScanLibrary } from "./scan-library.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { ListedPlace, WantedEntry } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

export interface RememberedFile {
  readonly kind: "video" | "problem";
  readonly path: string;
}

export interface Gone {
  readonly gone: readonly RememberedFile[];
  /** Whether videos are neither there nor proven gone, because they were seen on another disk. */
  readonly isLost: boolean;
}

interface FindGoneOptions {
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** Whether the listing proves it on every disk, because a person says that the directory really is empty. */
  readonly acceptEmpty: boolean;
}

/**
 * @param place the directory of a complete listing
 * @param unlisted files that are remembered of the directory and not in the listing
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function findGone(
  place: ListedPlace,
  { unlisted, showsKnownVideo }: Pick<Diff, "unlisted" | "showsKnownVideo">,
  { threads, walk, acceptEmpty }: FindGoneOptions,
): Promise<Gone> {
  if (unlisted.length === 0) return { gone: [], isLost: false };
  const entries = unlisted.map(({ name, kind }) => ({
    name,
    wanted: kind === "video" ? ("file" as const) : ("anything" as const),
  }));
  const names = new Set(await threads.findAbsent(place, entries, walk));
  const absent = unlisted.filter(({ name }) => names.has(name));
  // Programs before this one did not remember disks. A listing that shows other known videos is of the right disk.
  const isProven = ({ kind, disk }: (typeof unlisted)[number]) =>
    kind === "problem" || acceptEmpty || disk === "same" || (disk === "unknown" && showsKnownVideo);
  const gone = absent
    .filter(isProven)
    .map(({ kind, name }): RememberedFile => ({ kind, path: join(place.directory, name) }));
  return { gone, isLost: gone.length < absent.length };
}

export interface GoneDirectories {
  readonly place: ListedPlace;
  readonly names: readonly string[];
}

/**
 * @param names directories that the library remembers files below and that are not in the complete listing of `place`
 * @returns those that are gone, and names of gone directories with lost videos
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function findGoneDirectories(
  place: ListedPlace,
  names: readonly string[],
  { library, threads, walk, acceptEmpty }: FindGoneOptions & { readonly library: ScanLibrary },
): Promise<{ readonly gone: GoneDirectories; readonly lost: readonly string[] }> {
  const absent = names.length === 0 ? [] : await threads.findAbsent(place, directories(names), walk);
  const lost: string[] = [];
  for (const name of acceptEmpty ? [] : absent) {
    if (await library.hasVideos(join(place.directory, name), { notOn: place.disk })) lost.push(name);
  }
  return { gone: { place, names: absent }, lost };
}

/**
 * @yields files below directories that are still gone, without lost videos
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function* findGoneBelow(
  { place, names }: GoneDirectories,
  { library, threads, walk, acceptEmpty }: FindGoneOptions & { readonly library: ScanLibrary },
): AsyncGenerator<RememberedFile, void, undefined> {
  const disk = acceptEmpty ? null : place.disk;
  for (const name of await threads.findAbsent(place, directories(names), walk)) {
    yield* filesBelow(join(place.directory, name), { library, disk });
  }
}

function directories(names: readonly string[]): readonly WantedEntry[] {
  return names.map((name) => ({ name, wanted: "directory" }));
}

const pageSize = 500;

async function* filesBelow(
  directory: string,
  { library, disk }: { readonly library: ScanLibrary; readonly disk: string | null },
): AsyncGenerator<RememberedFile, void, undefined> {
  let after: string | null = null;
  for (;;) {
    const page: readonly RememberedFile[] = await library.filesBelow(directory, { after, limit: pageSize, disk });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.path;
  }
}
