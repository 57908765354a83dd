import { isAbsolute, relative, sep } from "node:path";
import { homeDirectory } from "../files/home-directory.ts";
import { printable } from "./printable.ts";
import { shellQuoted } from "./shell-quoted.ts";

/** A path with `~` for the home directory. */
export function shownPath(path: string): string {
  const home = homeDirectory();
  const isInHome = home !== null && (path === home || path.startsWith(home + sep));
  const short = isInHome ? `~${path.slice(home.length)}` : path;
  return printable(short);
}

/** A path of something below `directory`, as seen from there. */
export function shownBelow(directory: string, path: string): string {
  return printable((isAbsolute(path) && relative(directory, path)) || path);
}

/** A path as it can be typed into a shell. */
export function shellPath(path: string): string {
  const shown = shownPath(path);
  if (/^[\w@%+=:,./~-]+$/.test(shown)) return shown;
  return shellQuoted(printable(path));
}
