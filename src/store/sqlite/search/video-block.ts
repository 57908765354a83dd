/**
 * The columns of a block: the values of up to 1,024 videos with neighbouring numbers, packed so that a search of a
 * million videos reads a few thousand values. Each column is a value of its own, and a search reads only the columns that
 * it needs. The n-th entry of every column belongs to the n-th video of the block.
 *
 * Numbers are in the byte order of the machine that wrote them. All machines that run Node 24 have the same.
 */
import { foldText } from "../../../files/folded-text.ts";
import { resolutionOf, resolutions } from "../../../library/resolution.ts";
import { hashOfFile } from "./hash-of-file.ts";

/** How many numbers of videos a block spans. The tables and triggers in `migrations/` have it too. */
export const videosPerBlock = 1024;

export const columnNames = [
  "rows",
  "directories",
  "names",
  "name_ends",
  "codecs",
  "jobs",
  "missing_jobs",
  "created_at",
  "duration_seconds",
  "file_size",
  "modified_at",
  "sort_names",
  "sort_name_ends",
  "audio_codecs",
  "audio_languages",
  "subtitle_languages",
  "hdr_kinds",
  "bit_depths",
  "containers",
  "frame_rate",
  "bit_rate",
  "file",
] as const;
export type ColumnName = (typeof columnNames)[number];

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
  audioCodec: string | null,
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
  audioCodec: 16,
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

/** Columns of a few different texts, each with its value of a row. */
const labelColumns = {
  codecs: at.videoCodec,
  jobs: at.jobId,
  missing_jobs: at.missingJobId,
  audio_codecs: at.audioCodec,
  audio_languages: at.audioLanguages,
  subtitle_languages: at.subtitleLanguages,
  hdr_kinds: at.hdr,
  bit_depths: at.bitDepth,
  containers: at.container,
} as const satisfies Partial<Record<ColumnName, number>>;
export type LabelColumn = keyof typeof labelColumns;

/** Columns of numbers, each with its value of a row. A video without the number has `noNumber`. */
const numberColumns = {
  created_at: at.createdAt,
  duration_seconds: at.durationSeconds,
  file_size: at.fileSize,
  modified_at: at.modifiedUs,
  frame_rate: at.frameRate,
  bit_rate: at.bitRate,
} as const satisfies Partial<Record<ColumnName, number>>;
/** `file` has `hashOfFile`, and nothing for a video that is missing or whose file has no number. */
export type NumberColumn = keyof typeof numberColumns | "file";

/** Less than every number, so that a video without a length is the shortest. */
export const noNumber = -1;

/** The facts that every search needs. */
export interface Rows {
  /** The numbers of the videos, counted from the first that the block can have. */
  readonly places: Uint16Array;
  /** The index in `resolutions`, and bits of `factBits`. */
  readonly facts: Uint8Array;
}

/** Bits of `Rows.facts`. */
export const factBits = {
  resolution: 0x0f,
  broken: 0x10,
  truncated: 0x20,
  suspectLength: 0x40,
  missing: 0x80,
} as const;

/** The directories of the videos of a block: a few ids, and which of them each video has. */
export interface Directories {
  readonly ids: Uint32Array;
  readonly indexes: Uint16Array;
}

/** A few different texts, and which of them each video has. */
export interface Labels {
  readonly labels: readonly string[];
  readonly indexes: Uint16Array;
}

export type Block = Readonly<Record<ColumnName, Uint8Array | string>>;

export function packBlock(rows: readonly BlockRow[]): Block {
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
  return {
    rows: joinBytes(bytesOf(places), facts),
    directories: joinBytes(bytesOf(Uint32Array.from(directories.different)), bytesOf(directories.indexes)),
    names: names.texts,
    name_ends: names.ends,
    sort_names: sortNames.texts,
    sort_name_ends: sortNames.ends,
    ...mapValues(labelColumns, (place) => labelsOf(rows, place)),
    ...mapValues(numberColumns, (place) => numbersOf(rows, place)),
    file: bytesOf(Float64Array.from(rows, fileOfRow)),
  };
}

function mapValues<Name extends string>(
  columns: Readonly<Record<Name, number>>,
  pack: (place: number) => Uint8Array,
): Readonly<Record<Name, Uint8Array>> {
  const packed = Object.entries<number>(columns).map(([name, place]) => [name, pack(place)]);
  return Object.fromEntries(packed) as Record<Name, Uint8Array>;
}

function suspectBit(suspect: string | null): number {
  return suspect === "truncated" ? factBits.truncated : suspect === "length" ? factBits.suspectLength : 0;
}

export function readRows(bytes: Uint8Array): Rows {
  const count = bytes.length / 3;
  return { places: new Uint16Array(bytes.buffer, bytes.byteOffset, count), facts: bytes.subarray(2 * count) };
}

/** @param count the number of videos of the block */
export function readDirectories(bytes: Uint8Array, count: number): Directories {
  const end = bytes.length - 2 * count;
  return {
    ids: new Uint32Array(bytes.buffer, bytes.byteOffset, end / 4),
    indexes: new Uint16Array(bytes.buffer, bytes.byteOffset + end, count),
  };
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

/** The places of the ends of texts. */
export function readEnds(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function labelsOf(rows: readonly BlockRow[], place: number): Uint8Array {
  const { indexes, different } = Indexed.of(rows, place);
  return joinBytes(bytesOf(indexes), Buffer.from(JSON.stringify(different.map((value) => String(value ?? "")))));
}

function numbersOf(rows: readonly BlockRow[], place: number): Uint8Array {
  const numbers = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) numbers[index] = Number(rows[index]?.[place] ?? noNumber);
  return bytesOf(numbers);
}

function fileOfRow(row: BlockRow): number {
  const [disk, number] = [row[at.disk], row[at.fileNumber]];
  if (disk === null || number === null || row[at.isMissing] === 1) return noNumber;
  return hashOfFile({ disk, number, size: row[at.fileSize], modifiedUs: row[at.modifiedUs] });
}

/** @param count the number of videos of the block */
export function readLabels(bytes: Uint8Array, count: number): Labels {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 2 * count, bytes.length - 2 * count).toString();
  return { labels: JSON.parse(text) as string[], indexes: new Uint16Array(bytes.buffer, bytes.byteOffset, count) };
}

export function readNumbers(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
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

/** Not `Buffer.concat`: its memory may begin in the middle of a number. */
function joinBytes(one: Uint8Array, other: Uint8Array): Uint8Array {
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}

function bytesOf(array: Float64Array | Uint32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
