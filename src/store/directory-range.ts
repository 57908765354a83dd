/**
 * Ranges of paths in an index that sorts by bytes.
 *
 * A column `directory` has the directory of a file with a separator at its end. Then everything in D, at any depth,
 * stands together: from `D/` to just before `D0`, because `0` follows `/`. Without the separator, the siblings `D-x`
 * and `D x` would stand between D and its contents.
 */
import { dirname, sep } from "node:path";

const afterSeparator = String.fromCharCode(sep.charCodeAt(0) + 1);

/** A directory as the columns have it: with one separator at its end. */
export function asPrefix(directory: string): string {
  return directory.endsWith(sep) ? directory : directory + sep;
}

/** The value of the column `directory` for the file at `path`. */
export function directoryOf(path: string): string {
  return asPrefix(dirname(path));
}

/** A range of paths, `from` included and `before` excluded. */
export interface PathRange {
  readonly from: string;
  readonly before: string;
}

/** All paths in `directory`, at any depth. */
export function everythingIn(directory: string): PathRange {
  const from = asPrefix(directory);
  return { from, before: from.slice(0, -1) + afterSeparator };
}

/** The separator and the character after it, for expressions that end a range within SQL. */
export const separators = { separator: sep, afterSeparator } as const;
