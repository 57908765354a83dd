import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { countText, playingTimeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { chosen } from "./chosen.ts";
import { counted, videos } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

/** Such as `broken videos in /films`, `3 videos` or the path of one. */
function which({ payload: { filter, path, video_count: count = 0 } }: JobJson): string {
  if (filter !== undefined) return Object.keys(filter).length === 0 ? "all videos" : chosen(filter);
  return path === "" ? videos(count) : visibleText(path);
}

const name = (job: JobJson) => `the check of ${which(job)}`;
const done = (count: number, all: number) => `${countText(count)} of ${videos(all)}`;
const kept = "The results of finished videos are kept.";
const again = "The next check begins these videos again.";

function broken(count: number, checked: number): string {
  if (checked === 0) return "";
  if (count === 0) return checked === 1 ? "It is not broken." : "None of these is broken.";
  return checked === 1 ? "It is broken." : `${countText(count)} of these ${count === 1 ? "is" : "are"} broken.`;
}

function brokenBefore(all: number, before: number): string {
  if (before === 0) return "";
  if (all === 1) return "1 video is broken; it was checked before.";
  return `${videos(all)} are broken; ${countText(before)} of them ${before === 1 ? "was" : "were"} checked before.`;
}

/** Jobs that look for broken videos. */
export const checking = {
  /** Names a check in a list. */
  subject: (job: JobJson) => `Check of ${which(job)}`,
  ...jobLabels(name),
  done,
  film: (seconds: number, all: number) => `${playingTimeText(seconds)} of ${playingTimeText(all)} of film`,
  broken: (count: number) => `${countText(count)} broken`,
  /** @param before how many of the chosen videos were checked before, and not again */
  checked: (count: number, broken: number, before: number) =>
    [
      `${countText(count)} checked, ${countText(broken)} broken`,
      before === 0 ? "" : `${countText(before)} checked before`,
    ]
      .filter((part) => part !== "")
      .join(" · "),
  looking: "Looking for videos to check…",
  counts: "Results",
  columns: { checked: "Checked", broken: "Broken", skipped: "Checked before", error_count: "Not checked" },
  facts: "About this check",
  current: "In hand",
  showBroken: (count: number) => `Show ${counted(count, "broken video", "broken videos")}`,
  summary: {
    cancelling: kept,
    paused: (count: number, all: number) => `Paused after ${done(count, all)}. It continues when its turn comes.`,
    /** @param before how many of its videos are broken, and were checked before */
    completed: (checked: number, brokenCount: number, skipped: number, before: number) =>
      [
        checked === 0 ? "" : `${videos(checked)} ${checked === 1 ? "was" : "were"} checked.`,
        broken(brokenCount, checked),
        skipped === 0
          ? checked === 0
            ? "There was nothing to check."
            : ""
          : `${videos(skipped)} ${skipped === 1 ? "was" : "were"} checked before and ${skipped === 1 ? "has" : "have"} not changed.`,
        brokenBefore(brokenCount + before, before),
      ]
        .filter((part) => part !== "")
        .join(" "),
    cancelled: (count: number, all: number) => `Cancelled after checking ${done(count, all)}. ${kept}`,
    cancelledUnbegun: "Cancelled before a video was checked.",
    cancelledUnfinished: `Cancelled before a video was finished. ${again}`,
    failed: (count: number, all: number) => `Failed after checking ${done(count, all)}. ${kept}`,
    failedUnfinished: `Failed before a video was finished. ${again}`,
  },

  /** The button of the library. */
  listed: (count: number, { again }: { readonly again: boolean }) =>
    `Check ${count === 1 ? "this video" : `these ${videos(count)}`}${again ? " again" : ""}`,

  /** The button of a check that has left out videos, because they were checked before. */
  beforeAgain: (count: number) => (count === 1 ? "Check it again" : `Check all ${videos(count)} again`),

  /** In the details of a video. */
  video: {
    check: "Check this video",
    again: "Check it again",
    about: "Decodes the whole file, in the background, to find out whether it is broken. The file is not changed.",
    waiting: "Waiting for its turn…",
    progress: (share: string) => `Checking: ${share}`,
    follow: "Show the check",
    ok: (time: string) => `Checked on ${time}: not broken.`,
    broken: (time: string) => `Checked on ${time}: broken. The places are at the top.`,
    notChecked: (reason: string) => `It could not be checked: it ${reason}`,
    title: "The file is broken",
    places: (count: number) => (count === 1 ? "In one place:" : `In ${countText(count)} places:`),
    place: (at: number, until: number) =>
      Math.round(at) === Math.round(until)
        ? `at ${playingTimeText(at)}`
        : `${playingTimeText(at)} to ${playingTimeText(until)}`,
    more: (count: number) => `and ${countText(count)} more`,
    todo: (time: string) =>
      `Found on ${time}. The film may stop or show errors there. Copy or download the file again, and scan its directory.`,
  },
} as const;
