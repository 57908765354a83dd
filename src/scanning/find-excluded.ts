/**
 * Finds the files of the library that a scan leaves out, so that they can be removed from it.
 *
 * A pattern is about a path, so a video is removed whether or not its file is still there. But a `.gleanerignore` on one
 * disk says nothing about the videos of another disk. While a disk is not mounted, its mount point is a directory of the
 * disk below, with files of its own. So a video is removed only if its directory is on the disk on which the video was seen
 * last.
 *
 * A file that is not there any more may have been renamed, and the walk may have yet to find it. If its video were removed
 * at once, the file would be a new video. So such videos are removed when the walk is done, and all others at once.
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
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly walk: WalkOptions;
  /** Whether a disk is not asked for. See `ScanOptions.acceptEmpty`. */
  readonly acceptEmpty: boolean;
}

/**
 * @param place of a complete listing
 * @param unlisted files that are remembered of the directory and left out by the scan
 * @returns also `absent`: files that may have been renamed
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function findExcluded(
  place: ListedPlace,
  unlisted: Diff["unlisted"],
  { threads, walk, acceptEmpty }: Pick<FindExcludedOptions, "threads" | "walk" | "acceptEmpty">,
): Promise<{
  readonly excluded: readonly RememberedFile[];
  readonly absent: readonly RememberedFile[];
  readonly isLost: boolean;
}> {
  const isProven = ({ kind, disk }: (typeof unlisted)[number]) => kind === "problem" || acceptEmpty || disk !== "other";
  const proven = unlisted.filter(isProven);
  const videos = proven.filter(({ kind }) => kind === "video").map(({ name }) => ({ name, wanted: "file" as const }));
  const names = new Set(videos.length === 0 ? [] : await threads.findAbsent(place, videos, walk));
  const inPlace = ({ kind, name }: (typeof proven)[number]) => ({ kind, path: join(place.directory, name) });
  const { absent = [], excluded = [] } = Object.groupBy(proven, ({ name }) =>
    names.has(name) ? "absent" : "excluded",
  );
  return {
    excluded: excluded.map(inPlace),
    absent: absent.map(inPlace),
    isLost: proven.length < unlisted.length,
  };
}

const pageSize = 500;

/**
 * How long to wait for the disk of a directory that is left out, in milliseconds. Many a directory is left out because its
 * disk does not answer.
 */
const lookMs = 5_000;

/** Names of directories of a listing. */
interface LeftBelow {
  /** With videos that stay, because they are on another disk. */
  readonly lost: readonly string[];
  /** With videos whose files were not found at their paths, and that were therefore not yielded. */
  readonly absent: readonly string[];
}

/**
 * @param names directories that the library remembers files below and that the scan leaves out
 * @param options.isWalkDone whether to yield all files. Default: only those that are still there
 * @yields files below them
 * @throws `options.walk.signal.reason` once that signal aborts
 */
export async function* findExcludedBelow(
  place: ListedPlace,
  names: readonly string[],
  { isWalkDone = false, ...options }: FindExcludedOptions & { readonly isWalkDone?: boolean },
): AsyncGenerator<RememberedFile, LeftBelow, undefined> {
  const { library, walk, acceptEmpty } = options;
  const look = lookInto(options);
  const [lost, absent] = [new Set<string>(), new Set<string>()];
  for (const name of names) {
    const directory = join(place.directory, name);
    // Only their own settings leave out something in them.
    const parts = (walk.parts ?? []).filter(({ path }) => isWithin(path, directory));
    for await (const page of pagesBelow(directory, library)) {
      const own = page.filter(({ path }) => !parts.some((part) => isWithin(path, part.path)));
      for (const files of inSamePlaces(own)) {
        const [{ kind, path, disk }] = files;
        const isHere = disk === null || disk === place.disk;
        if (kind === "problem" || (isWalkDone && (isHere || acceptEmpty))) {
          yield* files;
          continue;
        }
        const there = await look({ directory: dirname(path), disk: disk ?? place.disk }, isWalkDone ? [] : files);
        if (there === null && !isHere && !acceptEmpty) lost.add(name);
        else if (isWalkDone) yield* files;
        else {
          const present = files.filter((file) => there?.has(basename(file.path)) === true);
          yield* present;
          if (present.length < files.length) absent.add(name);
        }
      }
    }
  }
  return { lost: [...lost], absent: [...absent] };
}

type SomeFiles = readonly [FileBelow, ...FileBelow[]];

/** Parts a list of files by their directories, kinds and disks. */
function inSamePlaces(files: readonly FileBelow[]): readonly SomeFiles[] {
  const groups = Map.groupBy(files, ({ kind, path, disk }) => JSON.stringify([kind, dirname(path), disk]));
  return [...groups.values()] as readonly unknown[] as readonly SomeFiles[];
}

/**
 * Makes a function that finds out which files are in a directory.
 *
 * @returns the names of these files; null if the directory is not there, is on another disk, or does not answer
 */
function lookInto({ threads, walk }: Pick<FindExcludedOptions, "threads" | "walk">) {
  const silent = new Set<string>();
  return async (place: ListedPlace, files: readonly FileBelow[]): Promise<ReadonlySet<string> | null> => {
    if (silent.has(place.disk)) return null;
    const timeout = AbortSignal.timeout(lookMs);
    const names = files.map(({ path }) => basename(path));
    // No entry has an empty name, so it is absent from every directory, except from one that is not there.
    const entries = [
      { name: "", wanted: "anything" },
      ...names.map((name) => ({ name, wanted: "file" as const })),
    ] as const;
    try {
      const signal = AbortSignal.any([walk.signal, timeout]);
      const absent = new Set(await threads.findAbsent(place, entries, { ...walk, signal }));
      return absent.has("") ? new Set(names.filter((name) => !absent.has(name))) : null;
    } catch (error) {
      if (error !== timeout.reason) throw error;
      silent.add(place.disk);
      return null;
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
