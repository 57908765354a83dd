/** The filters of videos, on blocks: see `video-block.ts`. */
import type { DatabaseSync } from "node:sqlite";
import {
  isChosen,
  type MeasureRange,
  timeMeasures,
  type ValueChoice,
  type VideoMeasure,
  type VideoProperty,
  videoMeasures,
  videoProperties,
} from "../../../library/video-filter.ts";
import { valuesInText } from "../../videos/property-values.ts";
import type { FilterKey, VideosToMatch } from "../../videos/video-index.ts";
import { type BlockSums, brokenIn, missingIn, partsOfMeasure, textsOfSlots, unitsOf } from "./block-facets.ts";
import { among, type DirectorySet, directoriesIn, onlyDirectory } from "./directory-set.ts";
import { numbersOfMeasure } from "./numbers-of-measure.ts";
import { columnOf, labelsOfFacts } from "./texts-of-property.ts";
import { factBits, type LabelColumn, noNumber, type Rows, readDirectories, readRows } from "./video-block.ts";
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
  const filters = blockFilters(database, query.filters);
  blocks.forEach(query, (block) => {
    const rows = readRows(block.bytes("rows"));
    const matches = new Uint8Array(rows.places.length).fill(1);
    let count = matches.length;
    for (const { keep: filter } of filters) {
      if (count > 0) count = filter(matches, rows, block);
    }
    return count === 0 || visit({ block, rows, matches, count });
  });
}

/**
 * Sets `matches` to 0 for each video of the block that does not match.
 *
 * @returns how many do. If it is 0, `matches` may be as it was
 */
type Keep = (matches: Uint8Array, rows: Rows, block: ReadableBlock) => number;

export interface BlockFilter {
  readonly key: FilterKey;
  readonly keep: Keep;
  /** Says which videos of a block match, if that can be told without looking at each. Default: `some` */
  readonly judge?: (sums: BlockSums, block: ReadableBlock) => Verdict;
}

/** `some` if it is not known. */
type Verdict = "all" | "some" | "none";

/** The filters of a query. The first ones need the least reading. */
export function blockFilters(database: DatabaseSync, query: VideosToMatch): readonly BlockFilter[] {
  const { words, jobId, missing, broken, directory, isDirect, values, ranges } = query;
  const filters: BlockFilter[] = [];
  if (missing !== null) filters.push({ key: "missing", ...hasMark("missing", missing) });
  if (broken !== null) filters.push({ key: "broken", ...hasMark("broken", broken) });
  for (const property of videoProperties) {
    const choice = values[property];
    if (choice !== undefined) filters.push({ key: property, ...hasValue(property, choice) });
  }
  for (const measure of videoMeasures) {
    const range = ranges[measure];
    if (range !== undefined) filters.push({ key: measure, ...isInRange(measure, range) });
  }
  // The job that marks a video missing does not write the video: it has a column of its own.
  if (jobId !== null) filters.push({ key: "place", keep: hasLabel(missing === true ? "missing_jobs" : "jobs", jobId) });
  if (directory !== null) {
    const directories = isDirect ? onlyDirectory(database, directory) : directoriesIn(database, directory);
    filters.push({ key: "place", ...isIn(directories) });
  }
  if (words.length > 0) {
    const matcher = new WordMatcher(database, words);
    filters.push({ key: "place", keep: (matches, _, block) => matcher.filter(matches, block) });
  }
  return filters;
}

type Look = Omit<BlockFilter, "key">;

function hasMark(mark: "missing" | "broken", isWanted: boolean): Look {
  const bit = factBits[mark];
  return {
    keep: (matches, { facts }) => keep(matches, (index) => (((facts[index] ?? 0) & bit) !== 0) === isWanted),
    judge({ meanings: { videos }, sums }) {
      const marked = mark === "missing" ? missingIn(sums) : brokenIn(sums);
      return verdictOf(isWanted ? marked : videos - marked, videos);
    },
  };
}

