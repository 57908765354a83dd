/** The filters of videos, on blocks: see `video-block.ts`. */
import type { DatabaseSync } from "node:sqlite";
import { resolutions } from "../../../library/resolution.ts";
import type { VideosToMatch } from "../../videos/video-index.ts";
import { among, type DirectorySet, directoriesIn } from "./directory-set.ts";
import { factBits, type Rows, readDirectories, readLabels, readRows } from "./video-block.ts";
import type { ReadableBlock, VideoBlocks } from "./video-blocks.ts";
import { WordMatcher } from "./word-matcher.ts";

/** The number of videos that match. Both parts must belong to one transaction, or to one statement. */
export function countMatches(database: DatabaseSync, blocks: VideoBlocks, filters: VideosToMatch): number {
  let total = 0;
  forEachMatching(database, blocks, { filters, direction: "ascending" }, ({ count }) => {
    total += count;
  });
  return total;
}

/** See `VideoIndex.numbers`. */
export function matchVideos(
  database: DatabaseSync,
  blocks: VideoBlocks,
  filters: VideosToMatch,
  { after, limit }: { readonly after: number; readonly limit: number },
): readonly number[] {
  const numbers: number[] = [];
  forEachMatching(database, blocks, { filters, direction: "ascending", after }, ({ matches, rows, block }) => {
    for (const [index, place] of rows.places.entries()) {
      const number = block.firstNumber + place;
      if (matches[index] === 1 && number > after && numbers.length < limit) numbers.push(number);
    }
    return numbers.length < limit;
  });
  return numbers;
}

/** A block with some videos that match. */
interface MatchingBlock {
  readonly block: ReadableBlock;
  readonly rows: Rows;
  /** 1 for each video of the block that matches. */
  readonly matches: Uint8Array;
  /** How many match. */
  readonly count: number;
}

/**
 * Calls `visit` for every block that has videos that match, until it returns false.
 *
 * @param query.after leave out blocks in which no number is higher. Default: none
 */
export function forEachMatching(
  database: DatabaseSync,
  blocks: VideoBlocks,
  query: {
    readonly filters: VideosToMatch;
    readonly direction: "ascending" | "descending";
    readonly after?: number;
  },
  visit: (matching: MatchingBlock) => boolean | void,
): void {
  // No path has a NUL.
  if (query.filters.words.some((word) => word.includes("\0"))) return;
  const filters = filtersOf(database, query.filters);
  blocks.forEach(query, (block) => {
    const rows = readRows(block.bytes("rows"));
    const matches = new Uint8Array(rows.places.length).fill(1);
    let count = matches.length;
    for (const filter of filters) {
      if (count > 0) count = filter(matches, rows, block);
    }
    return count === 0 || visit({ block, rows, matches, count });
  });
}

/** Sets `matches` to 0 for each video of the block that does not match. @returns how many do */
type Filter = (matches: Uint8Array, rows: Rows, block: ReadableBlock) => number;

/** The filters of a query. The first ones need the least reading. */
function filtersOf(database: DatabaseSync, query: VideosToMatch): readonly Filter[] {
  const { words, jobId, missing, videoCodec, resolution, suspect, broken, directory } = query;
  const filters: Filter[] = [];
  if (missing !== null) {
    const value = missing ? factBits.missing : 0;
    filters.push(hasFact(factBits.missing, (bits) => bits === value));
  }
  if (resolution !== null) {
    const rank = resolutions.indexOf(resolution);
    filters.push(hasFact(factBits.resolution, (bits) => bits === rank));
  }
  if (suspect !== null) filters.push(hasFact(suspectBits[suspect], (bits) => bits !== 0));
  if (broken !== null) {
    const value = broken ? factBits.broken : 0;
    filters.push(hasFact(factBits.broken, (bits) => bits === value));
  }
  if (videoCodec !== null) filters.push(hasLabel("codecs", videoCodec));
  // The job that marks a video missing does not write the video: it has a column of its own.
  if (jobId !== null) filters.push(hasLabel(missing === true ? "missing_jobs" : "jobs", jobId));
  if (directory !== null) filters.push(isIn(directoriesIn(database, directory)));
  if (words.length > 0) {
    const matcher = new WordMatcher(database, words);
    filters.push((matches, _, block) => matcher.filter(matches, block));
  }
  return filters;
}

const suspectBits = {
  truncated: factBits.truncated,
  length: factBits.suspectLength,
  any: factBits.truncated | factBits.suspectLength,
} as const;

function hasFact(mask: number, isWanted: (bits: number) => boolean): Filter {
  return (matches, { facts }) => keep(matches, (index) => isWanted((facts[index] ?? 0) & mask));
}

function hasLabel(column: "codecs" | "jobs" | "missing_jobs", label: string): Filter {
  return (matches, _, block) => {
    const { labels, indexes } = readLabels(block.bytes(column), matches.length);
    const wanted = labels.indexOf(label);
    return wanted === -1 ? 0 : keep(matches, (index) => indexes[index] === wanted);
  };
}

function isIn(directories: DirectorySet): Filter {
  return (matches, _, block) => {
    const { ids, indexes } = readDirectories(block.bytes("directories"), matches.length);
    const wanted = among(ids, directories);
    return wanted.includes(1) ? keep(matches, (index) => wanted[indexes[index] ?? 0] === 1) : 0;
  };
}

function keep(matches: Uint8Array, isMatch: (index: number) => boolean): number {
  let count = 0;
  for (let index = 0; index < matches.length; index += 1) {
    if (matches[index] === 1 && isMatch(index)) count += 1;
    else matches[index] = 0;
  }
  return count;
}
