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

/** The time of every new file, in whole seconds, which every file system keeps exactly. */
export const madeAt = new Date("2026-01-01T00:00:00Z");

/** How many links a copy gets before the next copy. File systems allow 65,000 or fewer. */
const namesPerFile = 10_000;

const emptyExtension = ".mp4";

/** The files that a tree is made of, again and again. */
export interface Originals {
  readonly directory: string;
  readonly names: readonly string[];
}

export interface Tree {
  readonly root: string;
  readonly files: number;
  readonly perDirectory: number;
  /** All directories with files in them. */
  readonly directories: readonly string[];
  /** Null for empty files. */
  readonly originals: Originals | null;
}

export interface Making {
  readonly signal: AbortSignal;
}

export async function sampleClips(): Promise<Originals> {
  return { directory: fileURLToPath(new URL("../samples/clips/", import.meta.url)), names: await clipNames() };
}

/** A tree that is there already, or is to be made. */
export function treeAt(
  root: string,
  { files, perDirectory, originals }: Pick<Tree, "files" | "perDirectory" | "originals">,
): Tree {
  return { root, files, perDirectory, directories: directoriesOf(root, files, perDirectory), originals };
}

/** Makes real copies, which take as much room as so many files. */
export function makeCopies(tree: Tree, making: Making): Promise<void> {
  return makeFiles(tree, making, (stem, index) => {
    const { from, extension } = originalOf(tree, index);
    copyFileSync(from, stem + extension);
  });
}

/** Copies each original once, and links the copy under any number of names, which takes no more room on the disk. */
export function makeLinks(tree: Tree, making: Making): Promise<void> {
  const newest = new Map<string, string>();
  const many = tree.originals?.names.length ?? 1;
  return makeFiles(tree, making, (stem, index) => {
    const { from, extension } = originalOf(tree, index);
    const path = stem + extension;
    const sinceCopied = Math.floor(index / many) % namesPerFile;
    if (sinceCopied === 0) {
      copyFileSync(from, path);
      newest.set(from, path);
    } else {
      linkSync(newest.get(from) ?? "", path);
    }
  });
}

/** Makes empty files, for measuring the walk. */
export function makeEmptyFiles(tree: Tree, making: Making): Promise<void> {
  return makeFiles(tree, making, (stem) => {
    const file = openSync(stem + emptyExtension, "wx");
    futimesSync(file, madeAt, madeAt);
    closeSync(file);
  });
}

/**
 * Gives every file of a tree of links another time, by changing the few files behind the links.
 *
 * @param tree small enough to need only one copy of each original
 */
export function changeEach(tree: Tree, at: Date): void {
  const many = tree.originals?.names.length ?? 0;
  if (many > tree.perDirectory || tree.files > many * namesPerFile) {
    throw new RangeError(`${tree.files} files are too many to change by a few`);
  }
  for (let index = 0; index < many; index++) {
    utimesSync(stemOf(tree.directories[0] ?? "", index) + originalOf(tree, index).extension, at, at);
  }
}

/** The paths of a tree of empty files. */
export function* emptyFilesOf({ files, directories, perDirectory }: Tree): Generator<string, void, undefined> {
  for (let index = 0; index < files; index++) {
    yield stemOf(directories[Math.floor(index / perDirectory)] ?? "", index) + emptyExtension;
  }
}

/** Whole directories of a tree with about that many files. The next part continues after the last. */
export function partOf(tree: Tree, files: number, nth: number): Pick<Tree, "files" | "directories"> {
  const { directories, perDirectory } = tree;
  const many = Math.min(directories.length, Math.max(1, Math.round(files / perDirectory)));
  const chosen = Array.from(
    { length: many },
    (_, index) => directories[(nth * many + index) % directories.length] ?? "",
  );
  return { directories: chosen, files: many * perDirectory };
}

function originalOf({ originals }: Tree, index: number): { readonly from: string; readonly extension: string } {
  const name = originals?.names[index % originals.names.length];
  if (originals === null || name === undefined) throw new RangeError("The tree has no originals");
  return { from: join(originals.directory, name), extension: extname(name) };
}

async function makeFiles(
  { files, perDirectory, directories }: Tree,
  { signal }: Making,
  make: (stem: string, index: number) => void,
): Promise<void> {
  for (const [nth, directory] of directories.entries()) {
    signal.throwIfAborted();
    mkdirSync(directory, { recursive: true });
    const first = nth * perDirectory;
    const last = Math.min(files, first + perDirectory);
    for (let index = first; index < last; index++) make(stemOf(directory, index), index);
    await turn();
  }
}

function directoriesOf(root: string, files: number, perDirectory: number): readonly string[] {
  return Array.from({ length: Math.ceil(files / perDirectory) }, (_, nth) =>
    join(root, `shelf ${String(nth).padStart(5, "0")}`),
  );
}

function stemOf(directory: string, index: number): string {
  return join(directory, `video ${String(index).padStart(7, "0")}`);
}
