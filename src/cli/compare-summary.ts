import type { JobJson } from "../api/contract/jobs.ts";
import type { OwnCommand } from "./own-command.ts";
import { printable } from "./printable.ts";
import { bytes, count, countOf, duration } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";
import { waitingText } from "./waiting-text.ts";

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

/**
 * Such as `3 of 12 files (1.2 GB of 3.4 GB)`. The parts of the files in hand count only while the job goes on: of a file that is
 * not finished, nothing is kept.
 */
function comparedSoFar(job: JobJson): string {
  const { counts, status, cancel_requested_at: cancelled } = job;
  const done = status === "running" && cancelled === null ? bytesDone(job) : (counts.done_bytes ?? 0);
  return `${count(filesDone(job))} of ${countOf(counts.found, "file")} (${bytes(done)} of ${bytes(counts.found_bytes ?? 0)})`;
}

/**
 * The state of a job that compares, in words, and how to continue.
 *
 * @param options.resume a sentence that says how to resume it
 */
export function compareSummary(
  job: JobJson,
  { ownCommand, resume }: { readonly ownCommand: OwnCommand; readonly resume: string },
): string {
  const { status, counts } = job;
  const which = comparedFiles(job);
  const done = comparedSoFar(job);
  const nothingDone = filesDone(job) === 0;
  const kept = nothingDone
    ? "The next comparison begins these files again."
    : "The results of finished files are kept.";
  switch (status) {
    case "completed":
      return completedText(job);
    case "cancelled":
      if (counts.found === 0) return `Cancelled before a file was compared.\n${resume}`;
      if (nothingDone) return `Cancelled before a file was finished. ${kept}\n${resume}`;
      return `Cancelled after comparing ${done}. ${kept}\n${resume}`;
    case "failed":
    case "timeout":
      return `Comparing ${which} failed ${nothingDone ? "before a file was finished" : `after ${done}`}: ${printable(job.error ?? "the reason is unknown")}\n${kept}\n${resume}`;
    case "pending":
      if (job.started_at === null) return waitingText(`Comparing ${which}`, ownCommand);
      return `Comparing ${which} is waiting, after ${done}. It continues while \`${ownCommand("serve")}\` runs.`;
    case "running":
      if (job.cancel_requested_at !== null) return `Comparing ${which} is being cancelled: ${done} so far.`;
      return `Comparing ${which}: ${done} so far.`;
  }
}

function completedText({ counts, result }: JobJson): string {
  const { compared = 0, error_count: errors, skipped, done_bytes = 0 } = counts;
  const took = result === null ? "" : ` in ${duration(result.duration_ms)}`;
  const failed = errors === 0 ? "" : ` ${countOf(errors, "file")} could not be read.`;
  const changed = skipped === 0 ? "" : ` ${countOf(skipped, "file has", "files have")} changed meanwhile.`;
  if (compared + errors + skipped === 0) return "There are no files to compare.";
  return `Compared ${countOf(compared, "file")} (${bytes(done_bytes)})${took}.${failed}${changed}`;
}
