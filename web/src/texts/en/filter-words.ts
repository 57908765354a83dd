/** The values of filters and their ranges in words, for the panel of filters, the chips, and sentences about videos. */

import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import type { Measure } from "../../library/filter-values.ts";
import { rangesIn } from "../ranges.ts";
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
  audio_language: "No sound, or no language given",
  subtitle_language: "No subtitles, or no language given",
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

function isLanguage(property: VideoPropertyJson): boolean {
  return property === "audio_language" || property === "subtitle_language";
}

const oneOf = new Intl.ListFormat("en", { type: "disjunction" });

/** Such as `German or English sound`. @param values without those that videos shall not have */
export function wantedText(property: VideoPropertyJson, values: readonly string[]): string {
  // Two things that `none` may mean come last, and in the middle of a sentence.
  const isLast = (value: string) => isLanguage(property) && value === "none";
  const sorted = values.toSorted((one, other) => Number(isLast(one)) - Number(isLast(other)));
  const named = sorted.map((value, nth) => {
    const name = valueName(property, value);
    return isLast(value) && nth > 0 ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  });
  const names = oneOf.format(named);
  if (!values.includes("none")) return `${names}${nouns[property] ?? ""}`;
  const saysItself =
    property === "suspect" || property === "audio_codec" || (isLanguage(property) && values.length === 1);
  return saysItself ? names : `${groupNames[property]}: ${names}`;
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

export const { rangeText, spanText } = rangesIn({
  atLeast: (number) => `at least ${number}`,
  upTo: (number) => `up to ${number}`,
  before: (time) => `before ${time}`,
  since: (time) => `since ${time}`,
});

/** A text at the beginning of a line. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
