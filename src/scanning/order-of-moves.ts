/**
 * Puts moves whose files took the places of each other into an order in which they can be committed in parts: no two videos
 * may have one path. Between two commits, everything is as a scan could have found it: the next scan goes on.
 *
 * - A chain begins with the video whose new path is free.
 * - A cycle has no free path. It moves as a whole, or, if it is long, in shorter cycles: in each of them, one and the same
 *   video goes to the path that the last of the others has left. At that path it is as wrong as it was before, because a
 *   file of another number and change time is there. So this needs both of all of its files.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { MoveCandidate, MovedVideo } from "./scan-library.ts";

/** After so many moves, other work of the process gets its turn. */
const movesPerTurn = 2_000;

/**
 * @param moves each video once, and each path once
 * @param parts.most how many moves a part has at most, at least 3
 * @param parts.mostWithoutNumbers how many moves the cycle of a part has at most that cannot be shortened
 * @yields parts, each for a commit of its own. Moves of longer cycles without file numbers are left out
 */
export async function* orderOfMoves(
  moves: readonly MovedVideo[],
  { most, mostWithoutNumbers }: { readonly most: number; readonly mostWithoutNumbers: number },
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
      if (way.every(isOfNumber)) yield* partsOfCycle(way, most);
      else if (way.length <= mostWithoutNumbers) yield way;
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
  let { path } = last.from;
  for (let begin = 0; begin < way.length - 1; begin += most - 1) {
    const others = way.slice(begin, Math.min(begin + most - 1, way.length - 1));
    const left = others.at(-1)?.from.path ?? "";
    const isEnd = begin + most - 1 >= way.length - 1;
    const from = { ...last.from, path };
    yield [...others, isEnd ? { file, from, isReadNext } : { file: asItWas(from, left), from, isReadNext: true }];
    path = left;
  }
}

function isOfNumber({ file: { fileNumber = null, changedUs = null }, from }: MovedVideo): boolean {
  return fileNumber !== null && fileNumber === from.fileNumber && changedUs !== null && from.changedUs !== null;
}

/** A file as its video remembers it, at another path. */
function asItWas({ size, modifiedUs, disk, fileNumber, changedUs }: MoveCandidate, path: string): MovedVideo["file"] {
  return { path, size, modifiedUs, disk, fileNumber, changedUs };
}
