import { sql } from "kysely";
import { detailsFromText } from "../../library/details-from-text.ts";
import type { SubtitleStream } from "../../library/video.ts";
import type { VideoDetails } from "../../library/video-details.ts";
import { textOrNull } from "../row-columns.ts";

/** The details of a row of `videos`; null if no scan has read its file since Gleaner keeps them. */
export const detailsOfVideo = sql<string | null>`
  (select video_details.details from video_details where video_details.number = videos.number)`;

/** The details in a row with `detailsOfVideo` as `details`. Null also if the text makes no sense. */
export function detailsFromRow(row: object): VideoDetails | null {
  const text = textOrNull(row, "details");
  return text === null ? null : detailsFromText(text);
}

export function subtitlesIn({ streams }: VideoDetails): readonly SubtitleStream[] {
  return streams
    .filter(({ kind }) => kind === "subtitle")
    .map(({ codec, language }) => ({ codecName: codec, language }));
}
