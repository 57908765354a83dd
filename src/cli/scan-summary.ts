import type { JobJson } from "../api/contract/jobs.ts";
import { isAboutDirectory, leavesScanIncomplete } from "../scanning/directory-problems.ts";
import { checkSummary, isChecking } from "./check-summary.ts";
import { compareSummary, isComparing } from "./compare-summary.ts";
import { shownLetters } from "./find-scan.ts";
import { forgetSummary, isForgetting } from "./forget-summary.ts";
import type { OwnCommand } from "./own-command.ts";
import { printable } from "./printable.ts";
import { count, countOf, duration } from "./quantities.ts";
import { shownBelow } from "./shown-path.ts";

/** How many errors a scan names at its end. */
const errorsNamed = 10;

/**
 * The number of scanned files, or of forgotten or checked videos. A directory that could not be read counts in
 * `scanned`, but is not a file.
 */
export function scannedFiles({ counts }: JobJson): number {
  return counts.checked ?? counts.compared ?? counts.forgotten ?? counts.scanned - counts.directory_errors;
}

/** The number of files of a whole scan, as far as it is known. */
export function expectedFiles({ counts, progress }: JobJson): number | null {
  if (progress === null || progress === 0) return null;
  return Math.max(counts.found, Math.round(counts.scanned / progress)) - counts.directory_errors;
}

/** Such as `114 of 10,093 files`, for a scan that runs; `114 of about 10,093 files` while more may be found. */
export function filesDone(job: JobJson): string {
  const scanned = count(scannedFiles(job));
  const found = job.counts.found - job.counts.directory_errors;
  const expected = expectedFiles(job);
  if (expected !== null) return `${scanned} of ${expectedText(job, expected)}`;
  return found === 0 ? "Looking for videos…" : `${scanned} of ${countOf(found, "file")} found so far`;
}

/** The flags of a scan that waits. It takes over the flags of a command that begins it. */
function scanFlags(payload: JobJson["payload"]): readonly string[] {
  const { recursive, accept_empty, exclude = [], exclude_samples, follow_links, include_hidden, max_rate } = payload;
  return [
    ...(recursive ? [] : ["--no-recursive"]),
    ...(accept_empty ? ["--accept-empty"] : []),
    ...exclude.flatMap((pattern) => ["--exclude", pattern]),
    ...(exclude_samples === true ? ["--exclude-samples"] : []),
    ...either("follow-links", follow_links),
    ...either("include-hidden", include_hidden),
    ...(max_rate === undefined ? [] : ["--max-rate", String(max_rate)]),
  ];
}

function either(flag: string, isSet: boolean | undefined): readonly string[] {
  return isSet === undefined ? [] : [isSet ? `--${flag}` : `--no-${flag}`];
}

/**
 * The state of a scan, or of a job that forgets or checks, in words: what happened, what was kept, and how to continue.
 */
export function scanSummary(job: JobJson, { ownCommand }: { readonly ownCommand: OwnCommand }): string {
  const { status, payload } = job;
  const resume = `Resume with: ${ownCommand("resume", job.job_id.slice(0, shownLetters))}`;
  if (isForgetting(job)) return forgetSummary(job, { ownCommand, resume });
  if (isChecking(job)) return checkSummary(job, { ownCommand, resume });
  if (isComparing(job)) return compareSummary(job, { ownCommand, resume });
  const { path, video_count: chosen } = payload;
  // The command would scan the whole directory.
  const here = (text: string) =>
    chosen === undefined ? `\n${text} here with: ${ownCommand("scan", path, ...scanFlags(payload))}` : "";
  switch (status) {
    case "completed": {
      const took = job.result === null ? "" : ` in ${duration(job.result.duration_ms)}`;
      return `Scanned ${countOf(scannedFiles(job), "file")}${took}: ${parts(job).join(", ")}.`;
    }
    case "cancelled":
      if (job.result?.stopped_early === false)
        return `The cancel arrived when ${allFiles(scannedFiles(job))} had already been scanned. ${kept(job)}`;
      return `Cancelled after ${done(job)}. ${kept(job)}\n${resume}`;
    case "failed":
      return `The scan failed after ${done(job)}: ${printable(job.error ?? "the reason is unknown")}\n${kept(job)}\n${resume}`;
    case "timeout":
      return `The scan timed out after ${done(job)}: ${printable(job.error ?? "there was no progress")}\n${kept(job)}\n${resume}`;
    case "pending":
      return job.started_at === null
        ? `The scan is waiting. It starts by itself while \`${ownCommand("serve")}\` runs.${here("Run it")}`
        : `Paused at ${done(job)}. It continues while \`${ownCommand("serve")}\` runs.${here("Continue it")}`;
    case "running":
      return job.cancel_requested_at === null
        ? `The scan is running: ${done(job)} so far.`
        : `The scan is being cancelled: ${done(job)} so far.`;
  }
}

