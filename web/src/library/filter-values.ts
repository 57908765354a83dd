/**
 * Filters of videos in an address: by values such as a codec, and by ranges such as a size. Names and values are those of
 * the API: `!` in front of a value asks for videos without it, `*` for videos that have it, too, and `none` for videos that
 * have none.
 */
import type {
  ResolutionJson,
  SuspectJson,
  VideoFilterJson,
  VideoPropertyJson,
} from "../../../src/api/contract/video-filters.ts";

/** Of each property, the values that videos shall have, or with `!` in front shall not have. Never empty. */
export type ValueFilters = { readonly [Property in VideoPropertyJson]?: readonly string[] | undefined };

/** In the order of the chips above the list. */
export const properties = Object.keys({
  resolution: true,
  hdr: true,
  video_codec: true,
  bit_depth: true,
  audio_language: true,
  audio_codec: true,
  subtitle_language: true,
  container: true,
  suspect: true,
} satisfies Record<VideoPropertyJson, true>) as readonly VideoPropertyJson[];

/** What has a range, with the names of its ends. The videos of `before` are not in the range. */
export const measures = {
  size: ["size_min", "size_max"],
  duration: ["duration_min", "duration_max"],
  frame_rate: ["frame_rate_min", "frame_rate_max"],
  bit_rate: ["bit_rate_min", "bit_rate_max"],
  modified: ["modified_after", "modified_before"],
  added: ["added_after", "added_before"],
} as const satisfies Record<string, readonly [keyof VideoFilterJson, keyof VideoFilterJson]>;

export type Measure = keyof typeof measures;
/** Measures whose ends are times. */
export type TimeMeasure = "modified" | "added";
export type NumberMeasure = Exclude<Measure, TimeMeasure>;
export const measureNames = Object.keys(measures) as readonly Measure[];

type EndOf<One extends Measure> = (typeof measures)[One][number];
export type RangeFilters = { readonly [End in EndOf<NumberMeasure>]?: number | undefined } & {
  /** In ISO 8601: a day, which begins at 0:00 UTC, or a time. */
  readonly [End in EndOf<TimeMeasure>]?: string | undefined;
};

/** The smallest first. */
export const resolutions = Object.keys({
  sd: true,
  "720p": true,
  "1080p": true,
  "1440p": true,
  "2160p": true,
  "4320p": true,
} satisfies Record<ResolutionJson, true>) as readonly ResolutionJson[];

export const suspects = Object.keys({
  truncated: true,
  length: true,
} satisfies Record<SuspectJson, true>) as readonly SuspectJson[];

/** All kinds of HDR but `sdr`. */
export const hdrKinds = ["dolby_vision", "hdr10+", "hdr10", "hlg"] as const;

/** Asks for videos that have no value. */
const noValue = "none";
/** Asks for any kind of HDR, or of what is suspect. */
export const anyValue = "any";
const not = "!";
/** In front of values of `manyValued`. */
const also = "*";

/** Properties of which a video may have several values at once. */
export const manyValued: ReadonlySet<VideoPropertyJson> = new Set([
  "audio_codec",
  "audio_language",
  "subtitle_language",
]);

/** Properties whose values are known. */
const known: { readonly [Property in VideoPropertyJson]?: readonly string[] } = {
  resolution: [...resolutions, noValue],
  hdr: [...hdrKinds, "sdr", anyValue, noValue],
  suspect: [...suspects, anyValue, noValue],
};

/** The limits of the server. */
const mostValues = 50;
const longestValue = 200;

/** The filters by values in an address. What makes no sense counts as absent. */
export function readValues(search: Readonly<Record<string, unknown>>): ValueFilters {
  // The name in addresses of earlier versions.
  const video_codec = search["video_codec"] ?? search["codec"];
  const read = properties.map((property) => {
    const raw = property === "video_codec" ? video_codec : search[property];
    const values = (Array.isArray(raw) ? raw : [raw]).map((value) => readValue(property, value));
    const some = new Set(values.filter((value) => value !== undefined));
    const shortest = withAny(property, [...some].slice(0, mostValues));
    return [property, shortest.length === 0 ? undefined : shortest] as const;
  });
  return Object.fromEntries(read);
}

/** The router reads `10` as a number and `true` as a boolean. */
function readValue(property: VideoPropertyJson, value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const text = String(value);
  const mark = text.startsWith(not) ? not : manyValued.has(property) && text.startsWith(also) ? also : "";
  const plain = text.slice(mark.length);
  if (plain === "" || text.length > longestValue || !text.isWellFormed() || text.includes("\0")) return undefined;
  const all = known[property];
  if (all !== undefined && !all.includes(plain)) return undefined;
  const named = property.endsWith("_language") ? languageOf(plain) : plain;
  return mark + named;
}

/** As the server counts languages: `de` for `ger`, `deu` and `de-AT`; `none` for no language. */
function languageOf(tag: string): string {
  try {
    return new Intl.Locale(tag).language ?? noValue;
  } catch {
    return tag.toLowerCase();
  }
}

/** The filters by ranges in an address. What makes no sense counts as absent. */
export function readRanges(search: Readonly<Record<string, unknown>>): RangeFilters {
  const ends = measureNames.flatMap((measure) =>
    measures[measure].map((end) => [end, isTime(measure) ? readTime(search[end]) : readNumber(search[end])] as const),
  );
  return Object.fromEntries(ends);
}

