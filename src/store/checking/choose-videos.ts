import type { Kysely } from "kysely";
import type { CheckLibrary, ChosenVideos, VideoToCheck } from "../../checking/check-library.ts";
import type { VideoId } from "../../library/video.ts";
import type { VideoChoice } from "../../library/video-choice.ts";
import { pathsWithErrors } from "../jobs/paths-with-errors.ts";
import { isPresent, pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { numbersOfChoice } from "../videos/numbers-of-choice.ts";
import type { VideoIndex } from "../videos/video-index.ts";

interface Parts {
  readonly reader: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
}

/** See `CheckLibrary.choose`. */
export async function chooseVideos(
  parts: Parts,
  which: VideoChoice,
  { jobId, after, limit, unlessCheckedSince }: Parameters<CheckLibrary["choose"]>[1],
): Promise<ChosenVideos> {
  const numbers = await numbersOfChoice(parts, which, { after, limit });
  const next = numbers.length < limit ? null : (numbers.at(-1) ?? null);
  const rows = await presentVideos(parts, numbers);
  const failed = await pathsWithErrors(
    parts,
    jobId,
    rows.map(({ path }) => path),
  );
  const since = unlessCheckedSince?.getTime() ?? Number.NEGATIVE_INFINITY;
  const isChecked = (row: VideoRow) =>
    row.checked_at !== null && (row.checked_at >= since || row.check_job_id === jobId);
  const unchecked = rows.filter((row) => !isChecked(row));
  return {
    videos: unchecked.filter(({ path }) => !failed.has(path)).map(videoToCheck),
    skipped: rows.length - unchecked.length,
    next,
  };
}

type VideoRow = Awaited<ReturnType<typeof presentVideos>>[number];

function presentVideos({ reader, differences }: Parts, numbers: readonly number[]) {
  return reader
    .selectFrom("videos")
    .leftJoin("video_checks", (join) =>
      join
        .onRef("video_checks.number", "=", "videos.number")
        .onRef("video_checks.file_size", "=", "videos.file_size")
        .onRef("video_checks.modified_us", "=", "videos.modified_us")
        // A scan takes the verdict from a video whose file was replaced with its times kept.
        .on("videos.check_verdict", "is not", null),
    )
    .select([
      "videos.number",
      "videos.id",
      pathOfVideo.as("path"),
      "videos.file_size",
      "videos.modified_us",
      "videos.duration_seconds",
      "videos.duration_source",
      "videos.suspect",
      "video_checks.checked_at",
      "video_checks.job_id as check_job_id",
    ])
    .where((eb) => differences.isOneOf(eb.ref("videos.number"), numbers))
    .where(isPresent)
    .orderBy("videos.number")
    .execute();
}

function videoToCheck(row: VideoRow): VideoToCheck {
  const { duration_seconds: seconds, duration_source: source, suspect } = row;
  return {
    id: row.id as VideoId,
    number: row.number,
    path: row.path,
    size: row.file_size,
    modifiedUs: row.modified_us,
    seconds: seconds === null || !(seconds > 0) ? 0 : seconds,
    declaredSeconds: source === "declared" && suspect !== "length" ? seconds : null,
  };
}
