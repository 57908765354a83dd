import type { VideoFilterJson } from "../../../../src/api/contract/videos.ts";
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
  const { path, q, video_codec: codec, resolution, suspect, job_id: job } = filter;
  const suspects = { truncated: "that are cut off", length: "whose length is in doubt", any: "that are suspect" };
  return [
    path === undefined ? "" : `in ${visibleText(path)}`,
    q === undefined ? "" : `that match “${visibleText(q)}”`,
    codec === undefined ? "" : `in ${visibleText(codecName(codec))}`,
    resolution === undefined ? "" : `in ${library.resolutions[resolution]}`,
    suspect === undefined ? "" : suspects[suspect],
    job === undefined ? "" : "of one scan",
  ];
}
