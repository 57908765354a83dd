import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import { countText } from "../quantities.ts";
import { chosen, conditions } from "./chosen.ts";
import { counted, videos } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

const name = (filter: VideoFilterJson) => `the removal of ${chosen(filter)}`;
const done = (forgotten: number, all: number) => `${countText(forgotten)} of ${videos(all)}`;
const kept = "The others are still in your library.";

/** Jobs that remove videos from the library. */
export const forgetting = {
  /** Names a removal in a list. */
  subject: (filter: VideoFilterJson) => `Removal of ${chosen(filter)}`,
  ...jobLabels(name),
  done,
  removed: (count: number) => `${countText(count)} removed`,
  counts: "Results",
  column: "Removed",
  facts: "About this removal",
  current: "In hand",
  summary: {
    cancelling: "Videos that were removed stay removed.",
    paused: (forgotten: number, all: number) =>
      `Paused after ${done(forgotten, all)}. It continues when its turn comes.`,
    completed: (forgotten: number) =>
      forgotten === 0
        ? "There was nothing to remove."
        : `${videos(forgotten)} ${forgotten === 1 ? "was" : "were"} removed from the library. No file was touched.`,
    cancelled: (forgotten: number, all: number) =>
      `Cancelled after removing ${done(forgotten, all)} from the library. ${kept}`,
    cancelledUnbegun: "Cancelled before it started. Nothing was removed.",
    failed: (forgotten: number, all: number) => `Failed after removing ${done(forgotten, all)}. ${kept}`,
  },

  /** The button of the library, and its question. */
  all: {
    button: (filter: VideoFilterJson) =>
      conditions(filter).every((part) => part === "") ? "Remove all missing" : "Remove these missing videos",
    counting: "Counting the missing videos…",
    title: (count: number) => `Remove ${counted(count, "missing video", "missing videos")} from the library?`,
    matching: (filter: VideoFilterJson) => `These are all ${chosen(filter)}.`,
    text: "No file is touched. This cannot be undone here, but a scan adds every video again whose file is there, such as when its disk is back.",
    none: "There are no missing videos left to remove.",
    confirm: (count: number) => `Remove ${videos(count)}`,
    keep: "Keep",
    close: "Close",
    again: "Try again",
    removed: (count: number) => `${videos(count)} ${count === 1 ? "was" : "were"} removed from the library.`,
    inBackground: "You can close this dialog. The removal goes on, and is listed under Scans.",
    notKnown: "This server no longer knows the removal. What was removed stays removed.",
  },
} as const;
