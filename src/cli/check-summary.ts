import type { JobJson } from "../api/contract/jobs.ts";
import type { VideoJson } from "../api/contract/videos.ts";
import { chosenVideos } from "./chosen-videos.ts";
import type { OwnCommand } from "./own-command.ts";
import { printable } from "./printable.ts";
import { count, countOf, duration, playingTime } from "./quantities.ts";
import { amountSoFar, readingSummary } from "./reading-summary.ts";
import { shownPath } from "./shown-path.ts";

/** The type of jobs that check videos. */
const checkJobType = "check";

export function isChecking({ job_type: type }: JobJson): boolean {
  return type === checkJobType;
}

/** The videos of a job that checks, such as `videos in ~/Videos`. */
export function checkedVideos({ payload }: JobJson): string {
  const { filter } = payload;
  if (filter !== undefined) return Object.keys(filter).length === 0 ? "all videos" : chosenVideos(filter);
  return payload.path === "" ? countOf(payload.video_count ?? 0, "video") : shownPath(payload.path);
}

/** How many videos a job has finished. */
function videosDone({ counts }: JobJson): number {
  return (counts.checked ?? 0) + counts.error_count;
}

/** Such as `3 of 12 videos (0:12:34 of 1:23:45)`. */
function checkedSoFar(job: JobJson): string {
  const { counts } = job;
  const all = counts.found_seconds ?? 0;
  const done = amountSoFar(job, counts.done_seconds ?? 0, secondsDone(job));
  const time = all === 0 ? "" : ` (${playingTime(done)} of ${playingTime(all)})`;
  return `${count(videosDone(job))} of ${countOf(counts.found, "video")}${time}`;
}

/** The seconds of film that a job has checked, with the part of the video in hand. */
export function secondsDone({ counts, progress }: JobJson): number {
  return Math.max(counts.done_seconds ?? 0, (progress ?? 0) * (counts.found_seconds ?? 0));
}

/** Videos of a job that are broken. */
export interface BrokenVideos {
  /** The first of them, with their checks. */
  readonly first: readonly VideoJson[];
  readonly total: number;
  /** How many of them were checked before, and not again. */
  readonly before: number;
}

/** The broken videos of a job, with the places; an empty text if there are none. */
export function brokenVideosText(
  { first, total, before }: BrokenVideos,
  { ownCommand }: { readonly ownCommand: OwnCommand },
) {
  if (total === 0) return "";
  const lines = first.map((video) => `  ${shownPath(video.path)}: ${brokenPartsText(video)}`);
  if (total > first.length)
    lines.push(`  and ${count(total - first.length)} more: ${ownCommand("videos", "--broken")}`);
  const are = total === 1 ? "1 video is broken" : `${count(total)} videos are broken`;
  const earlier =
    total === 1 ? "it was checked before" : `${count(before)} of them ${before === 1 ? "was" : "were"} checked before`;
  const heading = before === 0 ? `${are}:` : `${are}; ${earlier}:`;
  return `${heading}\n${lines.join("\n")}`;
}

/** Such as `at 12:34: error while decoding MB 1 2; and in 3 more places`. */
function brokenPartsText({ check = null }: VideoJson): string {
  const [part, ...others] = check?.problems ?? [];
  if (part === undefined) return "broken";
  const more = others.length === 0 ? "" : `; and in ${countOf(others.length, "more place", "more places")}`;
  return `at ${playingTime(part.at_seconds)}: ${printable(part.message)}${more}`;
}

/** See `readingSummary`. */
export function checkSummary(job: JobJson, options: Parameters<typeof readingSummary>[2]): string {
  const words = {
    title: `Checking ${checkedVideos(job)}`,
    doing: "checking",
    done: "checked",
    item: "video",
    again: "check",
    count: videosDone(job),
    soFar: checkedSoFar(job),
    found: `, ${count(job.counts.broken ?? 0)} broken`,
    foundAtEnd: ` ${brokenText(job)}`,
    completed: () => completedText(job),
  };
  return readingSummary(job, words, options);
}

function completedText(job: JobJson): string {
  const { checked = 0, error_count: errors, skipped } = job.counts;
  const took = job.result === null ? "" : ` in ${duration(job.result.duration_ms)}`;
  const before =
    skipped === 0
      ? ""
      : ` ${countOf(skipped, "video was", "videos were")} checked before. To check again, add --again.`;
  const failed = errors === 0 ? "" : ` ${countOf(errors, "video")} could not be checked.`;
  if (checked + errors === 0) return skipped === 0 ? "There are no videos to check." : before.trim();
  return `Checked ${countOf(checked, "video")}${took}. ${brokenText(job)}${failed}${before}`;
}

function brokenText({ counts: { checked = 0, broken = 0 } }: JobJson): string {
  if (checked === 0) return "None was checked.";
  if (broken === 0) return checked === 1 ? "It is not broken." : "None of these is broken.";
  return checked === 1 ? "It is broken." : `${count(broken)} of these ${broken === 1 ? "is" : "are"} broken.`;
}
