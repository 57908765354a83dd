/** Makes trees of files that harm their reader, with sound files among them. */

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { extname, join } from "node:path";
import { mutantsOfClips } from "../samples/mutants/mutant.ts";
import { writeEndlessFile, writeGreedyFile, writeGrowingFile } from "./scanning/files-under-test.ts";

const clips = join(import.meta.dirname, "../samples/clips");

/**
 * The worst of 400,000 mutants for FFmpeg 8.1. None crashed it, and none held it up for ever:
 * - 7924 (8 kB): a track with nearly the highest possible number. FFmpeg counts up to it, for 2 to 5 s.
 * - 226111, 255202 (8 kB): fragments with millions of missing samples, which take 510 MB in about a second.
 * - 419 (4 kB): a table with more entries than memory allows, as in half a percent of all mutants.
 * - 437 (18 kB): the same, though FFmpeg 5.1 reads it.
 */
const worstSeeds = [7924, 226_111, 255_202, 419, 437];

/** One file in 40 is sound, so that harmful files always have sound ones beside them. */
const soundEvery = 40;
const perDirectory = 500;

export interface HostileTree extends AsyncDisposable {
  /** All files that a scan must find. */
  readonly paths: readonly string[];
  /** The unchanged clips. */
  readonly sound: readonly string[];
  /** Files with a known result: one of these codes of a problem, or `video`. */
  readonly known: ReadonlyMap<string, readonly string[]>;
}

/**
 * @param options.count the number of mutants and sound clips, in addition to the known files
 * @param options.seed the seed of the first mutant; the others follow
 * @param options.hasWorst whether the files that take a second or more to read are among them. The endless one always is
 * @returns a tree that must be disposed of, because one of its files is a listening socket
 */
export async function makeHostileTree(
  root: string,
  { count, seed, hasWorst = true }: { readonly count: number; readonly seed: number; readonly hasWorst?: boolean },
): Promise<HostileTree> {
  const paths: string[] = [];
  const sound: string[] = [];
  const mutant = mutantsOfClips();
  const names = readdirSync(clips).toSorted();
  for (let index = 0; index < count; index++) {
    const shelf = join(root, `shelf ${Math.floor(index / perDirectory)}`);
    if (index % perDirectory === 0) mkdirSync(shelf, { recursive: true });
    if (index % soundEvery === 0) {
      const name = names[(index / soundEvery) % names.length] ?? "";
      const path = join(shelf, `${index} sound${extname(name)}`);
      copyFileSync(join(clips, name), path);
      sound.push(path);
      paths.push(path);
    } else {
      const { bytes, extension } = mutant((hasWorst ? worstSeeds[index - 1] : undefined) ?? seed + index);
      const path = join(shelf, `${index}${extension}`);
      writeFileSync(path, bytes);
      paths.push(path);
    }
  }
  const known = new Map<string, readonly string[]>();
  const add = (name: string, ...ends: readonly string[]): string => {
    // Among the first mutants, so that a prober gets them together with others.
    const path = join(root, "shelf 0", name);
    known.set(path, ends);
    paths.push(path);
    return path;
  };
  await writeEndlessFile(add("endless.mkv", "timed_out"));
  await writeGreedyFile(add("greedy.mp4", "out_of_memory"));
  // When the system refuses memory, libav may continue with the memory it has.
  if (hasWorst) await writeGrowingFile(add("growing.mp4", "out_of_memory", "timed_out", "not_video"));
  writeFileSync(add("empty.mp4", "not_video"), "");
  const video = join(clips, "h264-aac-faststart.mp4");
  writeFileSync(add("playlist.mp4", "not_video"), `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${video}\n`);
  symlinkSync("/dev/zero", add("device.mp4", "not_regular_file"));
  const loop = add("loop.mp4", "unreadable");
  symlinkSync(loop, loop);
  symlinkSync(join(root, "nowhere.mp4"), add("dangling.mp4", "dangling_link"));
  mkdirSync(join(root, "shelf 0", "directory.mp4"));
  copyFileSync(video, add("directory.mp4/inside.mp4", "video"));
  const locked = add("locked.mp4", process.getuid?.() === 0 ? "video" : "unreadable");
  copyFileSync(video, locked);
  chmodSync(locked, 0o000);
  execFileSync("mkfifo", [add("fifo.mp4", "not_regular_file")]);
  const socket = createServer().listen(add("socket.mp4", "not_regular_file"));
  await once(socket, "listening");
  return {
    paths,
    sound,
    known,
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}
