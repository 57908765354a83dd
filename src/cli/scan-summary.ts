import type { JobJson } from "../api/contract.ts";
import type { OwnCommand } from "./own-command.ts";
import { printable } from "./printable.ts";
import { count, countOf, duration } from "./quantities.ts";
import { shownBelow } from "./shown-path.ts";

/** How many errors a scan names at its end. */
const errorsNamed = 10;

/** Codes of errors that are about a directory. */
const directoryCodes: ReadonlySet<string> = new Set([
  "directory_unreadable",
  "root_empty",
  "disk_changed",
  "disk_lost",
  "disk_silent",
]);

/** The number of files of a whole scan, as far as it is known. */
export function expectedFiles({ counts, progress }: JobJson): number | null {
  if (progress === null || progress === 0) return null;
  return Math.max(counts.found, Math.round(counts.scanned / progress));
}

/**
 * The state of a scan in words: what happened, what was kept, and how to go on.
 *
 * @param options.flags the flags that started the scan, besides those that the job has. Default none
 */
export function scanSummary(
  job: JobJson,
  { ownCommand, flags = [] }: { readonly ownCommand: OwnCommand; readonly flags?: readonly string[] },
): string {
  const { counts, status, payload } = job;
  const recursion = payload.recursive ? [] : ["--no-recursive"];
  const again = `Go on with: ${ownCommand("scan", payload.path, ...recursion, ...flags)}`;
  switch (status) {
    case "completed": {
      const took = job.result === null ? "" : ` in ${duration(job.result.duration_ms)}`;
      return `Scanned ${countOf(counts.scanned, "file")}${took}: ${parts(job).join(", ")}.`;
    }
    case "cancelled":
      if (job.result?.stopped_early === false)
        return `Scanned ${countOf(counts.scanned, "file")}; the scan ended just before it was cancelled. ${kept(job)}`;
      return `Cancelled after ${done(job)}. ${kept(job)}\n${again}`;
    case "failed":
      return `The scan failed after ${done(job)}: ${printable(job.error ?? "the reason is unknown")}\n${kept(job)}\n${again}`;
    case "timeout":
      return `The scan was given up after ${done(job)}: ${printable(job.error ?? "nothing moved any more")}\n${kept(job)}\n${again}`;
    case "pending":
      return job.started_at === null ? `The scan waits for its turn.\n${again}` : `Paused at ${done(job)}.\n${again}`;
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

/** The files and directories that could not be read, the first of them by name; an empty text if there are none. */
export function scanProblems(
  job: JobJson,
  { first, total }: ScanErrors,
  { ownCommand }: { readonly ownCommand: OwnCommand },
): string {
  if (total === 0) return "";
  const lines = first.slice(0, errorsNamed).map((error) => problemLine(job, error));
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

/** Whether a scan could not look into some directory, so that it is incomplete. */
export function hasUnreadableDirectory({ first }: ScanErrors): boolean {
  return first.some(({ code }) => code === "directory_unreadable");
}

function isAboutDirectory({ code }: { readonly code: string }): boolean {
  return directoryCodes.has(code);
}

function parts({ counts }: JobJson): string[] {
  const all: [number, string][] = [
    [counts.new, "new"],
    [counts.updated, "updated"],
    [counts.skipped, "unchanged"],
    [counts.unreadable, "still unreadable"],
    [counts.error_count, counts.error_count === 1 ? "error" : "errors"],
    [counts.missing, "gone missing"],
  ];
  const shown = all.filter(([value, name]) => value > 0 || name === "new");
  return shown.map(([value, name]) => `${count(value)} ${name}`);
}

function done(job: JobJson): string {
  const expected = expectedFiles(job);
  const { scanned } = job.counts;
  return expected === null ? countOf(scanned, "file") : `${count(scanned)} of ${countOf(expected, "file")}`;
}

function kept({ counts }: JobJson): string {
  if (counts.new + counts.updated === 0) return "Nothing new was found; your library is unchanged.";
  const updated = counts.updated === 0 ? "" : `, ${count(counts.updated)} updated`;
  return `${countOf(counts.new, "new video")}${updated} ${counts.new === 1 && counts.updated === 0 ? "is" : "are"} in your library.`;
}
