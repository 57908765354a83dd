import { isAbsolute, sep } from "node:path";

/** Directories that have another path on this machine than in the library. */
export interface PathMap {
  readonly entries: readonly string[];
  /** The directories of the library that it has. */
  readonly directories: readonly string[];
  /** @returns the path on this machine; the same if no directory of the map holds it */
  toHere(path: string): string;
}

/** An entry of a map makes no sense. */
export class InvalidPathMap extends Error {
  override readonly name = "InvalidPathMap";
  readonly code = "INVALID_PATH_MAP";
}

/**
 * @param entries each `LIBRARY=HERE`, two absolute directories. Whole names are compared, and the longest directory that
 *   holds a path counts. A name with `=` in it can only be in HERE.
 * @throws InvalidPathMap
 */
export function parsePathMap(entries: readonly string[]): PathMap {
  const pairs = entries.map(parseEntry).toSorted((one, other) => other.library.length - one.library.length);
  for (const [index, { library }] of pairs.entries()) {
    if (pairs[index + 1]?.library === library) {
      throw new InvalidPathMap(`--map has the directory ${library || sep} of the library twice.`);
    }
  }
  return {
    entries,
    directories: pairs.map(({ library }) => library || sep),
    toHere: (path) => {
      const pair = pairs.find(({ library }) => path === library || path.startsWith(`${library}${sep}`));
      return pair === undefined ? path : `${pair.here}${path.slice(pair.library.length)}` || sep;
    },
  };
}

function parseEntry(entry: string): { readonly library: string; readonly here: string } {
  const at = entry.indexOf("=");
  const [library, here] = [entry.slice(0, at), entry.slice(at + 1)];
  if (at === -1 || !isAbsolute(library) || !isAbsolute(here)) {
    throw new InvalidPathMap(
      `--map ${JSON.stringify(entry)} must be two absolute directories: the one in the library, "=", and the one on ` +
        "this machine, such as /mnt/films=/volume1/films.",
    );
  }
  return { library: withoutEnd(library), here: withoutEnd(here) };
}

/** Without separators at the end. The root of the file system is an empty text. */
function withoutEnd(directory: string): string {
  let end = directory.length;
  while (directory.endsWith(sep, end)) end -= sep.length;
  return directory.slice(0, end);
}
