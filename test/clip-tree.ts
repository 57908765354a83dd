/** Makes trees of real videos: the sample clips, copied under any number of names. */
import { copyFile, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";

/** In tests, copies of the sample clips on the disk of the tests: see `set-up-first.ts`. */
const clips = process.env["TEST_CLIPS"] ?? new URL("../samples/clips/", import.meta.url).pathname;

/** A directory that is removed when the test is over: `await using directory = await temporaryDirectory()`. */
export async function temporaryDirectory(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "gleaner-test-")));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** The names of the sample clips, sorted. */
export async function clipNames(): Promise<readonly string[]> {
  return (await readdir(clips)).toSorted();
}

/** Copies a clip. The copy can be changed without changing any other file. */
export async function copyClip(name: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(join(clips, name), to);
}

/**
 * Fills `root` with `count` videos, in directories of `perDirectory` videos, nested two deep. The videos are copies: a link
 * that another test makes or removes would change the inode, and so have a scan read the file again.
 *
 * @returns their paths
 */
export async function makeClipTree(root: string, count: number, perDirectory = 25): Promise<readonly string[]> {
  const names = await clipNames();
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const directory = join(
      root,
      `shelf ${Math.floor(index / perDirectory / 4)}`,
      `box-${Math.floor(index / perDirectory)}`,
    );
    if (index % perDirectory === 0) await mkdir(directory, { recursive: true });
    const name = names[index % names.length] ?? "";
    const path = join(directory, `${String(index).padStart(5, "0")}${extname(name)}`);
    await copyFile(join(clips, name), path);
    paths.push(path);
  }
  return paths;
}
