/**
 * Finds the files of the library that a scan leaves out, so that they can be removed from it.
 *
 * A video is removed if its file is there and left out. If the file is not there any more, the video is missing, as any other
 * whose file is gone: the file may have moved to a place that this scan finds later, or the scan of another directory. If the
 * video were removed, the file would be a new video there.
 *
 * A `.gleanerignore` on one disk says nothing about the videos of another disk. While a disk is not mounted, its mount point
 * is a directory of the disk below, with files of its own. So a video is removed, or marked missing, only if its directory is
 * on the disk on which the video was seen last. If the directory is gone, the nearest one above decides.
 *
 * A forgotten problem does no harm, so it needs no such proof.
 */
import { basename, dirname, join } from "node:path";
import { isWithin } from "../files/is-within.ts";
import type { Diff } from "./diff.ts";
import type { RememberedFile } from "./find-gone.ts";
import type { FileBelow, ScanLibrary } from "./scan-library.ts";
import type { FileThreads } from "./walk/file-threads.ts";
import type { ListedPlace } from "./walk/thread-messages.ts";
import type { WalkOptions } from "./walk/walk-events.ts";

export interface FindExcludedOptions {
  readonly library: Pick<ScanLibrary, "filesBelow">;
  readonly threads: Pick<FileThreads, "findAbsent" | "lookAtPlaces">;
  readonly walk: WalkOptions;
  /** Whether a disk is not asked for. See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
}

/**
 * @param place of a complete listing
 * @param unlisted files that are remembered of the directory and left out by the scan
 * @returns `excluded`: those that are to be removed; `absent`: those whose files are not there; `isLost`: whether others stay,
 *   because they are on another disk
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function findExcluded(
  place: ListedPlace,
  unlisted: Diff["unlisted"],
  { threads, walk, acceptEmpty }: Pick<FindExcludedOptions, "threads" | "walk" | "acceptEmpty">,
): Promise<{
  readonly excluded: readonly RememberedFile[];
  readonly absent: Diff["unlisted"];
  readonly isLost: boolean;
}> {
  const videos = unlisted.filter(({ kind }) => kind === "video").map(({ name }) => ({ name, wanted: "file" as const }));
  const names = new Set(videos.length === 0 ? [] : await threads.findAbsent(place, videos, walk));
  const isAbsent = ({ kind, name }: (typeof unlisted)[number]) => kind === "video" && names.has(name);
  const isProven = ({ kind, disk }: (typeof unlisted)[number]) => kind === "problem" || acceptEmpty || disk !== "other";
  const left = unlisted.filter((file) => !isAbsent(file));
  const proven = left.filter(isProven);
  return {
    excluded: proven.map(({ kind, name }) => ({ kind, path: join(place.directory, name) })),
    absent: unlisted.filter(isAbsent),
    isLost: proven.length < left.length,
  };
}

const pageSize = 500;

/**
 * How long to wait for the disk of a directory that is left out, in milliseconds. Many a directory is left out because its
 * disk does not answer.
 */
const lookMs = 5_000;

/** A file below a directory that is left out. */
export type ExcludedFile = RememberedFile & {
  /** Whether its video is not to be removed, but missing, because the file is not there any more. */
  readonly isGone: boolean;
};

/**
 * @param names directories that the library remembers files below, that are there, and that the scan leaves out
 * @yields files below them
 * @returns names of those with videos that stay, because they are on another disk
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function* findExcludedBelow(
  place: ListedPlace,
  names: readonly string[],
  options: FindExcludedOptions,
): AsyncGenerator<ExcludedFile, readonly string[], undefined> {
  const { library, walk, acceptEmpty } = options;
  const look = lookInto(options);
  const lost = new Set<string>();
  for (const name of names) {
    const directory = join(place.directory, name);
    // Only their own settings leave out something in them.
    const parts = (walk.parts ?? []).filter(({ path }) => isWithin(path, directory));
    for await (const page of pagesBelow(directory, library)) {
      const own = page.filter(({ path }) => !parts.some((part) => isWithin(path, part.path)));
      for (const files of inSamePlaces(own)) {
        const [{ kind, path, disk }] = files;
        if (kind === "problem") {
          for (const file of files) yield { ...file, isGone: false };
          continue;
        }
        const now = await look({ directory: dirname(path), disk: disk ?? place.disk }, files);
        const isHere = disk === null || disk === place.disk;
        for (const file of files) {
          if (now.kind === "there") yield { ...file, isGone: !now.names.has(basename(file.path)) };
          else if (now.kind === "gone" || acceptEmpty) yield { ...file, isGone: now.kind !== "unknown" };
          else if (now.kind === "unknown" && isHere) yield { ...file, isGone: false };
          else lost.add(name);
        }
      }
    }
  }
  return [...lost];
}

type SomeFiles = readonly [FileBelow, ...FileBelow[]];

/** Parts a list of files by their directories, kinds and disks. */
function inSamePlaces(files: readonly FileBelow[]): readonly SomeFiles[] {
  const groups = Map.groupBy(files, ({ kind, path, disk }) => JSON.stringify([kind, dirname(path), disk]));
  return [...groups.values()] as readonly unknown[] as readonly SomeFiles[];
}

/** What is at the path of a directory in which the library knows videos. */
type DirectoryNow =
  /** The directory, with those of the files that have these names. */
  | { readonly kind: "there"; readonly names: ReadonlySet<string> }
  /** Nothing, and the nearest directory above is on the same disk. */
  | { readonly kind: "gone" }
  /** Something of another disk. */
  | { readonly kind: "elsewhere" }
  /** It does not answer, or may not be read. */
  | { readonly kind: "unknown" };

/** Makes a function that finds out which files are in a directory. */
function lookInto({ threads, walk }: Pick<FindExcludedOptions, "threads" | "walk">) {
  const silent = new Set<string>();
  return async (place: ListedPlace, files: SomeFiles): Promise<DirectoryNow> => {
    if (silent.has(place.disk)) return { kind: "unknown" };
    const timeout = AbortSignal.timeout(lookMs);
    const names = files.map(({ path }) => basename(path));
    // No entry has an empty name, so it is absent from every directory, except from one that is not there.
    const entries = [
      { name: "", wanted: "anything" },
      ...names.map((name) => ({ name, wanted: "file" as const })),
    ] as const;
    try {
      const options = { ...walk, signal: AbortSignal.any([walk.signal, timeout]) };
      const absent = new Set(await threads.findAbsent(place, entries, options));
      if (absent.has("")) return { kind: "there", names: new Set(names.filter((name) => !absent.has(name))) };
      const [now] = await threads.lookAtPlaces(place.directory, names.slice(0, 1), options);
      if (now === undefined || now.kind === "unknown") return { kind: "unknown" };
      if (now.disk !== place.disk) return { kind: "elsewhere" };
      return { kind: now.kind === "absent" ? "gone" : "unknown" };
    } catch (error) {
      if (error !== timeout.reason) throw error;
      silent.add(place.disk);
      return { kind: "unknown" };
    }
  };
}

async function* pagesBelow(
  directory: string,
  library: Pick<ScanLibrary, "filesBelow">,
): AsyncGenerator<readonly FileBelow[], void, undefined> {
  for (let after: string | null = null; ; ) {
    const page: readonly FileBelow[] = await library.filesBelow(directory, { after, limit: pageSize, disk: null });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.path;
  }
}
