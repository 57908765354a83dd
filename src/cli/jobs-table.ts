import cliTruncate from "cli-truncate";
import type { JobJson } from "../api/contract/jobs.ts";
import { isChecking } from "./check-summary.ts";
import { isComparing } from "./compare-summary.ts";
import { isForgetting, subjectOf } from "./forget-summary.ts";
import { count, duration } from "./quantities.ts";
import { scannedFiles } from "./scan-summary.ts";

/** A job, or several as one. */
export interface JobRow {
  readonly job: JobJson;
  /** Behind the directory. */
  readonly note: string;
}

const numbers = ["TOOK", "FILES", "NEW", "MOVED", "MISSING", "REMOVED", "ERRORS"];
const columns = ["SCAN", "STATUS", "STARTED", ...numbers, "DIRECTORY"];
const rightAligned = new Set(numbers);
/** A path that is cut to fewer cells says nothing. */
const leastDirectoryColumns = 20;

export interface TableOptions {
  readonly idLength: number;
  /** The width of a terminal in cells; null for programs. */
  readonly width: number | null;
}

/** A row for each scan; on a terminal that is too narrow for rows, three lines. */
export function jobsTable(listed: readonly JobRow[], options: TableOptions): string {
  const rows = [columns, ...listed.map((row) => cells(row, options))];
  const widths = columns.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)));
  const beforeDirectory = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const room = options.width === null ? Infinity : options.width - beforeDirectory;
  if (room < Math.min(leastDirectoryColumns, widths.at(-1) ?? 0)) {
    return listed.map((row) => threeLines(row, options)).join("\n");
  }
  return rows
    .map((row) =>
      row
        .map((cell, place) => {
          if (place === columns.length - 1) return shortened(cell, room);
          const width = widths[place] ?? 0;
          return rightAligned.has(columns[place] ?? "") ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  "),
    )
    .join("\n");
}

function threeLines(row: JobRow, options: TableOptions): string {
  const { job } = row;
  const [id, status, when, , files, added, moved, missing, removed, errors, directory = ""] = cells(row, options);
  const width = options.width ?? Infinity;
  if (isForgetting(job))
    return [`${id}  ${status}  ${when}`, `  ${shortened(directory, width - 2)}`, `  ${files} forgotten`].join("\n");
  if (isChecking(job)) {
    const counted = `  ${files} checked, ${count(job.counts.broken ?? 0)} broken`;
    return [`${id}  ${status}  ${when}`, `  ${shortened(directory, width - 2)}`, counted].join("\n");
  }
  if (isComparing(job))
    return [`${id}  ${status}  ${when}`, `  ${shortened(directory, width - 2)}`, `  ${files} compared`].join("\n");
  const problems = `${errors} ${errors === "1" ? "error" : "errors"}`;
  const filesText = `${files} ${files === "1" ? "file" : "files"}`;
  const left = job.counts.excluded === 0 ? "" : `, ${removed} removed`;
  const counts = `  ${filesText}, ${added} new, ${moved} moved, ${missing} missing${left}, ${problems}`;
  return [
    `${id}  ${status}  ${when}`,
    `  ${shortened(directory, width - 2)}`,
    counts.length <= width ? counts : `  ${filesText}, ${problems}`,
  ].join("\n");
}

function shortened(path: string, width: number): string {
  return width === Infinity ? path : cliTruncate(path, width, { position: "start" });
}

function cells({ job, note }: JobRow, { idLength }: TableOptions): string[] {
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

/** `2026-11-28 16:24`, in the time zone of this machine. */
function localTime(time: Date): string {
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("-");
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