function verdictOf(matching: number, all: number): Verdict {
  return matching === 0 ? "none" : matching === all ? "all" : "some";
}

function hasValue(property: VideoProperty, choice: ValueChoice): Look {
  // Most blocks have the same few texts.
  const known = new Map<string, boolean>();
  const isWanted = (text: string) => {
    const wanted = known.get(text) ?? isChosen(choice, valuesInText(property, text));
    known.set(text, wanted);
    return wanted;
  };
  const column = columnOf(property);
  return {
    keep(matches, { facts }, block) {
      const { labels, indexes } = column === null ? labelsOfFacts(property, facts) : block.labels(column, facts.length);
      const wanted = labels.map(isWanted);
      if (!wanted.includes(true)) return 0;
      return wanted.includes(false) ? keepWanted(matches, indexes, wanted) : count(matches);
    },
    judge(sums) {
      const texts = textsOfSlots(sums, property);
      return verdictOf(texts.filter(isWanted).length, texts.length);
    },
  };
}

function isInRange(measure: VideoMeasure, range: MeasureRange): Look {
  // A number that is not known is below 0.
  const { min = timeMeasures.has(measure) ? -Infinity : 0, max = Infinity } = range;
  const unit = unitsOf(measure);
  const [from, to] = [min * unit, max * unit + (unit - 1)];
  return {
    keep(matches, { facts }, block) {
      const numbers = numbersOfMeasure(measure, block.numbers(measure), facts);
      return keep(matches, (index) => {
        const number = numbers[index] ?? noNumber;
        return number >= from && number <= to;
      });
    },
    judge(sums) {
      const parts = partsOfMeasure(sums, measure);
      const slots = Array.from({ length: parts.length / 2 }, (_, slot) => {
        const [lowest, highest] = [parts[2 * slot] as number, parts[2 * slot + 1] as number];
        return lowest >= from && highest <= to ? "all" : lowest > to || highest < from ? "none" : "some";
      });
      if (slots.every((verdict) => verdict === "all")) return "all";
      return slots.every((verdict) => verdict === "none") ? "none" : "some";
    },
  };
}

function hasLabel(column: LabelColumn, label: string): Keep {
  return (matches, _, block) => {
    const { labels, indexes } = block.labels(column, matches.length);
    const wanted = labels.indexOf(label);
    return wanted === -1 ? 0 : keep(matches, (index) => indexes[index] === wanted);
  };
}

function isIn(directories: DirectorySet): Look {
  return {
    keep(matches, _, block) {
      const { ids, indexes } = readDirectories(block.bytes("directories"), matches.length);
      const wanted = among(ids, directories);
      if (!wanted.includes(1)) return 0;
      return wanted.includes(0)
        ? keepWanted(
            matches,
            indexes,
            Array.from(wanted, (each) => each === 1),
          )
        : count(matches);
    },
    judge({ meanings: { videos } }, block) {
      const { ids } = readDirectories(block.bytes("directories"), videos);
      const wanted = among(ids, directories);
      return wanted.includes(0) ? (wanted.includes(1) ? "some" : "none") : "all";
    },
  };
}

/** Keeps the videos whose index is wanted. */
function keepWanted(matches: Uint8Array, indexes: Uint16Array, wanted: readonly boolean[]): number {
  const isWanted = Uint8Array.from(wanted, Number);
  let kept = 0;
  for (let index = 0; index < matches.length; index += 1) {
    const match = (matches[index] as number) & (isWanted[indexes[index] as number] as number);
    matches[index] = match;
    kept += match;
  }
  return kept;
}

function keep(matches: Uint8Array, isMatch: (index: number) => boolean): number {
  let kept = 0;
  for (let index = 0; index < matches.length; index += 1) {
    if (matches[index] === 1 && isMatch(index)) kept += 1;
    else matches[index] = 0;
  }
  return kept;
}

function count(matches: Uint8Array): number {
  let matching = 0;
  for (const match of matches) matching += match;
  return matching;
}
