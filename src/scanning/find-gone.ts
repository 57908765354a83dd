/**
 * Which files of the library are proven gone by the listing of one directory. A wrong answer here marks somebody's
 * library missing, so it speaks only of what a complete listing shows:
 *
 * - files of that very directory that were not listed;
 * - everything below a directory that is no longer in it.
 *
 * Each is looked for once more before it is called gone: it may have come after the listing, or be of a kind that this
 * scan does not look for. An incomplete listing proves nothing. Neither does a root with nothing at all in it while the
 * library has videos there: that is what a disk that is not mounted looks like.
 */
import { lstat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ScanLibrary } from "../library/scan-library.ts";
import { abortable } from "./abortable.ts";
import type { WalkEvent } from "./walk.ts";

type ListedDirectory = Extract<WalkEvent, { kind: "directory" }>;

export interface Gone {
  readonly kind: "video" | "problem";
  readonly path: string;
}

const pageSize = 500;

/**
 * @param options.recursive whether the scan looks into subdirectories: otherwise it says nothing of them
 * @throws `options.signal.reason` once that signal aborts
 */
export async function* findGone(
  directory: ListedDirectory,
  library: ScanLibrary,
  options: { readonly recursive: boolean; readonly signal: AbortSignal },
): AsyncGenerator<Gone, void, undefined> {
  if (!directory.complete) return;
  const { path, listed, subdirectories } = directory;
  const { recursive, signal } = options;
  for await (const known of pages((after) => library.filesIn(path, { after, limit: pageSize }))) {
    const name = basename(known.path);
    const isListed = listed.has(name) || (known.kind === "problem" && subdirectories.has(name));
    if (!isListed && (await isAbsent(known.path, signal))) yield known;
  }
  if (!recursive) return;
  for (const name of await library.directoriesIn(path)) {
    const below = join(path, name);
    if (subdirectories.has(name) || !(await isAbsent(below, signal, "directory"))) continue;
    yield* pages((after) => library.filesBelow(below, { after, limit: pageSize }));
  }
}

/** Whether there is nothing at the path, or, where a directory was, neither one nor a link. */
async function isAbsent(
  path: string,
  signal: AbortSignal,
  wanted: "anything" | "directory" = "anything",
): Promise<boolean> {
  try {
    const stats = await abortable(lstat(path), signal);
    return wanted === "directory" && !stats.isDirectory() && !stats.isSymbolicLink();
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
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
