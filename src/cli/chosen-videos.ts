import type { VideoFilterJson } from "../api/contract/videos.ts";
import { printable } from "./printable.ts";
import { countOf } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";

/** Such as `missing videos in /mnt/films`, or `12 missing videos` with their number. */
export function chosenVideos(filter: VideoFilterJson, number?: number): string {
  const { missing, broken, path, q, video_codec: codec, resolution, suspect, job_id: job } = filter;
  const isMissing = missing === undefined ? "" : missing ? "missing " : "present ";
  const isBroken = broken === undefined ? "" : broken ? "broken " : "unbroken ";
  const kind = `${isMissing}${isBroken}video`;
  const videos = number === undefined ? `${kind}s` : countOf(number, kind);
  const parts = [
    path === undefined ? null : `in ${shownPath(path)}`,
    q === undefined ? null : `that match “${printable(q)}”`,
    codec === undefined ? null : `of the codec ${printable(codec)}`,
    resolution === undefined ? null : `of the resolution ${resolution}`,
    suspect === undefined ? null : "that are suspect",
    job === undefined ? null : `of the scan ${job}`,
  ];
  return [videos, ...parts.filter((part) => part !== null)].join(" ");
}
