import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { opendir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { DiskSilent, type FileCall } from "../files/bounded-file-calls.ts";
import { isWithin } from "../files/is-within.ts";
import type { DirectoriesJson } from "./contract.ts";
import { FirstByName } from "./first-by-name.ts";

const mostListed = 1_000;

/** The allowed roots, as a directory of their own. */
export function listRoots(roots: readonly string[]): DirectoriesJson {
  const directories = new FirstByName<{ name: string; path: string }>(mostListed);
  for (const path of roots) directories.add({ name: basename(path) || path, path });
  return { path: null, parent: null, directories: directories.first(), total: directories.total };
}

/**
 * The directories in a directory, links to directories among them; without those whose names are not UTF-8, as JSON
 * cannot carry them, and without links that lead out of the roots.
 *
 * @param path resolved by `resolveScanRoot`
 * @param options.call makes each call on the disk, which may not answer
 * @throws `options.signal.reason` once that signal aborts, and what `call` and the system throw
 */
export async function listDirectories(
  path: string,
  options: { readonly roots: readonly string[]; readonly call: FileCall; readonly signal: AbortSignal },
): Promise<DirectoriesJson> {
  const { roots, call, signal } = options;
  const directories = new FirstByName<{ name: string; path: string }>(mostListed);
  // Latin-1 hands the bytes of a name over one to one. Entries are read a few at a time, so that a directory of a
  // million files neither fills the memory nor blocks.
  const directory = await call(() => opendir(path, { encoding: "latin1", bufferSize: 256 }));
  try {
    for (let entry = await call(() => directory.read()); entry !== null; entry = await call(() => directory.read())) {
      signal.throwIfAborted();
      const bytes = Buffer.from(entry.name, "latin1");
      if (!isUtf8(bytes)) continue;
      const name = bytes.toString();
      const resolved = await directoryAt(join(path, name), entry, { roots, call });
      if (resolved !== null) directories.add({ name, path: resolved });
    }
  } finally {
    await directory.close();
  }
  const parent = roots.includes(path) || dirname(path) === path ? null : dirname(path);
  return { path, parent, directories: directories.first(), total: directories.total };
}

/** Where the entry's directory is, links resolved; null where it is none, or outside of the roots. */
async function directoryAt(
  path: string,
  entry: Dirent,
  { roots, call }: { readonly roots: readonly string[]; readonly call: FileCall },
): Promise<string | null> {
  if (entry.isDirectory()) return path;
  if (!entry.isSymbolicLink()) return null;
  try {
    const resolved = await call(() => realpath(path));
    if (roots.length > 0 && !roots.some((root) => isWithin(resolved, root))) return null;
    return (await call(() => stat(resolved))).isDirectory() ? resolved : null;
  } catch (error) {
    if (error instanceof DiskSilent) throw error;
    // A link to nothing is no directory.
    return null;
  }
}
