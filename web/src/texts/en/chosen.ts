import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import {
  isTime,
  type Measure,
  measureNames,
  measures,
  properties,
  splitValues,
  withAny,
} from "../../library/filter-values.ts";
import { visibleText } from "../visible-text.tsx";
import { rangeText, spanText, unwantedText, valueName, wantedText } from "./filter-words.ts";

/** Such as `missing videos in /films`. */
export function chosen(filter: VideoFilterJson): string {
  return [missingWord(filter), brokenWord(filter), "videos", ...conditions(filter)]
    .filter((part) => part !== "")
    .join(" ");
}

function missingWord({ missing }: VideoFilterJson): string {
  return missing === undefined ? "" : missing ? "missing" : "present";
}

function brokenWord({ broken }: VideoFilterJson): string {
  return broken === undefined ? "" : broken ? "broken" : "unbroken";
}

/** Each as a part of a sentence; empty texts for filters that are not set. */
export function conditions(filter: VideoFilterJson): readonly string[] {
  const { path, q, job_id: job, root_id: root, recursive } = filter;
  return [
    path === undefined ? "" : `${recursive === false ? "directly " : ""}in ${visibleText(path)}`,
    root === undefined ? "" : "in one directory of the library",
    q === undefined ? "" : `that match “${visibleText(q)}”`,
    job === undefined ? "" : "of one scan",
    ...properties.flatMap((property) => valueConditions(property, filter[property] ?? [])),
    ...measureNames.map((measure) => rangeCondition(measure, filter)),
  ];
}

type Property = (typeof properties)[number];

function valueConditions(property: Property, value: string | readonly string[]): readonly string[] {
  const values = withAny(property, typeof value === "string" ? [value] : value);
  const { wanted, required, unwanted } = splitValues(property, values);
  return [
    ...(wanted.length > 0 ? [wantedCondition(property, wanted)] : []),
    ...required.map((each) => wantedCondition(property, [each])),
    ...unwanted.map((each) => unwantedCondition(property, each)),
  ];
}

const suspects: Readonly<Record<string, readonly [wanted: string, unwanted: string]>> = {
  truncated: ["that are cut off", "that are not cut off"],
  length: ["whose length is in doubt", "whose length is not in doubt"],
  any: ["that are suspect", "that are not suspect"],
  none: ["that are not suspect", "that are suspect"],
};

/** Properties in which a video is, as in `in 4K`. The others are what it is with. */
const isIn: ReadonlySet<Property> = new Set(["resolution", "hdr", "video_codec", "container"]);

function wantedCondition(property: Property, values: readonly string[]): string {
  if (property === "suspect") return values.map((value) => suspects[value]?.[0] ?? visibleText(value)).join(" or ");
  const text = wantedText(property, values);
  if (values.includes("none")) return `with ${lower(text)}`;
  return `${isIn.has(property) ? "in" : "with"} ${text}`;
}

function unwantedCondition(property: Property, value: string): string {
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

function rangeCondition(measure: Measure, filter: VideoFilterJson): string {
  if (isTime(measure)) {
    const [first, end] = measures[measure];
    const [after, before] = [filter[first], filter[end]];
    if (after === undefined && before === undefined) return "";
    const text = spanText({ after, before });
    return `${verbs[measure]} ${/^(since|before) /.test(text) ? text : `in ${text}`}`;
  }
  const [least, most] = measures[measure];
  const [min, max] = [filter[least], filter[most]];
  if (min === undefined && max === undefined) return "";
  return `${measure === "size" || measure === "duration" ? "of" : "with"} ${rangeText(measure, { min, max })}`;
}
