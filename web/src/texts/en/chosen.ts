import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import { visibleText } from "../visible-text.tsx";
import { codecName } from "./codecs.ts";
import { library } from "./library.ts";

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
  const { path, q, suspect, job_id: job, recursive, missing: _missing, broken: _broken, ...others } = filter;
  const suspects = { truncated: "that are cut off", length: "whose length is in doubt", any: "that are suspect" };
  const named = Object.entries(suspects).find(([value]) => value === suspect)?.[1];
  return [
    path === undefined ? "" : `${recursive === false ? "directly " : ""}in ${visibleText(path)}`,
    q === undefined ? "" : `that match “${visibleText(q)}”`,
    suspect === undefined ? "" : (named ?? `with suspect ${valuesText(suspect)}`),
    job === undefined ? "" : "of one scan",
    ...Object.entries(others).map(([name, value]) => (value === undefined ? "" : condition(name, value))),
  ];
}

function condition(name: string, value: string | number | readonly string[]): string {
  if (name === "video_codec" && typeof value === "string") return `in ${visibleText(codecName(value))}`;
  const resolution = Object.entries(library.resolutions).find(([known]) => name === "resolution" && known === value);
  if (resolution !== undefined) return `in ${resolution[1]}`;
  return `with ${name.replaceAll("_", " ")} ${valuesText(value)}`;
}

function valuesText(value: string | number | readonly string[]): string {
  const values = typeof value === "object" ? value : [String(value)];
  return values
    .map((each) => (each.startsWith("!") ? `not ${visibleText(each.slice(1))}` : visibleText(each)))
    .join(", ");
}
