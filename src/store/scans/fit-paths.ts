import { createHash } from "node:crypto";
import type { FileProblem, ScanBatch } from "../../scanning/scan-library.ts";
import { say } from "../../sentences/say.ts";

/**
 * The batch as a database can keep it whose indexes hold no long texts. A file with a longer path becomes a problem, under
 * a path that is cut. The next scan finds the file again, and the same problem.
 *
 * @param longestPath in bytes of UTF-8
 */
export function withPathsThatFit(batch: ScanBatch, longestPath: number): ScanBatch {
  // No path has more bytes than three times its UTF-16 units. Nearly all paths are that short.
  const isTooLong = (path: string): boolean => path.length * 3 > longestPath && Buffer.byteLength(path) > longestPath;
  const videos = batch.videos.filter(({ file }) => !isTooLong(file.path));
  const problems = batch.problems.filter(({ path }) => !isTooLong(path));
  const { moves: all = [] } = batch;
  const moves = all.filter(({ file }) => !isTooLong(file.path));
  const isWhole =
    videos.length === batch.videos.length && problems.length === batch.problems.length && moves.length === all.length;
  if (isWhole) return batch;
  const paths = [
    ...all.map(({ file }) => file.path),
    ...batch.videos.map(({ file }) => file.path),
    ...batch.problems.map(({ path }) => path),
  ];
  const tooLong = paths.filter(isTooLong).map((path) => problemOfLength(path, longestPath));
  return { ...batch, moves, videos, problems: [...problems, ...tooLong] };
}

function problemOfLength(path: string, longestPath: number): FileProblem {
  const bytes = Buffer.byteLength(path);
  return {
    path: cut(path, longestPath),
    stat: null,
    isPresent: false,
    code: "unreadable",
    ...say("path_too_long", { bytes, longest: longestPath }),
  };
}

/** The beginning of the path, and letters that tell it from others with the same beginning. */
function cut(path: string, longestPath: number): string {
  const mark = `… ${createHash("sha256").update(path).digest("hex").slice(0, 16)}`;
  const beginning = Buffer.from(path).subarray(0, longestPath - Buffer.byteLength(mark));
  // A character that is cut in two becomes a replacement character.
  return beginning.toString().replace(/\ufffd+$/, "") + mark;
}
