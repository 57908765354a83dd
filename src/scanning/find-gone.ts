/**
 * Which files of the library are proven gone. A wrong answer here marks somebody's library missing, so it speaks only
 * of what a complete listing shows:
 *
 * - files of that very directory that were not listed (`Diff.unlisted`);
 * - everything below a directory that is no longer in it.
 *
 * Each is looked for once more before it is called gone: it may have come after the listing, or be of a kind that this
 * scan does not look for. An incomplete listing proves nothing. Neither does a root with nothing at all in it while the
 * library has videos there: that is what a disk that is not mounted looks like.
 */
import { join } from "node:path";
import type { ScanLibrary } from "./scan-library.ts";
import type { FileThreads } from "./walk/file-threads.ts";

export interface Remembered {
  readonly kind: "video" | "problem";
  readonly path: string;
}

interface FindGoneOptions {
  readonly threads: Pick<FileThreads, "findAbsent">;
  readonly signal: AbortSignal;
}

const pageSize = 500;

/**
 * @param unlisted files that a complete listing of their directory does not show
 * @throws `options.signal.reason` once that signal aborts
 */
export async function findGone(
  unlisted: readonly Remembered[],
  { threads, signal }: FindGoneOptions,
): Promise<readonly Remembered[]> {
  if (unlisted.length === 0) return [];
  const paths = unlisted.map(({ path }) => path);
  const absent = new Set(await threads.findAbsent(paths, "anything", { signal }));
  return unlisted.filter(({ path }) => absent.has(path));
}

/**
 * @param listing a complete one, and the names of directories that the library remembers files below
 * @throws `options.signal.reason` once that signal aborts
 */
export async function* findGoneBelow(
  listing: {
    readonly path: string;
    readonly subdirectories: ReadonlySet<string>;
    readonly remembered: readonly string[];
  },
  library: ScanLibrary,
  { threads, signal }: FindGoneOptions,
): AsyncGenerator<Remembered, void, undefined> {
  const unlisted = listing.remembered.filter((name) => !listing.subdirectories.has(name));
  if (unlisted.length === 0) return;
  const paths = unlisted.map((name) => join(listing.path, name));
  for (const directory of await threads.findAbsent(paths, "directory", { signal }))
    yield* filesBelow(directory, library);
}

/** Whether the library has videos in a directory. */
export async function hasVideos(directory: string, library: ScanLibrary): Promise<boolean> {
  for await (const { kind } of filesBelow(directory, library)) if (kind === "video") return true;
  return false;
}

async function* filesBelow(directory: string, library: ScanLibrary): AsyncGenerator<Remembered, void, undefined> {
  let after: string | null = null;
  for (;;) {
    const page: readonly Remembered[] = await library.filesBelow(directory, { after, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.path;
  }
}
