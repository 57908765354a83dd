/**
 * Which files of the library are proven gone by the listing of one directory. A wrong answer here marks somebody's
 * library missing, so it speaks only of what a complete listing shows:
 *
 * - files of that very directory that were not listed;
 * - everything below a directory that is no longer in it.
 *
 * An incomplete listing proves nothing. Neither does a root with nothing at all in it while the library has videos
 * there: that is what a disk that is not mounted looks like.
 */
import { join } from "node:path";
import type { ScanLibrary } from "../library/scan-library.ts";
import type { WalkEvent } from "./walk.ts";

type ListedDirectory = Extract<WalkEvent, { kind: "directory" }>;

export interface Gone {
  readonly kind: "video" | "problem";
  readonly path: string;
}

const pageSize = 500;

/** @param options.recursive whether the scan looks into subdirectories: otherwise it says nothing of them */
export async function* findGone(
  directory: ListedDirectory,
  library: ScanLibrary,
  options: { readonly recursive: boolean },
): AsyncGenerator<Gone, void, undefined> {
  if (!directory.complete) return;
  const { path, listed, subdirectories } = directory;
  const subdirectoryPaths = new Set([...subdirectories].map((name) => join(path, name)));
  for await (const known of pages((after) => library.filesIn(path, { after, limit: pageSize }))) {
    if (!listed.has(known.path) && !(known.kind === "problem" && subdirectoryPaths.has(known.path))) yield known;
  }
  if (!options.recursive) return;
  for (const name of await library.directoriesIn(path)) {
    if (subdirectories.has(name)) continue;
    const below = join(path, name);
    yield* pages((after) => library.filesBelow(below, { after, limit: pageSize }));
  }
}

/** Whether a root is empty though the library has videos in it. */
export async function isSuddenlyEmpty(root: ListedDirectory, library: ScanLibrary): Promise<boolean> {
  if (!root.empty) return false;
  for await (const { kind } of pages((after) => library.filesBelow(root.path, { after, limit: pageSize }))) {
    if (kind === "video") return true;
  }
  return false;
}

async function* pages(read: (after: string | null) => Promise<readonly Gone[]>): AsyncGenerator<Gone, void, undefined> {
  let after: string | null = null;
  for (;;) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.path;
  }
}
