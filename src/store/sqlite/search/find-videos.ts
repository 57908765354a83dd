/**
 * Finds the page and the total of any list of videos in one pass over the blocks: each block is filtered first, and the
 * matching videos are then offered to the page. The time depends only on the number of videos.
 */
import type { DatabaseSync } from "node:sqlite";
import type { VideosToFind } from "../../videos/video-index.ts";
import { forEachMatching } from "./match-videos.ts";
import { sortedPage } from "./sorted-page.ts";
import type { VideoBlocks } from "./video-blocks.ts";

export interface FoundNumbers {
  /** The number of all videos that match. */
  readonly total: number;
  /** The numbers of the videos of the page, each with the value that the list is sorted by. */
  readonly page: readonly (readonly [number: number, sortedBy: number | string])[];
}

/** @param blocks of the same database. Both must belong to one transaction, or to one statement. */
export function findVideos(database: DatabaseSync, blocks: VideoBlocks, query: VideosToFind): FoundNumbers {
  const page = sortedPage(database, query);
  let total = 0;
  const { descending } = query;
  const direction = descending ? "descending" : "ascending";
  forEachMatching(database, blocks, { filters: query, direction }, ({ block, rows, matches, count }) => {
    total += count;
    page.offer(indexesOf(matches, { count, descending }), rows, block);
  });
  const found = page.first().slice(query.offset);
  return { total, page: found.map(({ number, value }) => [number, value]) };
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
