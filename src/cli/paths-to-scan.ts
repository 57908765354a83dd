import { stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { videoExtensions } from "../scanning/walk/walk-rules.ts";
import { within } from "../within.ts";

/** Paths of a command that belong to one scan: a directory, or files in one directory. */
export type PathsToScan =
  | { readonly kind: "directory"; readonly paths: readonly [string] }
  | { readonly kind: "files"; readonly paths: readonly string[] };

/** How long a disk may take to say what is at a path, in milliseconds. The path then counts as that of a directory. */
const diskMs = 1_000;

/** Sorts paths into scans, in the order in which they are named first. */
export async function pathsToScan(paths: readonly string[]): Promise<readonly PathsToScan[]> {
  const areFiles = await Promise.all(paths.map(isFile));
  const scans: PathsToScan[] = [];
  /** By their directories. */
  const ofFiles = new Map<string, string[]>();
  for (const [index, path] of paths.entries()) {
    const directory = dirname(resolve(path));
    const others = ofFiles.get(directory);
    if (areFiles[index] !== true) scans.push({ kind: "directory", paths: [path] });
    else if (others === undefined) {
      const files = [path];
      ofFiles.set(directory, files);
      scans.push({ kind: "files", paths: files });
    } else others.push(path);
  }
  return scans;
}

/** Nothing may be there: the file of a video that is missing. */
async function isFile(path: string): Promise<boolean> {
  let answer = false;
  const asked = stat(path).then(
    (stats) => {
      answer = !stats.isDirectory();
    },
    () => {
      answer = videoExtensions.has(extname(path).toLowerCase());
    },
  );
  await within(diskMs, asked);
  return answer;
}
