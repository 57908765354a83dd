import { join } from "node:path";
import { homeDirectory } from "../../files/home-directory.ts";

/**
 * The library that an unfinished command line names.
 *
 * @param words as they were typed; bash splits `--data=DIR` into three
 */
export function typedLibrary(words: readonly string[]): { readonly data?: string; readonly server?: string } {
  const [data, server] = [valueOf("--data", words), valueOf("--server", words)];
  return { ...(data !== undefined && { data }), ...(server !== undefined && { server }) };
}

function valueOf(flag: string, words: readonly string[]): string | undefined {
  const place = words.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (place < 0) return undefined;
  const [word = "", next, afterNext] = words.slice(place);
  const typed = word === flag ? (next === "=" ? afterNext : next) : word.slice(flag.length + 1);
  return typed === undefined ? undefined : read(typed);
}

/** A word without its quotes, and with the home directory for `~`. Nothing else in it is expanded. */
function read(typed: string): string {
  const text = typed.replaceAll(/\\(.)|["']/g, "$1");
  const home = homeDirectory();
  return home !== null && /^~(?:\/|$)/.test(typed) ? join(home, text.slice(1)) : text;
}
