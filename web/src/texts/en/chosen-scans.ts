import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { visibleText } from "../visible-text.tsx";
import { chosen } from "./chosen.ts";
import { counted } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

/** Such as `3 chosen videos in /films`, or `broken videos in /films` if they were chosen by a filter. */
function which({ payload: { filter, path, video_count: count = 0 } }: JobJson): string {
  if (filter !== undefined) return chosen(filter);
  return `${counted(count, "chosen video", "chosen videos")} in ${visibleText(path)}`;
}

/** Scans of chosen videos, which read no other files of their directory. */
export const chosenScans = {
  /** Names the scan in a list. */
  subject: (job: JobJson) => which(job),
  pageTitle: (job: JobJson) => `Scan of ${which(job)}`,
  ...jobLabels((job: JobJson) => `the scan of ${which(job)}`),
  again: (job: JobJson) => `Scan these again: ${which(job)}`,
  /** The button whose label is `again`. */
  scanAgain: "Scan these",
} as const;
