import type { DatabaseSync } from "node:sqlite";
import type { VideoMeasure, VideoProperty } from "../../../library/video-filter.ts";
import { noVideos } from "../../../library/video-library.ts";
import type { FacetCounts, FacetsToCount } from "../../videos/video-index.ts";
import { blockFilters, type FilterKey } from "./match-videos.ts";
import { SumsBySlot, weightsOf } from "./sums-by-slot.ts";
import { textsOf } from "./texts-of-property.ts";
import { factBits, type Rows, readRows } from "./video-block.ts";
import type { ReadableBlock, VideoBlocks } from "./video-blocks.ts";

/**
 * See `VideoIndex.countFacets`. One pass over the blocks. Both parts must belong to one transaction, or to one statement.
 */
export function countFacets(database: DatabaseSync, blocks: VideoBlocks, query: FacetsToCount): FacetCounts {
  const facets = new Facets(query);
  const { isWithoutOwn } = query;
  if (!query.filters.words.some((word) => word.includes("\0"))) {
    const filters = blockFilters(database, query.filters);
    // Videos that only the filter on a facet leaves out count in this facet.
    const own = filters.filter(({ key }) => isWithoutOwn && key !== "place");
    const shared = filters.filter((filter) => !own.includes(filter));
    const keys = own.map(({ key }) => key);
    blocks.forEach({ direction: "ascending" }, (block) => {
      const rows = readRows(block.bytes("rows"));
      const { length } = rows.facts;
      const matches = new Uint8Array(length).fill(1);
      let count = length;
      for (const { keep } of shared) {
        if (count > 0) count = keep(matches, rows, block);
      }
      if (count === 0) return;
      const missed = new Uint8Array(length);
      for (const [nth, { keep }] of own.entries()) {
        const kept = new Uint8Array(length).fill(1);
        // A filter that keeps none may leave the array as it is.
        if (keep(kept, rows, block) === 0) kept.fill(0);
        for (let index = 0; index < length; index += 1) {
          if (kept[index] === 0) missed[index] = missed[index] === 0 ? nth + 1 : several;
        }
      }
      for (let index = 0; index < length; index += 1) if (matches[index] === 0) missed[index] = several;
      facets.add({ rows, block, missed, keys });
    });
  }
  return facets.counts();
}

/** More than one filter leaves a video out, or one that is on no facet. */
const several = 255;

interface CountedBlock {
  readonly rows: Rows;
  readonly block: ReadableBlock;
  /** For each video: 0 if it matches; the number of the only key of `keys`, from 1, that leaves it out; or `several`. */
  readonly missed: Uint8Array;
  readonly keys: readonly FilterKey[];
}

const noSlot = -1;

class Facets {
  readonly #query: FacetsToCount;
  readonly #all = new SumsBySlot();
  readonly #counts = { missing: 0, broken: 0 };
  readonly #texts: ReadonlyMap<VideoProperty, { readonly sums: SumsBySlot; readonly slots: Map<string, number> }>;
  readonly #ranges: ReadonlyMap<
    VideoMeasure,
    { readonly sums: SumsBySlot; readonly edges: Float64Array; readonly slotOf: Int32Array }
  >;

  constructor(query: FacetsToCount) {
    this.#query = query;
    this.#texts = new Map(query.properties.map((property) => [property, { sums: new SumsBySlot(), slots: new Map() }]));
    this.#ranges = new Map(
      query.ranges.map(({ measure, edges }) => [
        measure,
        {
          sums: new SumsBySlot(),
          edges: Float64Array.from(measure === "modified_at" ? edges.map((edge) => edge * 1_000) : edges),
          // The last is of the numbers below all edges.
          slotOf: Int32Array.from([...edges.keys(), noSlot]),
        },
      ]),
    );
  }

  add({ rows, block, missed, keys }: CountedBlock): void {
    const { facts } = rows;
    const sizes = block.numbers("file_size");
    const weights = weightsOf({ facts, sizes, durations: block.numbers("duration_seconds") });
    const matching = rowsMissedBy(missed, 0);
    /** The videos that count for a key. */
    const of = (key: FilterKey) => (keys.includes(key) ? rowsMissedBy(missed, keys.indexOf(key) + 1) : matching);
    this.#all.add(matching, weights, { indexes: new Uint8Array(facts.length), slotOf: new Int32Array(1) });
    for (const name of ["missing", "broken"] as const) {
      const bit = factBits[name];
      for (const row of of(name)) if (((facts[row] ?? 0) & bit) !== 0) this.#counts[name] += 1;
    }
    for (const [property, { sums, slots }] of this.#texts) {
      const { labels, indexes } = textsOf(property, rows, block);
      const slotOf = new Int32Array(labels.length);
      for (const [nth, label] of labels.entries()) {
        const slot = slots.get(label) ?? slots.size;
        slots.set(label, slot);
        slotOf[nth] = slot;
      }
      sums.add(of(property), weights, { indexes, slotOf });
    }
    for (const [measure, { sums, edges, slotOf }] of this.#ranges) {
      const counted = of(measure);
      sums.add(counted, weights, { indexes: bandsOf(block.numbers(measure), edges), slotOf });
    }
  }

  counts(): FacetCounts {
    const { properties, ranges } = this.#query;
    return {
      total: this.#all.of(0),
      ...this.#counts,
      texts: properties.map((property) => {
        const found = this.#texts.get(property);
        return [...(found?.slots ?? [])].flatMap(([text, slot]) => {
          const totals = found?.sums.of(slot);
          return totals === undefined || totals.videos === 0 ? [] : [{ text, totals }];
        });
      }),
      ranges: ranges.map(({ measure, edges }) =>
        edges.map((_, nth) => this.#ranges.get(measure)?.sums.of(nth) ?? noVideos),
      ),
    };
  }
}

/** The places of the videos that match, and of those that only one key leaves out. @param own the number of that key */
function rowsMissedBy(missed: Uint8Array, own: number): Uint16Array {
  const rows = new Uint16Array(missed.length);
  let count = 0;
  for (let row = 0; row < missed.length; row += 1) {
    const by = missed[row] as number;
    if (by !== 0 && by !== own) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.subarray(0, count);
}

/** For each number the place of the last edge that is not above it; the number of edges if all are. @param edges rising */
function bandsOf(numbers: Float64Array, edges: Float64Array): Uint16Array {
  const bands = new Uint16Array(numbers.length);
  let band = 0;
  for (let row = 0; row < numbers.length; row += 1) {
    const number = numbers[row] as number;
    // The next video is often in the same band.
    if (!(number >= (edges[band] as number) && number < (edges[band + 1] ?? Infinity)))
      band = lastAtMost(edges, number);
    bands[row] = band === noBand ? edges.length : band;
    if (band === noBand) band = 0;
  }
  return bands;
}

const noBand = -1;

function lastAtMost(edges: Float64Array, number: number): number {
  let [from, before] = [0, edges.length];
  while (from < before) {
    const middle = (from + before) >> 1;
    if ((edges[middle] as number) <= number) from = middle + 1;
    else before = middle;
  }
  return from - 1;
}
