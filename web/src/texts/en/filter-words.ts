/** The values of filters and their ranges in words, for the panel of filters, the chips, and sentences about videos. */

import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import type { Measure } from "../../library/filter-values.ts";
import { rangesIn } from "../ranges.ts";
import { valueNamesIn } from "../value-names.ts";
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
/** Names of the value `none`. */
const noneNames: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: "No sound, or no language given",
  subtitle_language: "No subtitles, or no language given",
  audio_codec: "No sound",
};

/** What stands behind the name of a value. */
const nouns: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: " sound",
  audio_codec: " sound",
  subtitle_language: " subtitles",
};

export const { valueName, wantedText } = valueNamesIn({
  language: "en",
  groups: groupNames,
  resolutions: library.resolutions,
  suspects,
  hdr: streams.hdr,
  codec: codecName,
  languageWord,
  container: library.details.container,
  bits: (bits) => `${bits} bit`,
  none: noneNames,
  unknown: "Not known",
  withNoun: (property, names) => `${names}${nouns[property] ?? ""}`,
});

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
