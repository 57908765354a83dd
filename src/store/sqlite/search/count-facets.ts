import type { DatabaseSync } from "node:sqlite";
import type { VideoMeasure, VideoProperty } from "../../../library/video-filter.ts";
import { noVideos, plusBytes, plusTotals } from "../../../library/video-library.ts";
import { BytesOfLinks } from "../../videos/bytes-of-links.ts";
import type { FacetCounts, FacetsToCount, FilterKey } from "../../videos/video-index.ts";
import { Bands } from "./bands.ts";
import { type LinkedVideo, linkedIn, linkedVideos } from "./linked-videos.ts";
import { blockFilters } from "./match-videos.ts";
import { numbersOfMeasure } from "./numbers-of-measure.ts";
import { SumsBySlot, weightsOf } from "./sums-by-slot.ts";
import { differentFacts, SumsByText } from "./sums-by-text.ts";
import { factBits, type Rows, readRows } from "./video-block.ts";
import type { ReadableBlock, VideoBlocks } from "./video-blocks.ts";

/**
 * See `VideoIndex.countFacets`. One pass over the blocks. Both parts must belong to one transaction, or to one statement.
 */
export function countFacets(database: DatabaseSync, blocks: VideoBlocks, query: FacetsToCount): FacetCounts {
  const { isWithoutOwn } = query;
  const linked = linkedVideos(blocks);
  let facets = new Facets(query, [], linked.files);
  if (!query.filters.words.some((word) => word.includes("\0"))) {
    const filters = blockFilters(database, query.filters);
    // Videos that only the filter on a facet leaves out count in this facet.
    const own = filters.filter(({ key }) => isWithoutOwn && key !== "place");
    const shared = filters.filter((filter) => !own.includes(filter));
    const keys = own.map(({ key }) => key);
    facets = new Facets(query, keys, linked.files);
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
      facets.add({ rows, block, missed, linked: linkedIn(linked, block) });
    });
  }
  return facets.counts();
}

const marks = ["missing", "broken"] as const;

/** More than one filter leaves a video out, or one that is on no facet. */
const several = 255;

interface CountedBlock {
  readonly rows: Rows;
  readonly block: ReadableBlock;
  /** For each video: 0 if it matches; the number of the only key, from 1, that leaves it out; or `several`. */
  readonly missed: Uint8Array;
  readonly linked: readonly LinkedVideo[];
}

interface Range {
  readonly sums: SumsBySlot;
  readonly linked: BytesOfLinks<number>;
  readonly bands: Bands;
}

class Facets {
  readonly #query: FacetsToCount;
  /** The keys of filters whose facets count other videos, too. */
  readonly #keys: readonly FilterKey[];
  /** Of the videos that match, by `Rows.facts`. */
  readonly #facts = new SumsBySlot(differentFacts);
  readonly #linked: BytesOfLinks<0>;
  /** For keys only. */
  readonly #counts = { missing: 0, broken: 0 };
  readonly #texts: ReadonlyMap<VideoProperty, SumsByText>;
  readonly #ranges: ReadonlyMap<VideoMeasure, Range>;

  /** @param linkedFiles how many files have several videos */
  constructor(query: FacetsToCount, keys: readonly FilterKey[], linkedFiles: number) {
    this.#linked = new BytesOfLinks(linkedFiles);
    this.#query = query;
    this.#keys = keys;
    const sums = (property: VideoProperty) =>
      new SumsByText(property, keys.includes(property) ? null : this.#facts, linkedFiles);
    this.#texts = new Map(query.properties.map((property) => [property, sums(property)]));
    this.#ranges = new Map(
      query.ranges.map(({ measure, edges }) => [
        measure,
        {
          // The last is of the numbers below all edges.
          sums: new SumsBySlot(edges.length + 1),
          linked: new BytesOfLinks(linkedFiles),
          bands: new Bands(measure === "modified_at" ? edges.map((edge) => edge * 1_000) : edges),
        },
      ]),
    );
  }

  add({ rows, block, missed, linked }: CountedBlock): void {
    const keys = this.#keys;
    const { facts } = rows;
    const sizes = block.numbers("file_size");
    const weights = weightsOf({ facts, sizes, durations: block.numbers("duration_seconds") });
    for (const { row } of linked) weights.bytes[row] = 0;
    const matching = rowsMissedBy(missed, 0);
    /** The videos that count for a key. */
    const of = (key: FilterKey) => (keys.includes(key) ? rowsMissedBy(missed, keys.indexOf(key) + 1) : matching);
    /** Those of them whose files have several videos. */
    const linkedOf = (key: FilterKey | null): readonly LinkedVideo[] => {
      const own = key === null || !keys.includes(key) ? 0 : keys.indexOf(key) + 1;
      return linked.filter(({ row }) => missed[row] === 0 || missed[row] === own);
    };
    for (const { row, file } of linkedOf(null)) this.#linked.add(0, file, sizes[row] ?? 0);
    const factNumbers = new Uint16Array(facts);
    this.#facts.add(matching, weights, factNumbers);
    for (const name of marks) {
      if (!keys.includes(name)) continue;
      const bit = factBits[name];
      for (const row of of(name)) if (((facts[row] ?? 0) & bit) !== 0) this.#counts[name] += 1;
    }
    for (const [property, sums] of this.#texts) {
      sums.add({ counted: of(property), weights, block, facts: factNumbers, linked: linkedOf(property), sizes });
    }
    for (const [measure, range] of this.#ranges) {
      const bands = range.bands.of(numbersOfMeasure(measure, block, facts));
      range.sums.add(of(measure), weights, bands);
      for (const { row, file } of linkedOf(measure)) range.linked.add(bands[row] ?? 0, file, sizes[row] ?? 0);
    }
  }

  counts(): FacetCounts {
    const { properties, ranges } = this.#query;
    const all = Array.from({ length: differentFacts }, (_, facts) => ({ facts, totals: this.#facts.of(facts) }));
    const [missing, broken] = marks.map((name) => {
      if (this.#keys.includes(name)) return this.#counts[name];
      return all.reduce((sum, { facts, totals }) => sum + ((facts & factBits[name]) === 0 ? 0 : totals.videos), 0);
    });
    const total = all.reduce((sum, { totals }) => plusTotals(sum, totals), noVideos);
    return {
      total: plusBytes(total, this.#linked.of(0)),
      missing: missing ?? 0,
      broken: broken ?? 0,
      texts: properties.map((property) => this.#texts.get(property)?.texts() ?? []),
      linked: properties.map((property) => this.#texts.get(property)?.linked() ?? []),
      ranges: ranges.map(({ measure, edges }) =>
        edges.map((_, nth) => {
          const range = this.#ranges.get(measure);
          return range === undefined ? noVideos : plusBytes(range.sums.of(nth), range.linked.of(nth));
        }),
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
