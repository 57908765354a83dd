import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import { printable } from "./printable.ts";
import { countOf } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";
import { valueWords } from "./value-words.ts";

/** Such as `missing videos in /mnt/films`, or `12 missing videos` with their number. */
export function chosenVideos(filter: VideoFilterJson, number?: number): string {
  const { missing, broken, path, q, suspect, job_id: job, recursive, ...others } = filter;
  const isMissing = missing === undefined ? "" : missing ? "missing " : "present ";
  const isBroken = broken === undefined ? "" : broken ? "broken " : "unbroken ";
  const kind = `${isMissing}${isBroken}video`;
  const videos = number === undefined ? `${kind}s` : countOf(number, kind);
  const parts = [
    path === undefined ? null : `${recursive === false ? "directly " : ""}in ${shownPath(path)}`,
    q === undefined ? null : `that match “${printable(q)}”`,
    suspect === undefined ? null : "that are suspect",
    job === undefined ? null : `of the scan ${job}`,
    ...Object.entries(others).map(([name, value]) => (value === undefined ? null : condition(name, value))),
  ];
  return [videos, ...parts.filter((part) => part !== null)].join(" ");
}

function condition(name: string, value: string | number | readonly string[]): string {
  const values = typeof value === "object" ? value : [String(value)];
  const isManyValued = name.endsWith("_language") || name === "audio_codec";
  const shown = values.map((each) => {
    if (each.startsWith("!")) return `not ${printable(each.slice(1))}`;
    return isManyValued && each.startsWith("*") ? `also ${printable(each.slice(1))}` : valueWords(name, each);
  });
  if (name === "video_codec") return `of the codec ${shown.join(", ")}`;
  if (name === "resolution") return `of the resolution ${shown.join(", ")}`;
  return `with ${name.replaceAll("_", " ")} ${shown.join(", ")}`;
}
