/**
 * The facets of a block: the values of each property, and the parts of each measure. Each of them is a *slot*. `sums` adds
 * up the videos of each slot when the block is packed, so that the statistics of a million videos read a thousand sums.
 * `slots` says which slots each video has, for blocks of which only some videos count.
 *
 * A part of a measure is the numbers from its lowest to its highest. Whoever counts bands adds a part that lies in one band,
 * and looks at the videos of a part that does not. So the bands may be others than those of the program that packed.
 */
import { bandsOf } from "../../../library/measure-bands.ts";
import {
  timeMeasures,
  type VideoMeasure,
  type VideoProperty,
  videoMeasures,
  videoProperties,
} from "../../../library/video-filter.ts";
import { Bands } from "./bands.ts";
import { bytesOf, joinBytes } from "./join-bytes.ts";
import { numbersOfMeasure } from "./numbers-of-measure.ts";
import { addRows, totalsOfSlot, weightsOf, width } from "./sums-by-slot.ts";
import { columnOf, labelsOfFacts } from "./texts-of-property.ts";
import { factBits, type LabelColumn, type Labels } from "./video-block.ts";

/** In the order of `slots` and `sums`. Of `broken`, the second slot has the broken videos. */
export const facetNames = ["broken", ...videoProperties, ...videoMeasures] as const;

const firstMeasure = 1 + videoProperties.length;

/** What the slots of a block mean. */
export interface SlotMeanings {
  /** How many videos the block has. */
  readonly videos: number;
  /** The number of slots of each facet. */
  readonly counts: readonly number[];
  /** The texts of each property, sorted. */
  readonly texts: readonly (readonly string[])[];
}

export interface BlockSums {
  readonly meanings: SlotMeanings;
  /** Of all slots, facet by facet: see `addRows`. */
  readonly sums: Float64Array;
  /** Of each part of each measure: its lowest and its highest number, as the columns have them. */
  readonly parts: Float64Array;
}

interface BlockToSum {
  readonly facts: Uint8Array;
  readonly labels: Readonly<Record<LabelColumn, Labels>>;
  readonly numbers: Readonly<Record<VideoMeasure, Float64Array>>;
}

/** Finds the parts of measures: see `partsOf`. */
export type PackingBands = ReadonlyMap<VideoMeasure, { readonly edges: readonly number[]; readonly bands: Bands }>;

export function bandsForPacking(): PackingBands {
  return new Map(
    videoMeasures.map((measure) => {
      const perUnit = unitsOf(measure);
      const edges = bandsOf(measure).map(({ min }) => min * perUnit);
      return [measure, { edges, bands: new Bands(edges) }];
    }),
  );
}

/** How many units of a column are one unit of a measure: `modified_at` has microseconds. */
export function unitsOf(measure: VideoMeasure): number {
  return measure === "modified_at" ? 1_000 : 1;
}

export function packFacets(
  { facts, labels, numbers }: BlockToSum,
  bands: PackingBands,
): { slots: Uint8Array; sums: Uint8Array } {
  const videos = facts.length;
  const texts = videoProperties.map((property) => {
    const column = columnOf(property);
    return sortedLabels(column === null ? labelsOfFacts(property, facts) : labels[column]);
  });
  const measured = videoMeasures.map((measure) =>
    partsOf(measure, numbersOfMeasure(measure, numbers[measure], facts), bands),
  );
  const broken = Uint16Array.from(facts, (fact) => ((fact & factBits.broken) === 0 ? 0 : 1));
  const slotsOfFacets = [broken, ...texts.map(({ indexes }) => indexes), ...measured.map(({ slots }) => slots)];
  const counts = [
    2,
    ...texts.map(({ labels: those }) => those.length),
    ...measured.map(({ parts }) => parts.length / 2),
  ];
  const sums = new Float64Array(width * counts.reduce((sum, count) => sum + count, 0));
  const rows = Uint16Array.from({ length: videos }, (_, row) => row);
  const weights = weightsOf({ facts, sizes: numbers.file_size, durations: numbers.duration_seconds });
  const isWide = Math.max(...counts) > 256;
  const slots = isWide ? new Uint16Array(facetNames.length * videos) : new Uint8Array(facetNames.length * videos);
  let first = 0;
  for (const [nth, slotOf] of slotsOfFacets.entries()) {
    slots.set(slotOf, nth * videos);
    addRows(sums, { first, rows, weights, slotOf });
    first += counts[nth] ?? 0;
  }
  const meanings: SlotMeanings = { videos, counts, texts: texts.map(({ labels: those }) => those) };
  const parts = Float64Array.from(measured.flatMap((each) => each.parts));
  const header = Float64Array.of(sums.length, parts.length);
  const all = [header, sums, parts].map(bytesOf).reduce(joinBytes);
  return {
    slots: isWide ? bytesOf(slots as Uint16Array) : (slots as Uint8Array),
    sums: joinBytes(all, Buffer.from(JSON.stringify(meanings))),
  };
}

