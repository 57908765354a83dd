import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { within } from "../within.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * How long the disk of a directory may take to answer, in milliseconds. It may be the reason why videos are missing.
 */
const linksMs = 1_000;

/**
 * A directory or a video as the library names it: absolute, and without links as far as they can be followed. A server
 * at another address may be another machine, so links are not followed for it.
 */
export async function asInLibrary(place: string, { serverUrl }: Pick<CommandContext, "serverUrl">): Promise<string> {
  let path = resolve(place);
  if (serverUrl !== undefined) return path;
  const followed = realpath(path).then(
    (real) => {
      path = real;
    },
    () => {},
  );
  await within(linksMs, followed);
  return path;
}
