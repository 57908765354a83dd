import cliTruncate from "cli-truncate";
import { type FoldedScans, sumOfCounts } from "../api/contract/fold-jobs.ts";
import type { JobJson } from "../api/contract/jobs.ts";
import type { ApiClient } from "./api-client.ts";
import { isChecking } from "./check-summary.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { findScan, shownLetters } from "./find-scan.ts";
import { isForgetting, subjectOf } from "./forget-summary.ts";
import { newestRows } from "./newest-rows.ts";
import type { Printer } from "./printer.ts";
import { count, duration } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { problemLine, problemsHeading, scannedFiles, scanSummary } from "./scan-summary.ts";
import { whyItBegan } from "./why-it-began.ts";

/** `gleaner jobs [ID]`: the newest scans, or everything about one of them. */
export async function jobs(
  context: CommandContext,
  id: string | undefined,
  flags: { readonly json: boolean; readonly limit: number; readonly fold: boolean },
): Promise<ExitCode> {
  const { out } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner jobs", async (client) => {
    if (id !== undefined) {
      const job = await client.job(await findScan(client, id, context));
      if (flags.json) {
        out.json(job);
      } else {
        out.line(table([{ job, note: "" }], { idLength: job.job_id.length, width: widthOf(out) }));
        const why = whyItBegan(job);
        if (why !== null) out.say(why);
        await printErrors(client, job, context);
        out.say(scanSummary(job, context));
      }
      return 0;
    }
    if (flags.json) {
      for (const job of (await client.jobs({ limit: flags.limit })).jobs) out.jsonLine(job);
      return 0;
    }
    const { rows, areMore } = await (flags.fold ? foldedRows : everyRow)(client, flags.limit);
    if (rows.length === 0) out.say(`No scans yet. Start one with: ${context.ownCommand("scan", "DIR")}`);
    else out.line(table(rows, tableOptions(rows, out)));
    if (areMore) context.err.say("Earlier scans are not listed here. The page lists them.");
    return 0;
  });
}

/** A job, or several as one. */
interface Row {
  readonly job: JobJson;
  /** Behind the directory. */
  readonly note: string;
}

interface Rows {
  readonly rows: readonly Row[];
  /** Whether earlier scans were not read, because so many are folded. */
  readonly areMore: boolean;
}

async function everyRow(client: ApiClient, limit: number): Promise<Rows> {
  const { jobs: all } = await client.jobs({ limit });
  return { rows: all.map((job) => ({ job, note: "" })), areMore: false };
}

async function foldedRows(client: ApiClient, limit: number): Promise<Rows> {
  const { rows, areMore } = await newestRows(client, limit);
  return { rows: rows.map((row) => (row.kind === "job" ? { job: row.job, note: "" } : rowOf(row))), areMore };
}

/** Scans after changes as one: the newest, with the counts and the time of all. */
function rowOf(folded: FoldedScans): Row {
  const { scans, mayHaveMore } = folded;
  const [newest] = scans;
  const took = scans.reduce((sum, { result }) => sum + (result?.duration_ms ?? 0), 0);
  const result = newest.result === null ? null : { ...newest.result, duration_ms: took };
  const note = `${mayHaveMore ? "at least " : ""}${count(scans.length)} scans after changes`;
  return { job: { ...newest, counts: sumOfCounts(scans), result }, note: ` (${note})` };
}

async function printErrors(client: ApiClient, job: JobJson, { out }: CommandContext): Promise<void> {
  let cursor: string | undefined;
  let isFirst = true;
  do {
    const page = await client.jobErrors(job.job_id, { limit: 1_000, cursor });
    if (isFirst && page.errors.length > 0)
      out.say(problemsHeading({ first: page.errors, total: job.counts.error_count }));
    isFirst = false;
    for (const error of page.errors) out.line(problemLine(job, error));
    await out.drained();
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

function widthOf(out: Printer): number | null {
  return out.isTerminal ? out.columns : null;
}

function tableOptions(rows: readonly Row[], out: Printer): TableOptions {
  return { idLength: out.isTerminal ? distinctLength(rows) : Infinity, width: widthOf(out) };
}

/** How many characters tell the ids apart. A terminal has no room for whole ids, and commands take the first characters. */
function distinctLength(rows: readonly Row[]): number {
  const ids = rows.map(({ job }) => job.job_id);
  let length = shownLetters;
  while (new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length += 1;
  return length;
}

const columns = ["SCAN", "STATUS", "STARTED", "TOOK", "FILES", "NEW", "MOVED", "MISSING", "ERRORS", "DIRECTORY"];
const rightAligned = new Set(["TOOK", "FILES", "NEW", "MOVED", "MISSING", "ERRORS"]);
/** A path that is cut to fewer cells says nothing. */
const leastDirectoryColumns = 20;

interface TableOptions {
  readonly idLength: number;
  /** The width of a terminal in cells; null for programs. */
  readonly width: number | null;
}

/** A row for each scan; on a terminal that is too narrow for rows, three lines. */
function table(listed: readonly Row[], options: TableOptions): string {
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

function threeLines(row: Row, options: TableOptions): string {
  const { job } = row;
  const [id, status, when, , files, added, moved, missing, errors, directory = ""] = cells(row, options);
  const width = options.width ?? Infinity;
  if (isForgetting(job))
    return [`${id}  ${status}  ${when}`, `  ${shortened(directory, width - 2)}`, `  ${files} forgotten`].join("\n");
  if (isChecking(job)) {
    const counted = `  ${files} checked, ${count(job.counts.broken ?? 0)} broken`;
    return [`${id}  ${status}  ${when}`, `  ${shortened(directory, width - 2)}`, counted].join("\n");
  }
  const problems = `${errors} ${errors === "1" ? "error" : "errors"}`;
  const filesText = `${files} ${files === "1" ? "file" : "files"}`;
  const counts = `  ${filesText}, ${added} new, ${moved} moved, ${missing} missing, ${problems}`;
  return [
    `${id}  ${status}  ${when}`,
    `  ${shortened(directory, width - 2)}`,
    counts.length <= width ? counts : `  ${filesText}, ${problems}`,
  ].join("\n");
}

function shortened(path: string, width: number): string {
  return width === Infinity ? path : cliTruncate(path, width, { position: "start" });
}

function cells({ job, note }: Row, { idLength }: TableOptions): string[] {
  const { counts } = job;
  return [
    job.job_id.slice(0, idLength),
    statusOf(job),
    localTime(new Date(job.started_at ?? job.submitted_at)),
    job.result === null ? "" : duration(job.result.duration_ms),
    count(scannedFiles(job)),
    count(counts.new),
    count(counts.moved),
    count(counts.missing),
    count(counts.error_count),
    subjectOf(job) + note,
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
