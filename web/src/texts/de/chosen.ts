import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import { conditionsIn } from "../conditions.ts";
import { groupNames, rangeText, spanText, unwantedText, valueName, wantedText } from "./filter-words.ts";

/** Properties in which a video is, as in `in 4K`. The others are what it is with. */
const isIn: ReadonlySet<VideoPropertyJson> = new Set(["resolution", "hdr", "video_codec", "container"]);

function wanted(property: VideoPropertyJson, values: readonly string[]): string {
  const text = wantedText(property, values);
  // The names of these are no parts of a sentence.
  if (property === "suspect" || values.includes("none")) return `(${text})`;
  if (property === "subtitle_language") return `mit Untertiteln${text.slice("Untertitel".length)}`;
  return `${isIn.has(property) ? "in" : "mit"} ${text}`;
}

function unwanted(property: VideoPropertyJson, value: string): string {
  if (value === "none") return property === "audio_codec" ? "mit Ton" : `(${unwantedText(property, value)})`;
  if (property === "suspect") return `(${unwantedText(property, value)})`;
  if (isIn.has(property)) return `nicht in ${valueName(property, value)}`;
  return property === "bit_depth"
    ? `ohne ${valueName(property, value)}`
    : `ohne${unwantedText(property, value).slice("Ohne".length)}`;
}

/** `chosen`: such as `fehlende Videos in /films`. */
export const { chosen, conditions } = conditionsIn({
  videos: "Videos",
  missing: "fehlende",
  present: "vorhandene",
  broken: "defekte",
  unbroken: "nicht defekte",
  inFolder: (path) => `in ${path}`,
  directlyIn: (path) => `direkt in ${path}`,
  inRoot: "in einem Verzeichnis der Bibliothek",
  matching: (words) => `mit „${words}“`,
  ofScan: "eines Scans",
  wanted,
  unwanted,
  range: (measure, range) => `mit ${rangeText(measure, range)}`,
  span: (measure, span) => `(${groupNames[measure]}: ${spanText(span)})`,
});
