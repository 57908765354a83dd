import type { JsonObject, JsonValue } from "../jobs/job.ts";
import { languageOfTag } from "./languages.ts";
import { hdrKinds } from "./picture-colours.ts";
import { resolutions } from "./resolution.ts";
import { suspects } from "./video.ts";
import {
  type MeasureRange,
  manyValued,
  noValue,
  timeMeasures,
  type ValueChoice,
  type VideoFilter,
  type VideoMeasure,
  type VideoProperty,
  videoMeasures,
  videoProperties,
} from "./video-filter.ts";

/** Stands in front of a value that no video shall have. */
const not = "!";
/** Stands in front of a value that every video shall have, whatever other values are wanted. */
const also = "*";
/** Stands for each value that is one. */
const anyValue = "any";

/** The names of the two ends of a range of each measure. Times are ISO 8601, and `before` is not part of the range. */
export const rangeNames = {
  file_size: ["size_min", "size_max"],
  duration_seconds: ["duration_min", "duration_max"],
  frame_rate: ["frame_rate_min", "frame_rate_max"],
  bit_rate: ["bit_rate_min", "bit_rate_max"],
  modified_at: ["modified_after", "modified_before"],
  created_at: ["added_after", "added_before"],
} as const satisfies Readonly<Record<VideoMeasure, readonly [string, string]>>;

/** Filters as they stand in the payload of a job and in requests, with the names of the API. */
export type FilterPayload = JsonObject;

export function filterPayload(filter: VideoFilter): FilterPayload {
  const { directory, isDirect, text, jobId, missing, broken, values = {}, ranges = {} } = filter;
  const properties = videoProperties.flatMap((property) => {
    const choice = values[property];
    return choice === undefined ? [] : [[property, choicePayload(choice)] as const];
  });
  const measures = videoMeasures.flatMap((measure) => rangePayload(measure, ranges[measure] ?? {}));
  return {
    ...(directory !== undefined && { path: directory }),
    ...(isDirect === true && { recursive: false }),
    ...(text !== undefined && { q: text }),
    ...(jobId !== undefined && { job_id: jobId }),
    ...(missing !== undefined && { missing }),
    ...(broken !== undefined && { broken }),
    ...Object.fromEntries([...properties, ...measures]),
  };
}

function choicePayload({ anyOf = [], allOf = [], noneOf = [] }: ValueChoice): string | string[] {
  const chosen = [...anyOf, ...allOf.map((value) => also + value), ...noneOf.map((value) => not + value)];
  const [only] = chosen;
  return chosen.length === 1 && only !== undefined ? only : chosen;
}

function rangePayload(measure: VideoMeasure, { min, max }: MeasureRange): readonly (readonly [string, JsonValue])[] {
  const [least, most] = rangeNames[measure];
  const isTime = timeMeasures.has(measure);
  const end = (number: number) => (isTime ? new Date(number).toISOString() : number);
  return [
    ...(min === undefined ? [] : [[least, end(min)] as const]),
    ...(max === undefined ? [] : [[most, end(isTime ? max + 1 : max)] as const]),
  ];
}

/** The filters in a payload; null if there is anything else in it: what is not understood must not widen a choice. */
export function parseFilterPayload(payload: JsonObject): VideoFilter | null {
  const { path, recursive, q, job_id: jobId, missing, broken, ...others } = payload;
  const values: { [Property in VideoProperty]?: ValueChoice } = {};
  const ranges: { [Measure in VideoMeasure]?: MeasureRange } = {};
  for (const [name, value] of Object.entries(others)) {
    const property = videoProperties.find((each) => each === name);
    const measure = videoMeasures.find((each) => rangeNames[each].some((end) => end === name));
    if (property !== undefined) {
      const choice = choiceIn(property, value);
      if (choice === null) return null;
      values[property] = choice;
    } else if (measure !== undefined) {
      const end = endIn(measure, name, value);
      if (end === null) return null;
      ranges[measure] = { ...ranges[measure], ...end };
    } else {
      return null;
    }
  }
  const areTexts = [path, q, jobId].every((value) => value === undefined || typeof value === "string");
  const areFlags = [recursive, missing, broken].every((value) => value === undefined || typeof value === "boolean");
  if (!areTexts || !areFlags) return null;
  return {
    ...(typeof path === "string" && { directory: path }),
    ...(recursive === false && { isDirect: true }),
    ...(typeof q === "string" && { text: q }),
    ...(typeof jobId === "string" && { jobId }),
    ...(typeof missing === "boolean" && { missing }),
    ...(typeof broken === "boolean" && { broken }),
    ...(Object.keys(values).length > 0 && { values }),
    ...(Object.keys(ranges).length > 0 && { ranges }),
  };
}

/** The values of properties that have no others. */
const known: { readonly [Property in VideoProperty]?: readonly string[] } = {
  hdr: hdrKinds,
  resolution: resolutions,
  suspect: suspects,
};

/** What `any` means. */
const any: { readonly [Property in VideoProperty]?: readonly string[] } = {
  hdr: hdrKinds.filter((kind) => kind !== "sdr"),
  suspect: suspects,
};

function choiceIn(property: VideoProperty, value: JsonValue): ValueChoice | null {
  const anyOf: string[] = [];
  const allOf: string[] = [];
  const noneOf: string[] = [];
  for (const text of Array.isArray(value) ? value : [value]) {
    if (typeof text !== "string") return null;
    const list = text.startsWith(not) ? noneOf : manyValued.has(property) && text.startsWith(also) ? allOf : anyOf;
    const chosen = valuesOf(property, list === anyOf ? text : text.slice(1));
    if (chosen === null) return null;
    list.push(...chosen);
  }
  // An empty list is no choice.
  if (anyOf.length + allOf.length + noneOf.length === 0) return null;
  return {
    ...(anyOf.length > 0 && { anyOf: [...new Set(anyOf)] }),
    ...(allOf.length > 0 && { allOf: [...new Set(allOf)] }),
    ...(noneOf.length > 0 && { noneOf: [...new Set(noneOf)] }),
  };
}

function valuesOf(property: VideoProperty, text: string): readonly string[] | null {
  if (text === "") return null;
  if (text === noValue) return [noValue];
  if (text === anyValue && any[property] !== undefined) return any[property];
  if (property.endsWith("_language")) return [languageOfTag(text) ?? noValue];
  const all = known[property];
  return all === undefined || all.includes(text) ? [text] : null;
}

function endIn(measure: VideoMeasure, name: string, value: JsonValue): MeasureRange | null {
  const isLeast = rangeNames[measure][0] === name;
  if (!timeMeasures.has(measure)) {
    if (typeof value !== "number" || !Number.isFinite(value)) return null;
    return isLeast ? { min: value } : { max: value };
  }
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) return null;
  return isLeast ? { min: time } : { max: time - 1 };
}
