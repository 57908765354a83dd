import type { VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
import { conditionsIn } from "../conditions.ts";
import { visibleText } from "../visible-text.tsx";
import { rangeText, spanText, unwantedText, valueName, wantedText } from "./filter-words.ts";

const suspects: Readonly<Record<string, readonly [wanted: string, unwanted: string]>> = {
  truncated: ["that are cut off", "that are not cut off"],
  length: ["whose length is in doubt", "whose length is not in doubt"],
  any: ["that are suspect", "that are not suspect"],
  none: ["that are not suspect", "that are suspect"],
};

/** Properties in which a video is, as in `in 4K`. The others are what it is with. */
const isIn: ReadonlySet<VideoPropertyJson> = new Set(["resolution", "hdr", "video_codec", "container"]);

function wanted(property: VideoPropertyJson, values: readonly string[]): string {
  if (property === "suspect") return values.map((value) => suspects[value]?.[0] ?? visibleText(value)).join(" or ");
  const text = wantedText(property, values);
  if (values.includes("none")) return `with ${lower(text)}`;
  return `${isIn.has(property) ? "in" : "with"} ${text}`;
}

function unwanted(property: VideoPropertyJson, value: string): string {
  if (property === "suspect") return suspects[value]?.[1] ?? visibleText(value);
  const text = unwantedText(property, value);
  if (value === "none") return property === "audio_codec" ? "with sound" : `with ${lower(text)}`;
  if (isIn.has(property)) return `not in ${valueName(property, value)}`;
  return property === "bit_depth" ? `without ${valueName(property, value)}` : lower(text);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const verbs = { modified: "changed", added: "added" } as const;

/** `chosen`: such as `missing videos in /films`. */
export const { chosen, conditions } = conditionsIn({
  videos: "videos",
  missing: "missing",
  present: "present",
  broken: "broken",
  unbroken: "unbroken",
  inFolder: (path) => `in ${path}`,
  directlyIn: (path) => `directly in ${path}`,
  inRoot: "in one directory of the library",
  matching: (words) => `that match “${words}”`,
  ofScan: "of one scan",
  wanted,
  unwanted,
  range: (measure, range) =>
    `${measure === "size" || measure === "duration" ? "of" : "with"} ${rangeText(measure, range)}`,
  span(measure, span) {
    const text = spanText(span);
    return `${verbs[measure]} ${/^(since|before) /.test(text) ? text : `in ${text}`}`;
  },
});
