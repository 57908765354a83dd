/** Lists the directories in a directory. Its calls block, so only threads import it. */
import { isUtf8 } from "node:buffer";
import { opendirSync } from "node:fs";
import type { CallRequest, ListedDirectories, NamedDirectory } from "./file-calls.ts";
import { FirstByName } from "./first-by-name.ts";
import { isAllowed } from "./is-within.ts";
import { withDirectory } from "./open-known-directory-thread.ts";
import { beginOf, followPath, type PathState } from "./resolve-path-thread.ts";

/**
 * Links to directories are listed with the place that they lead to. Names that are not UTF-8 are left out, as JSON cannot
 * carry them, and so are links that lead out of the roots, and hidden directories unless they are asked for.
 *
 * @param beat called before each call to the disk; ends the listing where it throws
 * @throws PathExchanged; the system's error
 */
export function listDirectories(
  { path, roots, most, hidden, ...place }: CallRequest<"list-directories">,
  beat: () => void,
): ListedDirectories {
  return withDirectory(path, { roots, followLinks: false }, ({ entries }) => {
    const directories = new FirstByName<NamedDirectory>(most);
    const elsewhere: { name: string; state: PathState }[] = [];
    // Latin-1 hands the bytes of a name over one to one. A few entries at a time, so that a directory of a million files
    // does not fill the memory.
    const directory = opendirSync(entries, { encoding: "latin1", bufferSize: 256 });
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        beat();
        const bytes = Buffer.from(entry.name, "latin1");
        if (!isUtf8(bytes) || (!hidden && entry.name.startsWith("."))) continue;
        const name = bytes.toString();
        const own = path === "/" ? `/${name}` : `${path}/${name}`;
        if (entry.isDirectory()) directories.add({ name, path: own });
        if (!entry.isSymbolicLink()) continue;
        const { done, rest } = splitLast(own);
        const step = followPath({ ...beginOf("/"), done, rest }, place, beat);
        if (step.kind === "crossing" && elsewhere.length < most) elsewhere.push({ name, state: step.state });
        if (step.kind === "resolved" && step.isDirectory && isAllowed(step.path, roots)) {
          directories.add({ name, path: step.path });
        }
      }
    } finally {
      directory.closeSync();
    }
    return { directories: directories.first(), total: directories.total, elsewhere };
  });
}

/** The directory has been followed already. */
function splitLast(path: string): { readonly done: string; readonly rest: readonly string[] } {
  const slash = path.lastIndexOf("/");
  return { done: path.slice(0, slash) || "/", rest: [path.slice(slash + 1)] };
}
