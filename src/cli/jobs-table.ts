import cliTruncate from "cli-truncate";
import type { JobJson } from "../api/contract/jobs.ts";
import { isChecking } from "./check-summary.ts";
import { isComparing } from "./compare-summary.ts";
import { isForgetting, subjectOf } from "./forget-summary.ts";
import { localTime } from "./local-time.ts";
import type { Printer } from "./printer.ts";
import { count, duration } from "./quantities.ts";
import { scannedFiles } from "./scan-summary.ts";
import { columnWidths, gap, type Table } from "./table.ts";

/** A job, or several as one. */
export interface JobRow {
  readonly job: JobJson;
  /** Behind the directory. */
  readonly note: string;
}

const numbers = ["TOOK", "FILES", "NEW", "MOVED", "MISSING", "REMOVED", "ERRORS"];
const columns = ["SCAN", "STATUS", "STARTED", ...numbers, "DIRECTORY"];
const numberColumns = new Set(numbers.map((name) => columns.indexOf(name)));
/** A path that is cut to fewer cells says nothing. */
const leastDirectoryColumns = 20;

/** Prints a row for each job; on a terminal that is too narrow for rows, a few lines. @param idLength in characters */
export function printJobs(listed: readonly JobRow[], out: Printer, { idLength }: { readonly idLength: number }): void {
  const jobs = listed.map((row) => cells(row, idLength));
  const table: Table = { rows: [columns, ...jobs], numbers: numberColumns };
  if (!out.isTerminal) return out.table(table);
  const widths = columnWidths(table);
  const room = out.columns - widths.slice(0, -1).reduce((sum, width) => sum + width + gap.length, 0);
  if (room < Math.min(leastDirectoryColumns, widths.at(-1) ?? 0)) {
    for (const [place, { job }] of listed.entries()) printInLines(job, jobs[place] ?? [], out);
  } else {
    const fits = (row: readonly string[], job?: JobJson) =>
      row.with(row.length - 1, shortened(row.at(-1) ?? "", room, job));
    const rows = [fits(columns), ...jobs.map((row, place) => fits(row, listed[place]?.job))];
    out.table({ ...table, rows });
  }
}

function printInLines(job: JobJson, row: readonly string[], out: Printer): void {
  const [id = "", status = "", when = "", , ...others] = row;
  out.table({ rows: [[id, status, when]], numbers: new Set() });
  out.line(`  ${shortened(others.at(-1) ?? "", out.columns - 2, job)}`);
  out.say(`  ${countsOf(job, others)}`, { indent: 4 });
}

function countsOf(job: JobJson, row: readonly string[]): string {
  const [files, added, moved, missing, removed, errors] = row;
  if (isForgetting(job)) return `${files} forgotten`;
  if (isChecking(job)) return `${files} checked, ${count(job.counts.broken ?? 0)} broken`;
  if (isComparing(job)) return `${files} compared`;
  const left = job.counts.excluded === 0 ? "" : `, ${removed} removed`;
  const [filesText, problems] = [`file${files === "1" ? "" : "s"}`, `error${errors === "1" ? "" : "s"}`];
  return `${files} ${filesText}, ${added} new, ${moved} moved, ${missing} missing${left}, ${errors} ${problems}`;
}

/** The end of a path tells most; of the words of chosen videos, the beginning does, too. */
function shortened(subject: string, width: number, job?: JobJson): string {
  const isPath = job?.job_type === "scan" && job.payload.video_count === undefined;
  return cliTruncate(subject, width, { position: isPath ? "start" : "middle" });
}

function cells({ job, note }: JobRow, idLength: number): readonly string[] {
  const { counts } = job;
  const broken = (counts.broken ?? 0) > 0 ? ` (${count(counts.broken ?? 0)} broken)` : "";
  return [
    job.job_id.slice(0, idLength),
    statusOf(job),
    localTime(new Date(job.started_at ?? job.submitted_at)),
    job.result === null ? "" : duration(job.result.duration_ms),
    count(scannedFiles(job)),
    count(counts.new),
    count(counts.moved),
    count(counts.missing),
    count(counts.excluded),
    count(counts.error_count),
    subjectOf(job) + broken + note,
  ];
}

function statusOf({ status, started_at, cancel_requested_at }: JobJson): string {
  if (status === "running") return cancel_requested_at === null ? "running" : "cancelling";
  if (status === "pending") return started_at === null ? "waiting" : "paused";
  return status;
}
