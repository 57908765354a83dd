import type { Kysely } from "kysely";
import type { VideoId } from "../../library/video.ts";
import type { BrokenPart, VideoCheck } from "../../library/video-check.ts";
import { date, json, nonsense, number, text } from "../row-columns.ts";
import type { Tables } from "../schema.ts";
import { checkVerdict } from "./video-rows.ts";

/** See `VideoLibrary.checkOf`. */
export async function checkOfVideo(db: Kysely<Tables>, id: VideoId): Promise<VideoCheck | null> {
  const row = await db
    .selectFrom("videos")
    .innerJoin("video_checks", (join) =>
      join
        .onRef("video_checks.number", "=", "videos.number")
        .onRef("video_checks.file_size", "=", "videos.file_size")
        .onRef("video_checks.modified_us", "=", "videos.modified_us")
        // A scan takes the verdict from a video whose file was replaced with its times kept.
        .on("videos.check_verdict", "is not", null),
    )
    .selectAll("video_checks")
    .where("videos.id", "=", id)
    .executeTakeFirst();
  return row === undefined ? null : checkFromRow(row);
}

function checkFromRow(row: object): VideoCheck {
  return {
    verdict: checkVerdict(row, "verdict") ?? nonsense(row, "verdict", "a verdict"),
    seconds: number(row, "seconds"),
    brokenParts: brokenParts(row),
    errorCount: number(row, "error_count"),
    checkedAt: date(row, "checked_at"),
    jobId: text(row, "job_id"),
  };
}

/** The text of the column `faults`. */
export function textOfBrokenParts(parts: readonly BrokenPart[]): string {
  return JSON.stringify(parts.map(({ atSeconds, untilSeconds, message }) => [atSeconds, untilSeconds, message]));
}

function brokenParts(row: object): readonly BrokenPart[] {
  const parts = json(row, "faults");
  if (!Array.isArray(parts)) return nonsense(row, "faults", "a list");
  return parts.map((part: unknown) => {
    const [atSeconds, untilSeconds, message] = Array.isArray(part) ? (part as unknown[]) : [];
    return typeof atSeconds === "number" && typeof untilSeconds === "number" && typeof message === "string"
      ? { atSeconds, untilSeconds, message }
      : nonsense(row, "faults", "a list of broken parts");
  });
}
