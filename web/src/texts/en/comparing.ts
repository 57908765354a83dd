import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { bytesText, countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, files } from "./counted.ts";
import { jobLabels } from "./job-labels.ts";

const where = ({ payload: { path } }: JobJson) => (path === "" ? "" : ` in ${visibleText(path)}`);
const name = (job: JobJson) => `the comparison of files${where(job)}`;
const done = (count: number, all: number) => `${countText(count)} of ${files(all)}`;
const kept = "The results of finished files are kept.";
const again = "The next comparison begins these files again.";

/** Jobs that compare files that may be equal. */
export const comparing = {
  /** Names a comparison in a list. */
  subject: (job: JobJson) => `Comparison of files${where(job)}`,
  ...jobLabels(name),
  done,
  bytes: (read: number, all: number) => `${bytesText(read)} of ${bytesText(all)}`,
  compared: (count: number, bytes: number) => `${countText(count)} compared, ${bytesText(bytes)}`,
  looking: "Looking for files to compare…",
  counts: "Results",
  columns: { compared: "Compared", skipped: "Changed meanwhile", error_count: "Not compared" },
  facts: "About this comparison",
  current: "In hand",
  show: "Show the duplicates",
  summary: {
    cancelling: kept,
    paused: (count: number, all: number) => `Paused after ${done(count, all)}. It continues when its turn comes.`,
    completed: (count: number) =>
      count === 0 ? "There was nothing to compare." : `${files(count)} ${count === 1 ? "was" : "were"} compared.`,
    /** What is equal now, among the files that it was about. */
    equal: ({ confirmed, confirmed_gain: gain }: { readonly confirmed: number; readonly confirmed_gain: number }) =>
      confirmed === 0
        ? "No files are equal."
        : `${counted(confirmed, "group of files is", "groups of files are")} equal: ${bytesText(gain)} can be gained.`,
    cancelled: (count: number, all: number) => `Cancelled after comparing ${done(count, all)}. ${kept}`,
    cancelledUnbegun: "Cancelled before a file was compared.",
    cancelledUnfinished: `Cancelled before a file was finished. ${again}`,
    failed: (count: number, all: number) => `Failed after comparing ${done(count, all)}. ${kept}`,
    failedUnfinished: `Failed before a file was finished. ${again}`,
  },
} as const;
