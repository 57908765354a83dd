/** Packs videos into the columns of a block: see `video-block.ts`. */
import { foldText } from "../../../files/folded-text.ts";
import { resolutionOf, resolutions } from "../../../library/resolution.ts";
import { type PackingBands, packFacets } from "./block-facets.ts";
import { hashOfFile } from "./hash-of-file.ts";
import { bytesOf, joinBytes } from "./join-bytes.ts";
import {
  type Block,
  factBits,
  type LabelColumn,
  type Labels,
  type NumberColumn,
  noNumber,
  videosPerBlock,
} from "./video-block.ts";

/**
 * A row of `videos`, with numbers that fit into a JavaScript number. A list of its values, because a block is packed anew
 * whenever files of it were moved, and objects would take twice as long.
 */
export type BlockRow = readonly [
  number: number,
  filename: string,
  nameKey: string,
  directoryId: number,
  videoCodec: string,
  width: number,
  height: number,
  jobId: string,
  missingJobId: string | null,
  isMissing: number,
  suspect: string | null,
  checkVerdict: string | null,
  createdAt: number,
  durationSeconds: number | null,
  fileSize: number,
  modifiedUs: number,
  /** Of all sounds: see `VideoFacts.audioCodecs`. */
  audioCodecs: string | null,
  audioLanguages: string,
  /** Of streams, and then of files: see `subtitleLanguagesOf`. */
  subtitleLanguages: string,
  hdr: string | null,
  bitDepth: number | null,
  container: string,
  frameRate: number | null,
  bitRate: number | null,
  disk: string | null,
  fileNumber: number | null,
];

/** The places of the values in a `BlockRow`. */
const at = {
  number: 0,
  filename: 1,
  nameKey: 2,
  directoryId: 3,
  videoCodec: 4,
  width: 5,
  height: 6,
  jobId: 7,
  missingJobId: 8,
  isMissing: 9,
  suspect: 10,
  checkVerdict: 11,
  createdAt: 12,
  durationSeconds: 13,
  fileSize: 14,
  modifiedUs: 15,
  audioCodecs: 16,
  audioLanguages: 17,
  subtitleLanguages: 18,
  hdr: 19,
  bitDepth: 20,
  container: 21,
  frameRate: 22,
  bitRate: 23,
  disk: 24,
  fileNumber: 25,
} as const;

/** Columns of labels, each with its value of a row. */
const labelColumns: Readonly<Record<LabelColumn, number>> = {
  codecs: at.videoCodec,
  jobs: at.jobId,
  missing_jobs: at.missingJobId,
  audio_codecs: at.audioCodecs,
  audio_languages: at.audioLanguages,
  subtitle_languages: at.subtitleLanguages,
  hdr_kinds: at.hdr,
  bit_depths: at.bitDepth,
  containers: at.container,
};

/** Columns of numbers, each with its value of a row. */
const numberColumns: Readonly<Record<Exclude<NumberColumn, "file">, number>> = {
  created_at: at.createdAt,
  duration_seconds: at.durationSeconds,
  file_size: at.fileSize,
  modified_at: at.modifiedUs,
  frame_rate: at.frameRate,
  bit_rate: at.bitRate,
};

/** @param bands of `bandsForPacking` */
export function packBlock(rows: readonly BlockRow[], bands: PackingBands): Block {
  const count = rows.length;
  const [places, facts] = [new Uint16Array(count), new Uint8Array(count)];
  const directories = new Indexed<number>(count);
  const [names, sortNames] = [new JoinedTexts(count), new JoinedTexts(count)];
  for (let index = 0; index < count; index += 1) {
    const row = rows[index] as BlockRow;
    places[index] = row[at.number] % videosPerBlock;
    names.add(index, foldText(row[at.filename]));
    sortNames.add(index, row[at.nameKey]);
    directories.add(index, row[at.directoryId]);
    facts[index] =
      resolutions.indexOf(resolutionOf({ width: row[at.width], height: row[at.height] })) |
      (row[at.isMissing] === 1 ? factBits.missing : 0) |
      (row[at.checkVerdict] === "broken" ? factBits.broken : 0) |
      suspectBit(row[at.suspect]);
  }
  const labels = mapValues(labelColumns, (place) => labelsOf(rows, place));
  const numbers = mapValues(numberColumns, (place) => numbersOf(rows, place));
  return {
    rows: joinBytes(bytesOf(places), facts),
    directories: joinBytes(bytesOf(Uint32Array.from(directories.different)), bytesOf(directories.indexes)),
    names: names.texts,
    name_ends: names.ends,
    sort_names: sortNames.texts,
    sort_name_ends: sortNames.ends,
    ...mapValues(labels, (those) => joinBytes(bytesOf(those.indexes), Buffer.from(JSON.stringify(those.labels)))),
    ...mapValues(numbers, bytesOf),
    file: bytesOf(Float64Array.from(rows, fileOfRow)),
    ...packFacets({ facts, labels, numbers }, bands),
  };
}

function mapValues<Name extends string, From, To>(
  values: Readonly<Record<Name, From>>,
  map: (value: From) => To,
): Readonly<Record<Name, To>> {
  const mapped = Object.entries<From>(values).map(([name, value]) => [name, map(value)]);
  return Object.fromEntries(mapped) as Record<Name, To>;
}

function suspectBit(suspect: string | null): number {
  return suspect === "truncated" ? factBits.truncated : suspect === "length" ? factBits.suspectLength : 0;
}

/** One text of all texts, each with a NUL at its end, which no name has, and the places of these. */
class JoinedTexts {
  readonly #ends: Uint32Array;
  #texts = "";

  constructor(count: number) {
    this.#ends = new Uint32Array(count);
  }

  add(index: number, text: string): void {
    this.#texts += `${text.includes("\0") ? text.replaceAll("\0", "") : text}\0`;
    this.#ends[index] = this.#texts.length - 1;
  }

  get texts(): string {
    return this.#texts;
  }

  get ends(): Uint8Array {
    return bytesOf(this.#ends);
  }
}

function labelsOf(rows: readonly BlockRow[], place: number): Labels {
  const { indexes, different } = Indexed.of(rows, place);
  return { indexes, labels: different.map((value) => String(value ?? "")) };
}

function numbersOf(rows: readonly BlockRow[], place: number): Float64Array {
  const numbers = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) numbers[index] = Number(rows[index]?.[place] ?? noNumber);
  return numbers;
}

function fileOfRow(row: BlockRow): number {
  const [disk, number] = [row[at.disk], row[at.fileNumber]];
  if (disk === null || number === null || row[at.isMissing] === 1) return noNumber;
  return hashOfFile({ disk, number, size: row[at.fileSize], modifiedUs: row[at.modifiedUs] });
}

/** The different values, and which of them stands in each place. */
class Indexed<Value> {
  readonly indexes: Uint16Array;
  readonly #places = new Map<Value, number>();

  constructor(count: number) {
    this.indexes = new Uint16Array(count);
  }

  /** The different values that rows have in one place. */
  static of(rows: readonly BlockRow[], place: number): Indexed<BlockRow[number] | undefined> {
    const indexed = new Indexed<BlockRow[number] | undefined>(rows.length);
    for (let index = 0; index < rows.length; index += 1) indexed.add(index, rows[index]?.[place]);
    return indexed;
  }

  get different(): readonly Value[] {
    return [...this.#places.keys()];
  }

  add(index: number, value: Value): void {
    const place = this.#places.get(value) ?? this.#places.size;
    if (place === this.#places.size) this.#places.set(value, place);
    this.indexes[index] = place;
  }
}