/** @param parse reads `SlotMeanings` from JSON. Many blocks have the same */
export function readSums(bytes: Uint8Array, parse: (json: string) => SlotMeanings): BlockSums {
  const [sums = 0, parts = 0] = new Float64Array(bytes.buffer, bytes.byteOffset, 2);
  const [atSums, atParts, end] = [2, 2 + sums, 2 + sums + parts].map((nth) => bytes.byteOffset + nth * 8);
  const json = Buffer.from(bytes.buffer, end, bytes.length - ((end ?? 0) - bytes.byteOffset)).toString();
  return {
    meanings: parse(json),
    sums: new Float64Array(bytes.buffer, atSums, sums),
    parts: new Float64Array(bytes.buffer, atParts, parts),
  };
}

export type Slots = Uint8Array | Uint16Array;

/** The slots of a facet of all videos of a block. */
export function slotsOf(facet: number, bytes: Uint8Array, videos: number): Slots {
  const isWide = bytes.length > facetNames.length * videos;
  return isWide
    ? new Uint16Array(bytes.buffer, bytes.byteOffset + 2 * facet * videos, videos)
    : new Uint8Array(bytes.buffer, bytes.byteOffset + facet * videos, videos);
}

/** The lowest and the highest number of each part of a measure: two for each slot. */
export function partsOfMeasure({ meanings, parts }: BlockSums, measure: VideoMeasure): Float64Array {
  let first = 0;
  for (const [nth, name] of videoMeasures.entries()) {
    const count = 2 * (meanings.counts[firstMeasure + nth] ?? 0);
    if (name === measure) return parts.subarray(first, first + count);
    first += count;
  }
  return new Float64Array();
}

/** The first slot of each facet of a block. */
export function firstSlots({ meanings: { counts } }: BlockSums): Uint32Array {
  const firsts = new Uint32Array(counts.length);
  for (let nth = 1; nth < counts.length; nth += 1)
    firsts[nth] = (firsts[nth - 1] as number) + (counts[nth - 1] as number);
  return firsts;
}

/** The texts of the slots of a property. */
export function textsOfSlots({ meanings }: BlockSums, property: VideoProperty): readonly string[] {
  return meanings.texts[videoProperties.indexOf(property)] ?? [];
}

/** Each text once, and only those that videos have, so that many blocks have the same list. */
function sortedLabels({ labels, indexes }: Labels): Labels {
  const used = new Uint8Array(labels.length);
  for (const index of indexes) used[index] = 1;
  const sorted = [...new Set(labels.filter((_, index) => used[index] === 1))].toSorted();
  const places = new Map(sorted.map((label, place) => [label, place]));
  const placeOf = Uint16Array.from(labels, (label) => places.get(label) ?? 0);
  const slots = new Uint16Array(indexes.length);
  for (let row = 0; row < slots.length; row += 1) slots[row] = placeOf[indexes[row] as number] as number;
  return { labels: sorted, indexes: slots };
}

/** Where years and months begin depends on where people are: at most so many milliseconds from UTC. */
const mostFromUtc = 16 * 3_600_000;

/** All of today's time zones are whole steps from UTC, in milliseconds. */
const zoneStep = 900_000;

/**
 * Parts of a measure, each within a band. Of times, the hours around the ends of years and months are parts of their own,
 * so that each part lies in one year and month of every time zone.
 */
function partsOf(
  measure: VideoMeasure,
  numbers: Float64Array,
  packing: PackingBands,
): { slots: Uint16Array; parts: readonly number[] } {
  const { edges = [], bands: bandsOfNumbers } = packing.get(measure) ?? {};
  const bands = bandsOfNumbers?.of(numbers) ?? new Uint16Array(numbers.length);
  const [near, step] = [mostFromUtc * unitsOf(measure), zoneStep * unitsOf(measure)];
  const isTime = timeMeasures.has(measure);
  const slots = new Uint16Array(numbers.length);
  const slotOfKey = new Map<number, number>();
  const parts: number[] = [];
  for (let row = 0; row < numbers.length; row += 1) {
    const number = numbers[row] as number;
    const band = bands[row] as number;
    const isNear =
      isTime && (number < (edges[band] ?? -Infinity) + near || number > (edges[band + 1] ?? Infinity) - near);
    // Below all bands: no time near a year from 1900 to 2100 has so many steps.
    const key = isNear ? Math.floor(number / step) - 1e9 : band;
    const slot = slotOfKey.get(key) ?? slotOfKey.size;
    if (slot === slotOfKey.size) {
      slotOfKey.set(key, slot);
      parts.push(number, number);
    }
    slots[row] = slot;
    if (number < (parts[2 * slot] as number)) parts[2 * slot] = number;
    if (number > (parts[2 * slot + 1] as number)) parts[2 * slot + 1] = number;
  }
  return { slots, parts };
}

/** The slot of broken videos. */
export const brokenSlot = 1;

/** @param sums of a block */
export function missingIn(sums: Float64Array): number {
  return totalsOfSlot(sums, 0).missing + totalsOfSlot(sums, brokenSlot).missing;
}

/** @param sums of a block */
export function brokenIn(sums: Float64Array): number {
  return totalsOfSlot(sums, brokenSlot).videos;
}
