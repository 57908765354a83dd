/**
 * What a video has one of a few values of, or several. Every value is a text. `none` is the value of a video that has none,
 * or of which it is not known: no sound, no language that is named, a film that was not read for it yet.
 *
 * - `audio_codec`: of all sounds
 * - `audio_language`, `subtitle_language`: as `languageOfTag` gives them. Those of subtitles are in the file or beside it
 * - `bit_depth`: of the pixels, such as `10`
 * - `resolution`: one of `resolutions`
 * - `suspect`: one of `suspects`
 * - all others: by ffprobe's names
 */
export const videoProperties = [
  "video_codec",
  "audio_codec",
  "audio_language",
  "subtitle_language",
  "hdr",
  "bit_depth",
  "resolution",
  "container",
  "suspect",
] as const;
export type VideoProperty = (typeof videoProperties)[number];

/** The value of a video that has no value. */
export const noValue = "none";

/** Properties of which a video may have several values at once. */
export const manyValued: ReadonlySet<VideoProperty> = new Set(["audio_codec", "audio_language", "subtitle_language"]);

/** The values that are wanted, and those that are not. */
export interface ValueChoice {
  /** A video has at least one of these. Absent: any. */
  readonly anyOf?: readonly string[];
  /** A video has each of these. Only of `manyValued`. */
  readonly allOf?: readonly string[];
  /** A video has none of these. */
  readonly noneOf?: readonly string[];
}

/** Whether a video with these values matches. @param values at least one: `noValue` where a video has none */
export function isChosen({ anyOf, allOf, noneOf }: ValueChoice, values: readonly string[]): boolean {
  if (noneOf !== undefined && values.some((value) => noneOf.includes(value))) return false;
  if (allOf !== undefined && !allOf.every((value) => values.includes(value))) return false;
  return anyOf === undefined || values.some((value) => anyOf.includes(value));
}

/**
 * What a video has a number of: bytes, seconds, frames a second, bits a second, and for times milliseconds since 1970.
 * A video of which the number is not known is in no range. One whose length is in doubt is in no range of lengths.
 */
export const videoMeasures = [
  "file_size",
  "duration_seconds",
  "frame_rate",
  "bit_rate",
  "modified_at",
  "created_at",
] as const;
export type VideoMeasure = (typeof videoMeasures)[number];

/** Measures that are times: they may be before 1970, below 0. All others are 0 or more. */
export const timeMeasures: ReadonlySet<VideoMeasure> = new Set(["modified_at", "created_at"]);

/** Both ends are part of it. */
export interface MeasureRange {
  readonly min?: number;
  readonly max?: number;
}

/** Filters of videos. A video must match all of them. */
export interface VideoFilter {
  /**
   * Words that must all be somewhere in the path, in any order. Words in quotes count as one. Case and accents are
   * ignored: see `folded-text.ts`.
   */
  readonly text?: string;
  /** Only videos in this directory, at any depth. Absolute. */
  readonly directory?: string;
  /** With a directory: only videos directly in it. */
  readonly isDirect?: boolean;
  /** Only videos that this job wrote last. With `missing: true`, only videos that this job marked missing. */
  readonly jobId?: string;
  /** Only those that are missing, or only those that are not. */
  readonly missing?: boolean;
  /** Only those that the check of their present file has found broken, or only all others. */
  readonly broken?: boolean;
  readonly values?: { readonly [Property in VideoProperty]?: ValueChoice };
  readonly ranges?: { readonly [Measure in VideoMeasure]?: MeasureRange };
}

/** The filter for one value of a property. */
export function withValue(property: VideoProperty, value: string): Required<Pick<VideoFilter, "values">> {
  return { values: { [property]: { anyOf: [value] } } };
}
