/** The values of filters and their ranges in words, for the panel of filters, the chips, and sentences about videos. */
import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import type { Measure } from "../../library/filter-values.ts";
import { rangesIn } from "../ranges.ts";
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
  none: "Nicht verdächtig",
};
const notSuspects: Readonly<Record<string, string>> = {
  truncated: "Nicht abgeschnitten",
  length: "Länge nicht zweifelhaft",
  any: "Nicht verdächtig",
};
const resolutions: Readonly<Record<string, string>> = library.resolutions;

const valueNames: { readonly [Property in VideoPropertyJson]: (value: string) => string } = {
  resolution: (value) => resolutions[value] ?? visibleText(value),
  hdr: (kind) => (kind === "any" ? "HDR" : kind === "sdr" ? "SDR" : (streams.hdr(kind) ?? visibleText(kind))),
  video_codec: (codec) => visibleText(codecName(codec)),
  audio_codec: (codec) => visibleText(codecName(codec)),
  audio_language: languageWord,
  subtitle_language: languageWord,
  bit_depth: (bits) => `${visibleText(bits)} Bit`,
  container: (name) => visibleText(library.details.container(name)),
  suspect: (value) => suspects[value] ?? visibleText(value),
};

/** Names of the value `none`. */
const noneNames: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: "Kein Ton oder keine Sprache angegeben",
  subtitle_language: "Keine Untertitel oder keine Sprache angegeben",
  audio_codec: "Kein Ton",
};

/** Such as `Deutsch`, `4K` or `Unbekannt`. */
export function valueName(property: VideoPropertyJson, value: string): string {
  return value === "none" && property !== "suspect"
    ? (noneNames[property] ?? "Unbekannt")
    : valueNames[property](value);
}

/** What stands before the name of a value. */
const nouns: { readonly [Property in VideoPropertyJson]?: string } = {
  audio_language: "Ton auf ",
  audio_codec: "Ton in ",
  subtitle_language: "Untertitel auf ",
};

function isLanguage(property: VideoPropertyJson): boolean {
  return property === "audio_language" || property === "subtitle_language";
}

const oneOf = new Intl.ListFormat("de", { type: "disjunction" });

/** Such as `Ton auf Deutsch oder Englisch`. @param values without those that videos shall not have */
export function wantedText(property: VideoPropertyJson, values: readonly string[]): string {
  // Two things that `none` may mean come last, and in the middle of a sentence.
  const isLast = (value: string) => isLanguage(property) && value === "none";
  const sorted = values.toSorted((one, other) => Number(isLast(one)) - Number(isLast(other)));
  const named = sorted.map((value, nth) => {
    const name = valueName(property, value);
    return isLast(value) && nth > 0 ? name.charAt(0).toLowerCase() + name.slice(1) : name;
  });
  const names = oneOf.format(named);
  if (!values.includes("none")) return `${nouns[property] ?? ""}${names}`;
  const saysItself =
    property === "suspect" || property === "audio_codec" || (isLanguage(property) && values.length === 1);
  return saysItself ? names : `${groupNames[property]}: ${names}`;
}

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
  upTo: (number) => `höchstens ${number}`,
  before: (time) => `vor ${time}`,
  since: (time) => `seit ${time}`,
});

/** A text at the beginning of a line. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
