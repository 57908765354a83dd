/**
 * Patterns of what a scan leaves out, in the syntax of `.gitignore`: https://git-scm.com/docs/gitignore
 *
 * They differ from git's in three points: case is ignored, as git does with `core.ignoreCase`; `?` and `[…]` are one
 * character, and not one byte; and no `[…]` contains a slash.
 */
import { type NameGlob, nameGlob } from "./name-glob.ts";

export interface ExcludePattern {
  /** What the directory of an entry must match, below the directory of the pattern; null if it may be any. */
  readonly directory: readonly DirectoryPart[] | null;
  /** What the name of the entry must match. */
  readonly name: NameGlob;
  readonly onlyDirectories: boolean;
  /** Whether the pattern brings back what an earlier one leaves out. */
  readonly isNegated: boolean;
}

/** One name of a path, or `**`: any number of names. */
export type DirectoryPart = NameGlob | "**";

/** The patterns of a text, one in each line. A pattern that is not valid matches nothing. */
export function parseExcludePatterns(text: string): readonly ExcludePattern[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  return lines.map(parseLine).filter((pattern) => pattern !== null);
}

/** @returns null for a line without a pattern */
function parseLine(line: string): ExcludePattern | null {
  if (line.startsWith("#")) return null;
  const isNegated = line.startsWith("!");
  const text = withoutTrailingBlanks(isNegated ? line.slice(1) : line);
  const onlyDirectories = text.endsWith("/");
  const path = onlyDirectories ? text.slice(0, -1) : text;
  if (path === "") return null;
  if (!path.includes("/")) return { directory: null, name: nameGlob(path), onlyDirectories, isNegated };
  const names = path.replace(/^\//, "").split("/");
  const last = names.pop() ?? "";
  const directory = names.map((name) => (anyNames.test(name) ? "**" : nameGlob(name)));
  if (anyNames.test(last)) directory.push("**");
  return { directory, name: nameGlob(last), onlyDirectories, isNegated };
}

const anyNames = /^\*\*+$/;

/** A blank after a backslash is part of the pattern. */
function withoutTrailingBlanks(text: string): string {
  const blanks = / +$/.exec(text)?.[0].length ?? 0;
  if (blanks === 0) return text;
  const end = text.length - blanks;
  const backslashes = /\\+$/.exec(text.slice(0, end))?.[0].length ?? 0;
  return text.slice(0, backslashes % 2 === 1 ? end + 1 : end);
}

/**
 * Whether the path of a directory matches.
 *
 * @param names the names of the path, after `foldName`
 */
export function matchesDirectory(parts: readonly DirectoryPart[], names: readonly string[]): boolean {
  let [at, part] = [0, 0];
  let [afterAny, anyAt] = [-1, 0];
  while (at < names.length) {
    const expected = parts[part];
    if (expected === "**") {
      part += 1;
      [afterAny, anyAt] = [part, at];
    } else if (expected?.(names[at] ?? "") === true) {
      part += 1;
      at += 1;
    } else if (afterAny === -1) return false;
    else {
      // Only the last `**` has to take one name more, as in `name-glob.ts`.
      anyAt += 1;
      [part, at] = [afterAny, anyAt];
    }
  }
  while (parts[part] === "**") part += 1;
  return part === parts.length;
}

/** Why a text cannot be a pattern of the settings, as the end of a sentence about it; null if it can. */
export function problemOfPattern(pattern: string): string | null {
  if (pattern.length > longestPattern) return `has more than ${longestPattern} characters`;
  if (/[\0\n\r]/.test(pattern)) return "has a line break or a NUL character in it";
  if (pattern.trim() === "") return "is empty";
  if (pattern.startsWith("#")) return "is a comment. Write \\# for a name that begins with #";
  if (parseLine(pattern) === null) return "names nothing";
  return null;
}

const longestPattern = 1_000;