export interface ScanErrors {
  /** The first errors, at most 1,000. */
  readonly first: readonly { readonly path: string; readonly error: string; readonly code: string }[];
  /** The number of all errors. */
  readonly total: number;
}

/** The directories and files that could not be read, the first of them by name; an empty text if there are none. */
export function scanProblems(
  job: JobJson,
  { first, total }: ScanErrors,
  { ownCommand }: { readonly ownCommand: OwnCommand },
): string {
  if (total === 0) return "";
  // One directory that could not be read may hold more than many files.
  const directoriesFirst = first.toSorted(
    (one, other) => Number(isAboutDirectory(other)) - Number(isAboutDirectory(one)),
  );
  const lines = directoriesFirst.slice(0, errorsNamed).map((error) => problemLine(job, error));
  const more = total - lines.length;
  if (more > 0) lines.push(`  and ${count(more)} more: ${ownCommand("jobs", job.job_id)}`);
  return `${problemsHeading({ first, total })}\n${lines.join("\n")}`;
}

/** Such as `1 directory and 12 files could not be read:`. */
export function problemsHeading({ first, total }: ScanErrors): string {
  const directories = first.filter(isAboutDirectory).length;
  const files = total - directories;
  const parts = [
    directories === 0 ? null : countOf(directories, "directory", "directories"),
    files === 0 ? null : countOf(files, "file"),
  ];
  return `${parts.filter((part) => part !== null).join(" and ")} could not be read:`;
}

/** One line of a list of errors. */
export function problemLine(
  { payload }: JobJson,
  { path, error }: { readonly path: string; readonly error: string },
): string {
  return `  ${shownBelow(payload.path, path)}: ${printable(error)}`;
}

/** Whether a scan could not look into some directory, or missed its disk, so that the scan is incomplete. */
export function isIncomplete({ counts }: Pick<JobJson, "counts">, { first, total }: ScanErrors): boolean {
  if (first.some(leavesScanIncomplete)) return true;
  // Not all errors are in the list.
  return total > first.length && counts.directory_errors > first.filter(isAboutDirectory).length;
}

/** Whether a scan asks if videos are gone. `--accept-empty` is the answer. */
export function asksWhetherEmpty({ first }: ScanErrors): boolean {
  return first.some(({ code }) => code === "root_empty" || code === "disk_changed");
}

function parts({ counts }: JobJson): string[] {
  const fileErrors = counts.error_count - counts.directory_errors;
  const all: [number, string][] = [
    [counts.new, "new"],
    [counts.updated, "updated"],
    [counts.moved, "moved"],
    [counts.skipped, "unchanged"],
    [counts.unreadable, "still unreadable"],
    [fileErrors, fileErrors === 1 ? "error" : "errors"],
    [counts.directory_errors, counts.directory_errors === 1 ? "directory error" : "directory errors"],
    [counts.missing, "missing"],
    [counts.excluded, `removed, because ${counts.excluded === 1 ? "it is" : "they are"} left out`],
  ];
  const shown = all.filter(([value, name]) => value > 0 || name === "new");
  return shown.map(([value, name]) => `${count(value)} ${name}`);
}

function done(job: JobJson): string {
  const expected = expectedFiles(job);
  const scanned = scannedFiles(job);
  return expected === null ? countOf(scanned, "file") : `${count(scanned)} of ${expectedText(job, expected)}`;
}

/** Such as `10,093 files`, or `about 10,093 files` if that is an estimate. */
function expectedText({ counts }: JobJson, expected: number): string {
  const isEstimate = expected !== counts.found - counts.directory_errors;
  return `${isEstimate ? "about " : ""}${countOf(expected, "file")}`;
}

function allFiles(scanned: number): string {
  return scanned === 1 ? "the only file" : `all ${countOf(scanned, "file")}`;
}

/** The words of the page (`web/src/texts/en/scan-dialog.ts`). */
function kept({ counts }: JobJson): string {
  const added = `${countOf(counts.new, "video")} ${counts.new === 1 ? "was" : "were"} added`;
  if (counts.new === 0 && counts.updated > 0)
    return `${countOf(counts.updated, "video was", "videos were")} updated in your library.`;
  if (counts.updated > 0) return `${added} and ${count(counts.updated)} updated. All are in your library.`;
  if (counts.new === 0) return "No videos were added.";
  return `${added} and ${counts.new === 1 ? "is" : "are"} in your library.`;
}
