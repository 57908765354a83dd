/**
 * The columns of a block: the values of up to 1,024 videos with neighbouring numbers, packed so that a search of a
 * million videos reads a few thousand values. Each column is a value of its own, and a search reads only the columns that
 * it needs. The n-th entry of every column belongs to the n-th video of the block.
 *
 * Numbers are in the byte order of the machine that wrote them. All machines that run Node 24 have the same.
 */
import { foldText } from "../../../files/folded-text.ts";
import { resolutionOf, resolutions } from "../../../library/resolution.ts";

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
] as const;
export type ColumnName = (typeof columnNames)[number];

/** A row of `videos`, with numbers that fit into a JavaScript number. */
export interface BlockRow {
  readonly number: number;
  readonly filename: string;
  readonly name_key: string;
  readonly directory_id: number;
  readonly video_codec: string;
  readonly width: number;
  readonly height: number;
  readonly job_id: string;
  readonly missing_job_id: string | null;
  readonly is_missing: number;
  readonly suspect: string | null;
  readonly check_verdict: string | null;
  readonly created_at: number;
  readonly duration_seconds: number | null;
  readonly file_size: number;
  readonly modified_us: number;
}

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
  const names = joinTexts(rows.map((row) => foldText(row.filename)));
  const sortNames = joinTexts(rows.map((row) => row.name_key));
  return {
    rows: packRows(rows),
    directories: packDirectories(rows),
    names: names.texts,
    name_ends: names.ends,
    codecs: packLabels(rows.map((row) => row.video_codec)),
    jobs: packLabels(rows.map((row) => row.job_id)),
    missing_jobs: packLabels(rows.map((row) => row.missing_job_id ?? "")),
    created_at: packNumbers(rows, (row) => row.created_at),
    // A video without a length is the shortest.
    duration_seconds: packNumbers(rows, (row) => row.duration_seconds ?? -1),
    file_size: packNumbers(rows, (row) => row.file_size),
    modified_at: packNumbers(rows, (row) => row.modified_us),
    sort_names: sortNames.texts,
    sort_name_ends: sortNames.ends,
  };
}

function packRows(rows: readonly BlockRow[]): Uint8Array {
  const places = new Uint16Array(rows.length);
  const facts = new Uint8Array(rows.length);
  for (const [index, row] of rows.entries()) {
    places[index] = row.number % videosPerBlock;
    facts[index] =
      resolutions.indexOf(resolutionOf(row)) |
      (row.is_missing === 1 ? factBits.missing : 0) |
      (row.check_verdict === "broken" ? factBits.broken : 0) |
      suspectBit(row.suspect);
  }
  return joinBytes(bytesOf(places), facts);
}

function suspectBit(suspect: string | null): number {
  return suspect === "truncated" ? factBits.truncated : suspect === "length" ? factBits.suspectLength : 0;
}

export function readRows(bytes: Uint8Array): Rows {
  const count = bytes.length / 3;
  return { places: new Uint16Array(bytes.buffer, bytes.byteOffset, count), facts: bytes.subarray(2 * count) };
}

function packDirectories(rows: readonly BlockRow[]): Uint8Array {
  const { different, indexes } = indexed(rows.map((row) => row.directory_id));
  return joinBytes(bytesOf(Uint32Array.from(different)), bytesOf(indexes));
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
function joinTexts(texts: readonly string[]): { readonly texts: string; readonly ends: Uint8Array } {
  const ends = new Uint32Array(texts.length);
  let all = "";
  for (const [index, text] of texts.entries()) {
    all += `${text.includes("\0") ? text.replaceAll("\0", "") : text}\0`;
    ends[index] = all.length - 1;
  }
  return { texts: all, ends: bytesOf(ends) };
}

/** The places of the ends of texts. */
export function readEnds(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function packLabels(texts: readonly string[]): Uint8Array {
  const { different, indexes } = indexed(texts);
  return joinBytes(bytesOf(indexes), Buffer.from(JSON.stringify(different)));
}

/** @param count the number of videos of the block */
export function readLabels(bytes: Uint8Array, count: number): Labels {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 2 * count, bytes.length - 2 * count).toString();
  return { labels: JSON.parse(text) as string[], indexes: new Uint16Array(bytes.buffer, bytes.byteOffset, count) };
}

function packNumbers(rows: readonly BlockRow[], valueOf: (row: BlockRow) => number): Uint8Array {
  const values = new Float64Array(rows.length);
  for (const [index, row] of rows.entries()) values[index] = valueOf(row);
  return bytesOf(values);
}

export function readNumbers(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}

/** The different values, and which of them stands in each place. */
function indexed<Value>(values: readonly Value[]): {
  readonly different: readonly Value[];
  readonly indexes: Uint16Array;
} {
  const places = new Map<Value, number>();
  const indexes = new Uint16Array(values.length);
  for (const [index, value] of values.entries()) {
    const place = places.get(value) ?? places.size;
    if (place === places.size) places.set(value, place);
    indexes[index] = place;
  }
  return { different: [...places.keys()], indexes };
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
