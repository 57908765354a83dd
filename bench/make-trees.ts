/**
 * Makes trees of files to scan, of any size, in directories of a few hundred files.
 *
 * Synchronous calls make the files, because they are several times faster for hundreds of thousands. The event loop runs
 * between two directories, so that Ctrl-C works.
 */
import { closeSync, copyFileSync, futimesSync, linkSync, mkdirSync, openSync, utimesSync } from "node:fs";
import { extname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { clipNames } from "../test/clip-tree.ts";

const clips = fileURLToPath(new URL("../samples/clips/", import.meta.url));

/** The time of every new file, in whole seconds, which every file system keeps exactly. */
export const madeAt = new Date("2026-01-01T00:00:00Z");

/** How many links a copy gets before the next copy. File systems allow 65,000 or fewer. */
const namesPerFile = 10_000;

/** The number of files in a directory of links or empty files. */
const perDirectoryOfOthers = 200;

export interface Tree {
  readonly root: string;
  readonly files: number;
  /** All directories with files in them. */
  readonly directories: readonly string[];
}

interface Making {
  readonly signal: AbortSignal;
}

/** Makes real copies: each directory gets a copy of every sample clip, so that all have the same mixture. */
export async function makeCopies(root: string, files: number, making: Making): Promise<Tree> {
  const names = await clipNames();
  return makeFiles(root, files, { ...making, perDirectory: names.length }, (stem, index) => {
    const name = names[index % names.length] ?? "";
    copyFileSync(join(clips, name), stem + extname(name));
  });
}

/** Links the sample clips under any number of names, which takes no room on the disk. */
export async function makeLinks(root: string, files: number, making: Making): Promise<Tree> {
  const names = await clipNames();
  const newest = new Map<string, string>();
  return makeFiles(root, files, { ...making, perDirectory: perDirectoryOfOthers }, (stem, index) => {
    const name = names[index % names.length] ?? "";
    const path = stem + extname(name);
    const sinceCopied = Math.floor(index / names.length) % namesPerFile;
    if (sinceCopied === 0) {
      copyFileSync(join(clips, name), path);
      newest.set(name, path);
    } else {
      linkSync(newest.get(name) ?? "", path);
    }
  });
}

/** Makes empty files, for measuring the walk. */
export function makeEmptyFiles(root: string, files: number, making: Making): Promise<Tree> {
  return makeFiles(root, files, { ...making, perDirectory: perDirectoryOfOthers }, (stem) => {
    const file = openSync(`${stem}.mp4`, "wx");
    futimesSync(file, madeAt, madeAt);
    closeSync(file);
  });
}

/** The name of a tree with the same parameters. */
export async function treeThatWasMade(kind: TreeKind, root: string, files: number): Promise<Tree> {
  const perDirectory = kind === "copies" ? (await clipNames()).length : perDirectoryOfOthers;
  return { root, files, directories: directoriesOf(root, files, perDirectory) };
}

export type TreeKind = "copies" | "links" | "empty";

/**
 * Gives every file of a tree of links another time, by changing the few files behind the links.
 *
 * @param tree small enough to need only one copy of each clip
 */
export async function changeEach({ root, files }: Tree, at: Date): Promise<void> {
  const names = await clipNames();
  if (files > names.length * namesPerFile) throw new RangeError(`${files} files are too many to change by a few`);
  const [directory = root] = directoriesOf(root, names.length, perDirectoryOfOthers);
  for (const [index, name] of names.entries()) utimesSync(stemOf(directory, index) + extname(name), at, at);
}

/** The paths of a tree of empty files. */
export function* emptyFilesOf({ root, files }: Tree): Generator<string, void, undefined> {
  const directories = directoriesOf(root, files, perDirectoryOfOthers);
  for (let index = 0; index < files; index++) {
    yield `${stemOf(directories[Math.floor(index / perDirectoryOfOthers)] ?? root, index)}.mp4`;
  }
}

async function makeFiles(
  root: string,
  files: number,
  { perDirectory, signal }: Making & { readonly perDirectory: number },
  make: (stem: string, index: number) => void,
): Promise<Tree> {
  const directories = directoriesOf(root, files, perDirectory);
  for (const [nth, directory] of directories.entries()) {
    signal.throwIfAborted();
    mkdirSync(directory, { recursive: true });
    const first = nth * perDirectory;
    const last = Math.min(files, first + perDirectory);
    for (let index = first; index < last; index++) make(stemOf(directory, index), index);
    await turn();
  }
  return { root, files, directories };
}

function directoriesOf(root: string, files: number, perDirectory: number): readonly string[] {
  return Array.from({ length: Math.ceil(files / perDirectory) }, (_, nth) =>
    join(root, `shelf ${String(nth).padStart(5, "0")}`),
  );
}

function stemOf(directory: string, index: number): string {
  return join(directory, `video ${String(index).padStart(7, "0")}`);
}
