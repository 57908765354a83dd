import type { VideoMeasure, VideoProperty } from "../../../library/video-filter.ts";
import { plusBytes, plusTotals } from "../../../library/video-library.ts";
import { BytesOfLinks } from "../../videos/bytes-of-links.ts";
import type { FacetCounts, FacetsToCount, FilterKey } from "../../videos/video-index.ts";
import { type BlockSums, brokenSlot, facetNames, firstSlots, missingIn, slotsOf } from "./block-facets.ts";
import { EachVideo } from "./each-video.ts";
import type { FacetSums } from "./facet-sums.ts";
import type { LinkedVideo } from "./linked-videos.ts";
import { numbersOfMeasure } from "./numbers-of-measure.ts";
import { SumsByBand } from "./sums-by-band.ts";
import {
  addRows,
  bytesAt,
  keepMarked,
  SumsBySlot,
  totalsOfSlot,
  type Weights,
  weightsOf,
  width,
} from "./sums-by-slot.ts";
import { SumsByText } from "./sums-by-text.ts";
import { factBits, readRows } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

/** More than one filter leaves a video out, or one that is on no facet. */
export const several = 255;

interface BlockToCount {
  readonly block: ReadableBlock;
  readonly sums: BlockSums;
  /** All videos of the block whose files have several videos. */
  readonly linked: readonly LinkedVideo[];
}

/** The videos of a block that count. */
interface Counted extends BlockToCount {
  /** Of all slots, without the bytes of linked videos. */
  readonly counted: Float64Array;
  /** The videos that count for a key, by their places in the block. */
  readonly rowsOf: (key: FilterKey | null) => Uint16Array;
  /** Those of `linked` that count for a key. */
  readonly linkedOf: (key: FilterKey | null) => readonly LinkedVideo[];
}

interface Facet {
  readonly name: VideoProperty | VideoMeasure;
  /** The place in `facetNames`. */
  readonly nth: number;
  readonly sums: FacetSums;
}

/** Adds up all facets of blocks. */
export class FacetCounter {
  readonly #query: FacetsToCount;
  /** The keys of filters whose facets count other videos, too. */
  readonly #keys: readonly FilterKey[];
  /** Of the videos that match: those that are not broken, and those that are. */
  readonly #marks = new SumsBySlot(2);
  readonly #links: BytesOfLinks<0>;
  readonly #each = new EachVideo();
  /** For keys only. */
  readonly #counts = { missing: 0, broken: 0 };
  readonly #texts: readonly SumsByText[];
  readonly #bands: readonly SumsByBand[];
  readonly #facets: readonly Facet[];

