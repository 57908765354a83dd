import { type FoldedScans, sumOfCounts } from "../api/contract/fold-jobs.ts";
import type { JobJson } from "../api/contract/jobs.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { findScan, shownLetters } from "./find-scan.ts";
import { type JobRow, printJobs } from "./jobs-table.ts";
import { newestRows } from "./newest-rows.ts";
import { printCsv } from "./print-csv.ts";
import { count } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { problemLine, problemsHeading, scanSummary } from "./scan-summary.ts";
import { whyItBegan } from "./why-it-began.ts";

export interface JobsFlags {
  readonly json: boolean;
  readonly csv: boolean;
  readonly limit: number;
  readonly fold: boolean;
}

/** `gleaner jobs [ID]`: the newest scans, or everything about one of them. */
export async function jobs(context: CommandContext, id: string | undefined, flags: JobsFlags): Promise<ExitCode> {
  const { out } = context;
  return withServer<ExitCode>({ ...context, readsOnly: true }, "gleaner jobs", async (client) => {
    if (flags.csv) return printCsv(client, out, { list: "jobs" });
    if (id !== undefined) {
      const job = await client.job(await findScan(client, id, context));
      if (flags.json) {
        out.json(job);
      } else {
        printJobs([{ job, note: "" }], out, { idLength: job.job_id.length });
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
    else printJobs(rows, out, { idLength: out.isTerminal ? distinctLength(rows) : Infinity });
    if (areMore) context.err.say("Earlier scans are not listed here. The page lists them.");
    return 0;
  });
}

interface Rows {
  readonly rows: readonly JobRow[];
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
function rowOf(folded: FoldedScans): JobRow {
  const { scans, mayHaveMore } = folded;
  const [newest] = scans;
  const took = scans.reduce((sum, { result }) => sum + (result?.duration_ms ?? 0), 0);
  const result = newest.result === null ? null : { ...newest.result, duration_ms: took };
  const note = `${mayHaveMore ? "at least " : ""}${count(scans.length)} scans after changes, added up`;
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
    for (const error of page.errors) out.say(problemLine(job, error), { indent: 4 });
    await out.drained();
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** How many characters tell the ids apart. A terminal has no room for whole ids, and commands take the first characters. */
function distinctLength(rows: readonly JobRow[]): number {
  const ids = rows.map(({ job }) => job.job_id);
  let length = shownLetters;
  while (new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length += 1;
  return length;
}
