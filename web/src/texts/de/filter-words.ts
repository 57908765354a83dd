/** The values of filters and their ranges in words, for the panel of filters, the chips, and sentences about videos. */
import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import type { Measure } from "../../library/filter-values.ts";
import { rangesIn } from "../ranges.ts";
import { valueNamesIn } from "../value-names.ts";
import { visibleText } from "../visible-text.tsx";
import { codecName } from "./codecs.ts";
import { languageWord } from "./languages.ts";
import { library } from "./library.ts";
import { streams } from "./streams.ts";

export const groupNames = {
  resolution: "Auflösung",
  hdr: "HDR",
  audio_language: "Ton",
  subtitle_language: "Untertitel",
  video_codec: "Codec",
  audio_codec: "Codec des Tons",
  bit_depth: "Farbtiefe",
  container: "Container",
  suspect: "Zustand",
  size: "Größe",
  duration: "Länge",
  frame_rate: "Bildrate",
  bit_rate: "Bitrate",
  modified: "Geändert",
  added: "Hinzugefügt",
} as const satisfies Record<VideoPropertyJson | Measure, string>;

const suspects: Readonly<Record<string, string>> = {
  ...library.toolbar.suspects,
  any: "Verdächtig",
  none: "Unverdächtig",
};
const notSuspects: Readonly<Record<string, string>> = {
  truncated: "Nicht abgeschnitten",
  length: "Länge nicht zweifelhaft",
  any: "Unverdächtig",
};
/** Names of the value `none`. */
const noneNames: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: "Kein Ton oder keine Sprache angegeben",
  subtitle_language: "Keine Untertitel oder keine Sprache angegeben",
  audio_codec: "Kein Ton",
};

/** What stands before the name of a value. */
const nouns: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: "Ton auf ",
  audio_codec: "Ton in ",
  subtitle_language: "Untertitel auf ",
};

export const { valueName, wantedText } = valueNamesIn({
  language: "de",
  groups: groupNames,
  resolutions: library.resolutions,
  suspects,
  hdr: streams.hdr,
  codec: codecName,
  languageWord,
  container: library.details.container,
  bits: (bits) => `${bits} Bit`,
  none: noneNames,
  unknown: "Unbekannt",
  withNoun: (property, names) => `${nouns[property] ?? ""}${names}`,
});

const withSome: { readonly [Property in VideoPropertyJson]: string } = {
  resolution: "Auflösung bekannt",
  hdr: "HDR oder SDR",
  video_codec: "Codec bekannt",
  bit_depth: "Farbtiefe bekannt",
  audio_language: "Sprache des Tons bekannt",
  audio_codec: "Mit Ton",
  subtitle_language: "Sprache der Untertitel bekannt",
  container: "Container bekannt",
  suspect: "Verdächtig",
};

/** Such as `Ohne Ton auf Deutsch` or `Nicht 4K`. */
export function unwantedText(property: VideoPropertyJson, value: string): string {
  if (value === "none") return withSome[property];
  if (property === "suspect") return notSuspects[value] ?? `Nicht ${visibleText(value)}`;
  const noun = nouns[property];
  const name = valueName(property, value);
  return noun === undefined && property !== "hdr" ? `Nicht ${name}` : `Ohne ${noun ?? ""}${name}`;
}

export const { rangeText, spanText } = rangesIn({
  atLeast: (number) => `mindestens ${number}`,
  upTo: (number) => `bis zu ${number}`,
  before: (time) => `vor ${time}`,
  since: (time) => `seit ${time}`,
});
