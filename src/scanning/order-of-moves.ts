/**
 * Puts moves whose files took the places of each other into an order in which they can be committed in parts: no two videos
 * may have one path. Between two commits, everything is as a scan could have found it: the next scan goes on.
 *
 * - A chain begins with the video whose new path is free.
 * - A cycle has no free path. It moves as a whole, or, if it is long, in shorter cycles: in each of them, one and the same
 *   video goes to the path that the last of the others has left. At that path it is as wrong as it was before. The next scan
 *   must see that, so the file there must have another size or time than the video, or both must have file numbers and
 *   change times. A part ends only at such a path.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { MoveCandidate, MovedVideo } from "./scan-library.ts";

/** After so many moves, other work of the process gets its turn. */
const movesPerTurn = 2_000;

/**
 * @param moves each video once, and each path once
 * @param most how many moves a part has, at least 3. A part of a long cycle has more if so many of its files, one behind the
 *   other, have the size and time of the video that waits, and no numbers
 * @yields parts, each for a commit of its own
 */
export async function* orderOfMoves(
  moves: readonly MovedVideo[],
  most: number,
): AsyncGenerator<readonly MovedVideo[], void, undefined> {
  const atPath = new Map<string, MovedVideo>();
  for (const move of moves) {
    atPath.set(move.from.path, move);
    if (atPath.size % movesPerTurn === 0) await turn();
  }
  const done = new Set<MovedVideo>();
  let part: MovedVideo[] = [];
  for (const first of moves) {
    if (done.has(first)) continue;
    const way: MovedVideo[] = [];
    let next: MovedVideo | undefined = first;
    for (; next !== undefined && !done.has(next); next = atPath.get(next.file.path)) {
      done.add(next);
      way.push(next);
      if (done.size % movesPerTurn === 0) await turn();
    }
    // Each path belongs to one file only, so a way can come back only to where it began.
    const isCycle = next === first;
    way.reverse();
    if (isCycle && way.length > most) {
      yield* partsOfCycle(way, most);
      continue;
    }
    if (isCycle && part.length + way.length > most) {
      yield part;
      part = [];
    }
    for (const move of way) {
      if (part.length === most) {
        yield part;
        part = [];
      }
      part.push(move);
    }
  }
  if (part.length > 0) yield part;
}

/** @param way each of its moves leaves the path to which the next one goes, and the last that of the first */
function* partsOfCycle(way: readonly MovedVideo[], most: number): Generator<readonly MovedVideo[], void, undefined> {
  const last = way.at(-1);
  if (last === undefined) return;
  const { file, isReadNext = false } = last;
  const others = way.slice(0, -1);
  let { path } = last.from;
  let part: MovedVideo[] = [];
  for (const [nth, move] of others.entries()) {
    part.push(move);
    const next = others[nth + 1];
    const from = { ...last.from, path };
    if (next === undefined) yield [...part, { file, from, isReadNext }];
    else if (part.length >= most - 1 && isSeenToDiffer(last.from, next.file)) {
      path = move.from.path;
      yield [...part, { file: asItWas(from, path), from, isReadNext: true }];
      part = [];
    }
  }
}

/** Whether a scan that finds the file at the path of the video sees that it is another one. */
function isSeenToDiffer(video: MoveCandidate, { size, modifiedUs, ...file }: MovedVideo["file"]): boolean {
  if (size !== video.size || modifiedUs !== video.modifiedUs) return true;
  const [numbers, times] = [
    [file.fileNumber ?? null, video.fileNumber],
    [file.changedUs ?? null, video.changedUs],
  ];
  return !numbers.includes(null) && !times.includes(null) && numbers[0] !== numbers[1] && times[0] !== times[1];
}

/** A file as its video remembers it, at another path. */
function asItWas({ size, modifiedUs, disk, fileNumber, changedUs }: MoveCandidate, path: string): MovedVideo["file"] {
  return { path, size, modifiedUs, disk, fileNumber, changedUs };
}
