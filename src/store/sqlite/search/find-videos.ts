/**
 * Finds the page and the total of any list of videos in one pass over the blocks: each block is filtered first, and the
 * matching videos are then offered to the page. The time depends only on the number of videos.
 */
import type { DatabaseSync } from "node:sqlite";
import { resolutions } from "../../../library/resolution.ts";
import type { VideosToFind } from "../../videos/video-index.ts";
import { sortedPage } from "./sorted-page.ts";
import { factBits, type Rows, readLabels, readRows } from "./video-block.ts";
import type { ReadableBlock, VideoBlocks } from "./video-blocks.ts";
import { WordMatcher } from "./word-matcher.ts";

export interface FoundNumbers {
  /** The number of all videos that match. */
  readonly total: number;
  /** The numbers of the videos of the page, each with the value that the list is sorted by. */
  readonly page: readonly (readonly [number: number, sortedBy: number | string])[];
}

/** @param blocks of the same database. Both must belong to one transaction, or to one statement. */
export function findVideos(database: DatabaseSync, blocks: VideoBlocks, query: VideosToFind): FoundNumbers {
  // No path has a NUL.
  if (query.words.some((word) => word.includes("\0"))) return { total: 0, page: [] };
  const filters = filtersOf(database, query);
  const page = sortedPage(query);
  let total = 0;
  blocks.forEach(query.descending ? "descending" : "ascending", (block) => {
    const rows = readRows(block.bytes("rows"));
    const matches = new Uint8Array(rows.places.length).fill(1);
    let count = matches.length;
    for (const filter of filters) {
      if (count > 0) count = filter(matches, rows, block);
    }
    if (count === 0) return;
    total += count;
    page.offer(indexesOf(matches, { count, descending: query.descending }), rows, block);
  });
  const found = page.first().slice(query.offset);
  return { total, page: found.map(({ number, value }) => [number, value]) };
}

/** Sets `matches` to 0 for each video of the block that does not match. @returns how many do */
type Filter = (matches: Uint8Array, rows: Rows, block: ReadableBlock) => number;

/** The filters of a query. The first ones need the least reading. */
function filtersOf(database: DatabaseSync, query: VideosToFind): readonly Filter[] {
  const { words, jobId, missing, videoCodec, resolution, suspect } = query;
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
  if (videoCodec !== null) filters.push(hasLabel("codecs", videoCodec));
  // The job that marks a video missing does not write the video: it has a column of its own.
  if (jobId !== null) filters.push(hasLabel(missing === true ? "missing_jobs" : "jobs", jobId));
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

function keep(matches: Uint8Array, isMatch: (index: number) => boolean): number {
  let count = 0;
  for (let index = 0; index < matches.length; index += 1) {
    if (matches[index] === 1 && isMatch(index)) count += 1;
    else matches[index] = 0;
  }
  return count;
}

/** The indexes of the videos that match, in the direction of the list. */
function indexesOf(matches: Uint8Array, { count, descending }: { count: number; descending: boolean }): Uint16Array {
  const indexes = new Uint16Array(count);
  let next = 0;
  for (let index = 0; next < count; index += 1) {
    if (matches[index] !== 1) continue;
    indexes[next] = index;
    next += 1;
  }
  return descending ? indexes.toReversed() : indexes;
}
