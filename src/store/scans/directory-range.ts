/**
 * How paths of files lie in an index that sorts by bytes.
 *
 * A column `directory` holds the directory of a file with a separator at its end, so that all that is anywhere in
 * D stands together: from `D/` to just before `D0`, as `0` follows `/`. Without the separator the siblings `D-x`
 * and `D x` would stand between D and what is in it.
 */
import { dirname, sep } from "node:path";

const afterSeparator = String.fromCharCode(sep.charCodeAt(0) + 1);

/** A directory as the columns have it: with one separator at its end. */
export function asPrefix(directory: string): string {
  return directory.endsWith(sep) ? directory : directory + sep;
}

/** What the column `directory` has for the file at `path`. */
export function directoryOf(path: string): string {
  return asPrefix(dirname(path));
}

/** Where the paths below a directory begin, and before what they end. */
export interface PathRange {
  readonly from: string;
  readonly before: string;
}

/** All that is in `directory`, at any depth. */
export function everythingIn(directory: string): PathRange {
  const from = asPrefix(directory);
  return { from, before: from.slice(0, -1) + afterSeparator };
}

/** The separator and what follows it, for expressions that end a range within SQL. */
export const separators = { separator: sep, afterSeparator } as const;
