import type { JobJson } from "../api/contract/jobs.ts";
import { bytes, count, countOf, duration } from "./quantities.ts";
import { amountSoFar, readingSummary } from "./reading-summary.ts";
import { shownPath } from "./shown-path.ts";

/** The type of jobs that compare files. */
const compareJobType = "compare";

export function isComparing({ job_type: type }: JobJson): boolean {
  return type === compareJobType;
}

/** The files of a job that compares, such as `files in ~/Videos`. */
export function comparedFiles({ payload: { path } }: JobJson): string {
  return path === "" ? "files" : `files in ${shownPath(path)}`;
}

/** The bytes that a job has compared, with the parts of the files in hand. */
export function bytesDone({ counts, progress }: JobJson): number {
  return Math.max(counts.done_bytes ?? 0, (progress ?? 0) * (counts.found_bytes ?? 0));
}

/** How many files a job has finished. */
function filesDone({ counts }: JobJson): number {
  return (counts.compared ?? 0) + counts.error_count;
}

/** Such as `3 of 12 files (1.2 GB of 3.4 GB)`. */
function comparedSoFar(job: JobJson): string {
  const { counts } = job;
  const done = amountSoFar(job, counts.done_bytes ?? 0, bytesDone(job));
  return `${count(filesDone(job))} of ${countOf(counts.found, "file")} (${bytes(done)} of ${bytes(counts.found_bytes ?? 0)})`;
}

/** See `readingSummary`. */
export function compareSummary(job: JobJson, options: Parameters<typeof readingSummary>[2]): string {
  const words = {
    title: `Comparing ${comparedFiles(job)}`,
    doing: "comparing",
    done: "compared",
    item: "file",
    again: "comparison",
    count: filesDone(job),
    soFar: comparedSoFar(job),
    found: "",
    foundAtEnd: "",
    completed: () => completedText(job),
  };
  return readingSummary(job, words, options);
}

function completedText({ counts, result }: JobJson): string {
  const { compared = 0, error_count: errors, skipped, done_bytes = 0 } = counts;
  const took = result === null ? "" : ` in ${duration(result.duration_ms)}`;
  const failed = errors === 0 ? "" : ` ${countOf(errors, "file")} could not be read.`;
  const changed = skipped === 0 ? "" : ` ${countOf(skipped, "file has", "files have")} changed meanwhile.`;
  if (compared + errors + skipped === 0) return "There are no files to compare.";
  return `Compared ${countOf(compared, "file")} (${bytes(done_bytes)})${took}.${failed}${changed}`;
}
