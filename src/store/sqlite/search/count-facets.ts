import type { DatabaseSync } from "node:sqlite";
import type { FacetCounts, FacetsToCount } from "../../videos/video-index.ts";
import { FacetCounter, several } from "./facet-counter.ts";
import { linkedIn, linkedVideos } from "./linked-videos.ts";
import { type BlockFilter, blockFilters } from "./match-videos.ts";
import { readRows } from "./video-block.ts";
import type { ReadableBlock, VideoBlocks } from "./video-blocks.ts";

/**
 * See `VideoIndex.countFacets`. One pass over the blocks. Of a block whose videos all count, only the sums are read: see
 * `block-facets.ts`. Both parts must belong to one transaction, or to one statement.
 */
export function countFacets(database: DatabaseSync, blocks: VideoBlocks, query: FacetsToCount): FacetCounts {
  const { isWithoutOwn, filters } = query;
  const linked = linkedVideos(blocks);
  // No path has a NUL.
  const isNothing = filters.words.some((word) => word.includes("\0"));
  const all = isNothing ? [] : blockFilters(database, filters);
  // Videos that only the filter on a facet leaves out count in this facet.
  const own = all.filter(({ key }) => isWithoutOwn && key !== "place");
  const shared = all.filter((filter) => !own.includes(filter));
  const counter = new FacetCounter(
    query,
    own.map(({ key }) => key),
    linked.files,
  );
  if (isNothing) return counter.counts();
  blocks.forEach({ direction: "ascending" }, (block) => {
    const sums = block.sums();
    const verdicts = new Map(all.map((filter) => [filter, filter.judge?.(sums, block) ?? "some"]));
    if (shared.some((filter) => verdicts.get(filter) === "none")) return;
    const undecided = all.filter((filter) => verdicts.get(filter) !== "all");
    const counted = { block, sums, linked: linkedIn(linked, block) };
    if (undecided.every(({ key }) => key === "missing")) {
      counter.addWhole({ ...counted, missing: undecided.length === 0 ? null : filters.missing });
      return;
    }
    const missed = missedVideos(block, { shared: shared.filter((filter) => undecided.includes(filter)), own });
    if (missed !== null) counter.addSome({ ...counted, missed });
  });
  return counter.counts();
}

/**
 * For each video of a block: 0 if it matches; the number of the only filter of `own`, from 1, that leaves it out; or
 * `several`. Null if none counts.
 */
function missedVideos(
  block: ReadableBlock,
  { shared, own }: { readonly shared: readonly BlockFilter[]; readonly own: readonly BlockFilter[] },
): Uint8Array | null {
  const rows = readRows(block.bytes("rows"));
  const { length } = rows.facts;
  const matches = new Uint8Array(length).fill(1);
  for (const { keep } of shared) if (keep(matches, rows, block) === 0) return null;
  const missed = new Uint8Array(length);
  for (const [nth, { keep }] of own.entries()) {
    const kept = new Uint8Array(length).fill(1);
    const count = keep(kept, rows, block);
    if (count === length) continue;
    // A filter that keeps none may leave the array as it is.
    if (count === 0) kept.fill(0);
    for (let index = 0; index < length; index += 1) {
      if (kept[index] === 0) missed[index] = missed[index] === 0 ? nth + 1 : several;
    }
  }
  if (shared.length > 0) {
    for (let index = 0; index < length; index += 1) if (matches[index] === 0) missed[index] = several;
  }
  return missed;
}