  /** @param linkedFiles how many files have several videos */
  constructor(query: FacetsToCount, keys: readonly FilterKey[], linkedFiles: number) {
    const { properties, ranges } = query;
    this.#query = query;
    this.#keys = keys;
    this.#links = new BytesOfLinks(linkedFiles);
    this.#texts = properties.map((property) => new SumsByText(property, linkedFiles));
    this.#bands = ranges.map((range) => new SumsByBand(range, linkedFiles));
    this.#facets = [...this.#texts, ...this.#bands].map((sums) => ({
      sums,
      name: sums.name,
      nth: facetNames.indexOf(sums.name),
    }));
  }

  /**
   * Adds a block whose videos all match, apart from a filter on missing ones.
   *
   * @param block.missing this filter; null if they match it, too
   */
  addWhole(block: BlockToCount & { readonly missing: boolean | null }): void {
    const { sums, missing } = block;
    const linked = missing === true ? [] : block.linked;
    const { videos } = sums.meanings;
    const counted = linked.length === 0 && missing === null ? sums.sums : sums.sums.slice();
    if (missing !== null) keepMarked(counted, missing);
    this.#each.addWhole(sums, counted);
    this.#counts.missing += missingIn(sums.sums);
    this.#counts.broken += totalsOfSlot(counted, brokenSlot).videos;
    this.#subtractLinked(counted, { ...block, linked });
    const rowsOf = () => {
      const rows = Uint16Array.from({ length: videos }, (_, row) => row);
      if (missing === null) return rows;
      const { facts } = readRows(block.block.bytes("rows"));
      return rows.filter((row) => (((facts[row] as number) & factBits.missing) !== 0) === missing);
    };
    this.#add({ ...block, counted, rowsOf, linkedOf: () => linked });
  }

  /** @param block.missed see `missedVideos` */
  addSome(block: BlockToCount & { readonly missed: Uint8Array }): void {
    const { sums, linked, missed } = block;
    const rows = new Map<number, Uint16Array>();
    const rowsOf = (key: FilterKey | null) => {
      const own = this.#ownNumber(key);
      const known = rows.get(own) ?? rowsMissedBy(missed, own);
      rows.set(own, known);
      return known;
    };
    const linkedOf = (key: FilterKey | null) => {
      const own = this.#ownNumber(key);
      return linked.filter(({ row }) => missed[row] === 0 || missed[row] === own);
    };
    this.#each.addSome(block.block, rowsOf(null));
    const { facts } = readRows(block.block.bytes("rows"));
    for (const key of ["missing", "broken"] as const) {
      if (!this.#keys.includes(key)) continue;
      for (const row of rowsOf(key)) if (((facts[row] as number) & factBits[key]) !== 0) this.#counts[key] += 1;
    }
    const counted = new Float64Array(sums.sums.length);
    const weights = weightsOfBlock(block);
    const firsts = firstSlots(sums);
    const slots = block.block.bytes("slots");
    for (const { name, nth } of [marks, ...this.#facets]) {
      const counting = rowsOf(name === "broken" ? null : name);
      const slotOf = slotsOf(nth, slots, facts.length);
      addRows(counted, { first: firsts[nth] as number, rows: counting, weights, slotOf });
    }
    this.#add({ ...block, counted, rowsOf, linkedOf });
  }

  counts(): FacetCounts {
    const [others, broken] = [this.#marks.of(0), this.#marks.of(brokenSlot)];
    const total = plusTotals(others, broken);
    return {
      total: plusBytes(total, this.#links.of(0)),
      ofEach: this.#each.bytes(),
      missing: this.#keys.includes("missing") ? this.#counts.missing : total.missing,
      broken: this.#keys.includes("broken") ? this.#counts.broken : broken.videos,
      texts: this.#texts.map((sums) => sums.texts()),
      linked: this.#texts.map((sums) => sums.linked()),
      ranges: this.#bands.map((sums, nth) => (this.#query.ranges[nth]?.edges ?? []).map((_, band) => sums.of(band))),
    };
  }

  #add(counted: Counted): void {
    const { sums, block, linked } = counted;
    const firsts = firstSlots(sums);
    for (const slot of [0, brokenSlot]) this.#marks.add(slot, counted.counted, slot);
    const sizes = linked.length === 0 ? null : block.numbers("file_size");
    if (sizes !== null)
      for (const { row, file } of counted.linkedOf(null)) this.#links.add(0, file, sizes[row] as number);
    const slots = sizes === null ? null : block.bytes("slots");
    for (const { name, nth, sums: those } of this.#facets) {
      const places = those.placesOf(sums);
      const first = firsts[nth] as number;
      for (let slot = 0; slot < places.length; slot += 1) {
        const place = places[slot] as number | null;
        if (place !== null) those.add(place, counted.counted, first + slot);
      }
      if (slots !== null && sizes !== null) {
        const slotOf = slotsOf(nth, slots, sums.meanings.videos);
        for (const { row, file } of counted.linkedOf(name)) {
          const place = places[slotOf[row] as number] as number | null;
          if (place === null) continue;
          for (const links of those.linksOf(place)) links.add(file, sizes[row] as number);
        }
      }
      if (those instanceof SumsByBand && places.includes(null)) addOneByOne(those, { ...counted, places, nth });
    }
  }

  /** Takes the bytes of linked videos out of the sums of a whole block. */
  #subtractLinked(counted: Float64Array, { block, sums, linked }: BlockToCount): void {
    if (linked.length === 0) return;
    const sizes = block.numbers("file_size");
    const firsts = firstSlots(sums);
    const slots = block.bytes("slots");
    for (const { nth } of [marks, ...this.#facets]) {
      const slotOf = slotsOf(nth, slots, sums.meanings.videos);
      const first = firsts[nth] as number;
      for (const { row } of linked) {
        const at = (first + (slotOf[row] as number)) * width + bytesAt;
        counted[at] = (counted[at] as number) - (sizes[row] as number);
      }
    }
  }

  /** The number of the filter on a key, from 1; 0 if the facet of the key counts the videos that match. */
  #ownNumber(key: FilterKey | null): number {
    return key === null ? 0 : this.#keys.indexOf(key) + 1;
  }
}

const marks = { name: "broken", nth: 0 } as const;

/** What each video of a block adds, without the bytes of linked videos. */
function weightsOfBlock({ block, linked }: BlockToCount): Weights {
  const weights = weightsOf({
    facts: readRows(block.bytes("rows")).facts,
    sizes: block.numbers("file_size"),
    durations: block.numbers("duration_seconds"),
  });
  for (const { row } of linked) weights.bytes[row] = 0;
  return weights;
}

/** Adds the videos of those slots whose videos lie in several bands. */
function addOneByOne(
  sums: SumsByBand,
  counted: Counted & { readonly places: readonly (number | null)[]; readonly nth: number },
): void {
  const { block, places, nth, rowsOf, linkedOf } = counted;
  const { name } = sums;
  const { facts } = readRows(block.bytes("rows"));
  const bands = sums.bandsOf(numbersOfMeasure(name, block.numbers(name), facts));
  const slotOf = slotsOf(nth, block.bytes("slots"), facts.length);
  const isScattered = (row: number) => places[slotOf[row] as number] === null;
  const { videos, bytes, seconds } = weightsOfBlock(counted);
  for (const row of rowsOf(name)) {
    if (!isScattered(row)) continue;
    const video = Float64Array.of(videos[row] as number, bytes[row] as number, seconds[row] as number);
    sums.add(bands[row] as number, video, 0);
  }
  const sizes = block.numbers("file_size");
  for (const { row, file } of linkedOf(name)) {
    if (!isScattered(row)) continue;
    for (const links of sums.linksOf(bands[row] as number)) links.add(file, sizes[row] as number);
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