/** What has a range that ends before it begins, so that no video can match. */
export function backwardsMeasure(filters: RangeFilters): Measure | undefined {
  return measureNames.find((measure) => {
    const [start, end] = measures[measure].map((name) =>
      isTime(measure) ? Date.parse(String(filters[name])) : filters[name],
    );
    // The time of `before` is not in the range.
    return Number(end) < Number(start) || (isTime(measure) && end === start);
  });
}

/** The filters without ranges that end before they begin. */
export function withoutBackwards<Filters extends RangeFilters>(filters: Filters): Filters {
  const measure = backwardsMeasure(filters);
  if (measure === undefined) return filters;
  const [least, most] = measures[measure];
  return withoutBackwards({ ...filters, [least]: undefined, [most]: undefined });
}

export function isTime(measure: Measure): measure is TimeMeasure {
  return measure === "modified" || measure === "added";
}

function readNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  // -0 is 0: an address has no other.
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? Math.abs(number) : undefined;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** @returns a day where a day says the same */
function readTime(value: unknown): string | undefined {
  if (typeof value !== "string" || !(day.test(value) || time.test(value))) return undefined;
  const date = new Date(value);
  if (Number.isNaN(date.valueOf())) return undefined;
  const text = shortTime(date.toISOString());
  // Such as February 30, which would be March 2.
  if (day.test(value) && text !== value) return undefined;
  return day.test(text) || time.test(text) ? text : undefined;
}

/** A day for its first instant. @param iso a time in UTC */
export function shortTime(iso: string): string {
  return iso.replace(/T00:00:00\.000Z$/, "");
}

/** Asks for videos without this value. */
export function without(value: string): string {
  return not + value;
}

/** Asks for videos that have this value, too, whatever other values are wanted. */
export function together(value: string): string {
  return also + value;
}

/** Whether videos shall have a value (`with`) or not (`without`), or whether that does not matter (`any`). */
export type Choice = "any" | "with" | "without";

export function choiceOf(values: readonly string[] | undefined, value: string): Choice {
  if (values?.includes(value) === true || values?.includes(together(value)) === true) return "with";
  return values?.includes(without(value)) === true ? "without" : "any";
}

/** The values of which videos shall have one, those that they shall all have, and those that they shall not have. */
export function splitValues(
  property: VideoPropertyJson,
  values: readonly string[],
): {
  readonly wanted: readonly string[];
  readonly required: readonly string[];
  readonly unwanted: readonly string[];
} {
  const marked = (mark: string) =>
    values.filter((value) => value.startsWith(mark)).map((value) => value.slice(mark.length));
  const required = manyValued.has(property) ? marked(also) : [];
  const isMarked = (value: string) => value.startsWith(not) || (required.length > 0 && value.startsWith(also));
  return { wanted: values.filter((value) => !isMarked(value)), required, unwanted: marked(not) };
}

/** The same values, but of those that videos shall have, each or one. */
export function allTogether(
  property: VideoPropertyJson,
  values: readonly string[] | undefined,
  areTogether: boolean,
): readonly string[] | undefined {
  const { wanted, required, unwanted } = splitValues(property, values ?? []);
  const plain = [...new Set([...wanted, ...required])];
  const all = [...(areTogether ? plain.map(together) : plain), ...unwanted.map(without)];
  return all.length === 0 ? undefined : all;
}

/** The values that `any` stands for. */
const kinds: { readonly [Property in VideoPropertyJson]?: readonly string[] } = { hdr: hdrKinds, suspect: suspects };

/** `any` for all of the values that it stands for: the server keeps it as these. */
export function withAny(property: VideoPropertyJson, values: readonly string[]): readonly string[] {
  const all = kinds[property];
  if (all === undefined) return values;
  const shorten = (texts: readonly string[], any: string) => {
    if (!values.includes(any) && !texts.every((text) => values.includes(text))) return [];
    return [{ any, texts }];
  };
  const found = [...shorten(all, anyValue), ...shorten(all.map(without), without(anyValue))];
  const replaced = values.map((value) => found.find(({ texts }) => texts.includes(value))?.any ?? value);
  return [...new Set(replaced)];
}

/**
 * The values after a choice about one of them; undefined if none is left. `any` and a value that it stands for take each
 * other's place.
 */
export function withChoice(
  values: readonly string[] | undefined,
  {
    property,
    value,
    choice,
  }: { readonly property: VideoPropertyJson; readonly value: string; readonly choice: Choice },
): readonly string[] | undefined {
  const all = kinds[property] ?? [];
  const isKept = (other: string) => {
    const isMarked = other.startsWith(not) || (manyValued.has(property) && other.startsWith(also));
    const plain = isMarked ? other.slice(1) : other;
    if (plain === value) return false;
    if (choice === "any") return true;
    return !(value === anyValue ? all.includes(plain) : plain === anyValue && all.includes(value));
  };
  const others = (values ?? []).filter(isKept);
  const areTogether = splitValues(property, values ?? []).required.length > 0;
  const wanted = areTogether ? together(value) : value;
  const next = choice === "any" ? others : [...others, choice === "with" ? wanted : without(value)];
  return next.length === 0 ? undefined : next;
}
