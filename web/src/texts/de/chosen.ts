import type { VideoFilterJson, VideoPropertyJson } from "../../../../src/api/contract/video-filters.ts";
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
import { groupNames, rangeText, spanText, unwantedText, valueName, wantedText } from "./filter-words.ts";

/** Such as `fehlende Videos in /films`. */
export function chosen(filter: VideoFilterJson): string {
  return [missingWord(filter), brokenWord(filter), "Videos", ...conditions(filter)]
    .filter((part) => part !== "")
    .join(" ");
}

function missingWord({ missing }: VideoFilterJson): string {
  return missing === undefined ? "" : missing ? "fehlende" : "vorhandene";
}

function brokenWord({ broken }: VideoFilterJson): string {
  return broken === undefined ? "" : broken ? "defekte" : "nicht defekte";
}

/** Each as a part of a sentence; empty texts for filters that are not set. */
export function conditions(filter: VideoFilterJson): readonly string[] {
  const { path, q, job_id: job, root_id: root, recursive } = filter;
  return [
    path === undefined ? "" : `${recursive === false ? "direkt " : ""}in ${visibleText(path)}`,
    root === undefined ? "" : "in einem Verzeichnis der Bibliothek",
    q === undefined ? "" : `mit „${visibleText(q)}“`,
    job === undefined ? "" : "eines Scans",
    ...properties.flatMap((property) => valueConditions(property, filter[property] ?? [])),
    ...measureNames.map((measure) => rangeCondition(measure, filter)),
  ];
}

function valueConditions(property: VideoPropertyJson, value: string | readonly string[]): readonly string[] {
  const values = withAny(property, typeof value === "string" ? [value] : value);
  const { wanted, required, unwanted } = splitValues(property, values);
  return [
    ...(wanted.length > 0 ? [wantedCondition(property, wanted)] : []),
    ...required.map((each) => wantedCondition(property, [each])),
    ...unwanted.map((each) => unwantedCondition(property, each)),
  ];
}

/** Properties in which a video is, as in `in 4K`. The others are what it is with. */
const isIn: ReadonlySet<VideoPropertyJson> = new Set(["resolution", "hdr", "video_codec", "container"]);

function wantedCondition(property: VideoPropertyJson, values: readonly string[]): string {
  const text = wantedText(property, values);
  // The names of these are no parts of a sentence.
  if (property === "suspect" || values.includes("none")) return `(${text})`;
  if (property === "subtitle_language") return `mit Untertiteln${text.slice("Untertitel".length)}`;
  return `${isIn.has(property) ? "in" : "mit"} ${text}`;
}

function unwantedCondition(property: VideoPropertyJson, value: string): string {
  if (value === "none") return property === "audio_codec" ? "mit Ton" : `(${unwantedText(property, value)})`;
  if (property === "suspect") return `(${unwantedText(property, value)})`;
  if (isIn.has(property)) return `nicht in ${valueName(property, value)}`;
  return property === "bit_depth"
    ? `ohne ${valueName(property, value)}`
    : `ohne${unwantedText(property, value).slice("Ohne".length)}`;
}

function rangeCondition(measure: Measure, filter: VideoFilterJson): string {
  if (isTime(measure)) {
    const [first, end] = measures[measure];
    const [after, before] = [filter[first], filter[end]];
    return after === undefined && before === undefined
      ? ""
      : `(${groupNames[measure]}: ${spanText({ after, before })})`;
  }
  const [least, most] = measures[measure];
  const [min, max] = [filter[least], filter[most]];
  return min === undefined && max === undefined ? "" : `mit ${rangeText(measure, { min, max })}`;
}
