import { sql } from "kysely";
import type { SubtitleStream } from "../../library/video.ts";
import { type VideoDetails, videoDetailsSchema } from "../../library/video-details.ts";
import { json, nonsense, textOrNull } from "../row-columns.ts";

/** The details of a row of `videos`; null if no scan has read its file since Gleaner keeps them. */
export const detailsOfVideo = sql<string | null>`
  (select video_details.details from video_details where video_details.number = videos.number)`;

/** The value of `video_details.details`. Whatever is unknown or false is left out. */
export function detailsText(details: VideoDetails): string {
  return JSON.stringify({ ...known(details), streams: details.streams.map(known) });
}

/** A plain loop takes a third of the time of `Object.entries`, and every commit does this for each of its streams. */
function known(object: Readonly<Record<string, unknown>>): object {
  const kept: Record<string, unknown> = {};
  for (const name in object) {
    const value = object[name];
    if (value !== null && value !== false) kept[name] = value;
  }
  return kept;
}

/** The details in a row with `detailsOfVideo` as `details`. */
export function detailsFromRow(row: object): VideoDetails | null {
  if (textOrNull(row, "details") === null) return null;
  return videoDetailsSchema.safeParse(json(row, "details")).data ?? nonsense(row, "details", "details of a video");
}

export function subtitlesIn({ streams }: VideoDetails): readonly SubtitleStream[] {
  return streams
    .filter(({ kind }) => kind === "subtitle")
    .map(({ codec, language }) => ({ codecName: codec, language }));
}

/** The languages of the streams of a kind, each once, with a blank in between: `deu eng`. */
export function languagesIn({ streams }: VideoDetails, kind: "audio" | "subtitle"): string {
  const languages = streams.flatMap((stream) =>
    stream.kind === kind && stream.language !== null ? [stream.language.replaceAll(/\s+/g, "-")] : [],
  );
  return [...new Set(languages)].toSorted().join(" ");
}
