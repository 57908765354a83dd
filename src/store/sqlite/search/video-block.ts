/**
 * The columns of a block: the values of up to 1,024 videos with neighbouring numbers, packed so that a search of a
 * million videos reads a few thousand values. Each column is a value of its own, and a search reads only the columns that
 * it needs. The n-th entry of every column belongs to the n-th video of the block.
 *
 * Numbers are in the byte order of the machine that wrote them. All machines that run Node 24 have the same.
 */
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
  "slots",
  "sums",
] as const;
export type ColumnName = (typeof columnNames)[number];

/** Columns of a few different texts. */
export type LabelColumn =
  | "codecs"
  | "jobs"
  | "missing_jobs"
  | "audio_codecs"
  | "audio_languages"
  | "subtitle_languages"
  | "hdr_kinds"
  | "bit_depths"
  | "containers";

/**
 * Columns of numbers. A video without the number has `noNumber`. `file` has `hashOfFile`, and nothing for a video that is
 * missing or whose file has no number.
 */
export type NumberColumn =
  | "created_at"
  | "duration_seconds"
  | "file_size"
  | "modified_at"
  | "frame_rate"
  | "bit_rate"
  | "file";

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

/** The places of the ends of texts. */
export function readEnds(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** @param count the number of videos of the block */
export function readLabels(bytes: Uint8Array, count: number): Labels {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 2 * count, bytes.length - 2 * count).toString();
  return { labels: JSON.parse(text) as string[], indexes: new Uint16Array(bytes.buffer, bytes.byteOffset, count) };
}

export function readNumbers(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}
