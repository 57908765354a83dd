import type { JobJson } from "../api/contract.ts";
import type { OwnCommand } from "./own-command.ts";
import { count, countOf, duration } from "./quantities.ts";
import { shownBelow } from "./shown-path.ts";

/** How many of its errors a scan names at its end. */
const errorsNamed = 10;

/** How many files there are to do, as far as that is known. */
export function expectedFiles({ counts, progress }: JobJson): number | null {
  if (progress === null || progress === 0) return null;
  return Math.max(counts.found, Math.round(counts.scanned / progress));
}

/**
 * What became of an ended scan, in plain words: what happened, what was kept, and how to go on.
 *
 * @param options.flags with which it was started, besides those that the job knows. Default none
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
        return `Scanned ${countOf(counts.scanned, "file")}; the cancel came as it ended. ${kept(job)}`;
      return `Stopped after ${done(job)}. ${kept(job)}\n${again}`;
    case "failed":
      return `The scan failed after ${done(job)}: ${job.error ?? "no reason is known"}\n${kept(job)}\n${again}`;
    case "timeout":
      return `The scan was given up after ${done(job)}: ${job.error ?? "nothing moved any more"}\n${kept(job)}\n${again}`;
    case "pending":
      return `The scan waits: ${done(job)} so far.\n${again}`;
    case "running":
      return `The scan goes on: ${done(job)} so far.`;
  }
}

/** The files that could not be read, the first of them by name; an empty text where all could. */
export function scanProblems(job: JobJson, { ownCommand }: { readonly ownCommand: OwnCommand }): string {
  const { error_count: total } = job.counts;
  if (total === 0) return "";
  const named = (job.result?.errors ?? []).slice(0, errorsNamed);
  const lines = named.map(({ path, error }) => `  ${shownBelow(job.payload.path, path)}: ${error}`);
  const more = total - named.length;
  if (more > 0) lines.push(`  and ${count(more)} more: ${ownCommand("jobs", job.job_id)}`);
  return `${countOf(total, "file")} could not be read:\n${lines.join("\n")}\n`;
}

function parts({ counts }: JobJson): string[] {
  const all: [number, string][] = [
    [counts.new, "new"],
    [counts.updated, "updated"],
    [counts.skipped, "unchanged"],
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
  if (counts.new + counts.updated === 0) return "Nothing new was found until then; your library is as it was.";
  const updated = counts.updated === 0 ? "" : `, ${count(counts.updated)} updated`;
  return `${countOf(counts.new, "new video")}${updated} ${counts.new === 1 && counts.updated === 0 ? "is" : "are"} in your library.`;
}
