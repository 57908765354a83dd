/** The values of filters and their ranges in words, for the panel of filters, the chips, and sentences about videos. */

import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import type { Measure, TimeMeasure } from "../../library/filter-values.ts";
import { bytesText, dayText, decimalText, durationText, monthText, timeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { codecName } from "./codecs.ts";
import { languageWord } from "./languages.ts";
import { library } from "./library.ts";
import { streams } from "./streams.ts";

/** The headings of the groups in the panel. */
export const groupNames = {
  resolution: "Resolution",
  hdr: "HDR",
  audio_language: "Sound",
  subtitle_language: "Subtitles",
  video_codec: "Codec",
  audio_codec: "Codec of the sound",
  bit_depth: "Bit depth",
  container: "Container",
  suspect: "State",
  size: "Size",
  duration: "Length",
  frame_rate: "Frame rate",
  bit_rate: "Bit rate",
  modified: "Changed",
  added: "Added",
} as const satisfies Record<VideoPropertyJson | Measure, string>;

const suspects: Readonly<Record<string, string>> = { ...library.toolbar.suspects, any: "Suspect", none: "Not suspect" };
const resolutions: Readonly<Record<string, string>> = library.resolutions;

const valueNames: { readonly [Property in VideoPropertyJson]: (value: string) => string } = {
  resolution: (value) => resolutions[value] ?? visibleText(value),
  hdr: (kind) => (kind === "any" ? "HDR" : kind === "sdr" ? "SDR" : (streams.hdr(kind) ?? visibleText(kind))),
  video_codec: (codec) => visibleText(codecName(codec)),
  audio_codec: (codec) => visibleText(codecName(codec)),
  audio_language: languageWord,
  subtitle_language: languageWord,
  bit_depth: (bits) => `${visibleText(bits)} bit`,
  container: (name) => visibleText(library.details.container(name)),
  suspect: (value) => suspects[value] ?? visibleText(value),
};

/** Names of the value `none`. */
const noneNames: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: "No language given",
  subtitle_language: "No language given",
  audio_codec: "No sound",
};

/** Such as `German`, `4K` or `Not known`. */
export function valueName(property: VideoPropertyJson, value: string): string {
  return value === "none" && property !== "suspect"
    ? (noneNames[property] ?? "Not known")
    : valueNames[property](value);
}

/** What stands behind the name of a value. */
const nouns: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: " sound",
  audio_codec: " sound",
  subtitle_language: " subtitles",
};

const oneOf = new Intl.ListFormat("en", { type: "disjunction" });

/** Such as `German or English sound`. @param values without those that videos shall not have */
export function wantedText(property: VideoPropertyJson, values: readonly string[]): string {
  const names = oneOf.format(values.map((value) => valueName(property, value)));
  if (!values.includes("none")) return `${names}${nouns[property] ?? ""}`;
  return property === "suspect" || property === "audio_codec" ? names : `${groupNames[property]}: ${names}`;
}

const withSome: { readonly [Property in VideoPropertyJson]: string } = {
  resolution: "Known resolution",
  hdr: "HDR or SDR",
  video_codec: "Known codec",
  bit_depth: "Known bit depth",
  audio_language: "Sound in a known language",
  audio_codec: "With sound",
  subtitle_language: "Subtitles in a known language",
  container: "Known container",
  suspect: "Suspect",
};

/** Such as `Without German sound` or `Not 4K`. */
export function unwantedText(property: VideoPropertyJson, value: string): string {
  if (value === "none") return withSome[property];
  const name = valueName(property, value);
  if (property === "suspect") return `Not ${name.toLowerCase()}`;
  return nouns[property] === undefined && property !== "hdr"
    ? `Not ${name}`
    : `Without ${name}${nouns[property] ?? ""}`;
}

const numbers: { readonly [One in Exclude<Measure, TimeMeasure>]: (value: number) => string } = {
  size: bytesText,
  // The end of a band lies a microsecond before the next one.
  duration: (seconds) => durationText(Math.round(seconds) * 1_000),
  frame_rate: (rate) => `${decimalText(rounded(rate))} fps`,
  bit_rate: (bits) => `${decimalText(rounded(bits / 1e6))} Mbit/s`,
};

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

/** Such as `2–5 GB`, `at least 50 GB` or `24 fps`. */
export function rangeText(
  measure: Exclude<Measure, TimeMeasure>,
  { min, max }: { readonly min?: number | undefined; readonly max?: number | undefined },
): string {
  const text = numbers[measure];
  if (min === undefined || min === 0) return max === undefined ? `at least ${text(0)}` : `up to ${text(max)}`;
  if (max === undefined) return `at least ${text(min)}`;
  // A band around one of the usual rates.
  if (measure === "frame_rate" && max - min <= 1 && max >= min) return text(Math.round((min + max) / 2));
  const [from, to] = [text(min), text(max)];
  if (from === to) return from;
  const [number, unit] = from.split(" ");
  return /^\S+ \S+$/.test(from) && to.endsWith(` ${unit}`) && /^\S+ \S+$/.test(to)
    ? `${number}–${to}`
    : `${from} – ${to}`;
}

/** Such as `2024`, `Nov 2026` or `since Nov 3, 2026`. The ends are in ISO 8601, and `before` is not in the span. */
export function spanText({
  after,
  before,
}: {
  readonly after?: string | undefined;
  readonly before?: string | null | undefined;
}): string {
  if (after === undefined) return `before ${instantText(before ?? "")}`;
  if (before === undefined || before === null) return `since ${instantText(after)}`;
  const [from, to] = [new Date(after), new Date(before)];
  const isWhole = (months: number) =>
    Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months) === to.valueOf() &&
    from.toISOString().endsWith("-01T00:00:00.000Z");
  if (isWhole(12) && from.getUTCMonth() === 0) return after.slice(0, 4);
  if (isWhole(1)) return monthText(after);
  if (!isMidnight(after) || !isMidnight(before)) return `${instantText(after)} – ${instantText(before)}`;
  const last = new Date(to.valueOf() - 1).toISOString();
  return from.valueOf() >= to.valueOf() - 86_400_000 ? dayText(after) : `${dayText(after)} – ${dayText(last)}`;
}

function isMidnight(time: string): boolean {
  return new Date(time).toISOString().endsWith("T00:00:00.000Z");
}

function instantText(time: string): string {
  return isMidnight(time) ? dayText(time) : timeText(time);
}

/** A text at the beginning of a line. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
