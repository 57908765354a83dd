import type { JobJson } from "../api/contract.ts";
import type { ApiClient } from "./api-client.ts";
import { type CommandContext, type ExitCode, writeJson } from "./command-context.ts";
import { count, countOf, duration } from "./quantities.ts";
import { withServer } from "./reach-server.ts";
import { scanSummary } from "./scan-summary.ts";
import { shownBelow, shownPath } from "./shown-path.ts";

/** `gleaner jobs`: the newest scans, or one of them with everything that is known of it. */
export async function jobs(
  context: CommandContext,
  jobId: string | undefined,
  flags: { readonly json: boolean; readonly limit: number },
): Promise<ExitCode> {
  const { stdout } = context;
  return withServer<ExitCode>(context, "gleaner jobs", async (client) => {
    if (jobId !== undefined) {
      const job = await client.job(jobId);
      if (flags.json) writeJson(stdout, job);
      else stdout.write(`${rows([job])}\n${await everyError(client, job)}${scanSummary(job, context)}\n`);
      return 0;
    }
    const page = await client.jobs({ limit: flags.limit });
    if (flags.json) for (const job of page.jobs) stdout.write(`${JSON.stringify(job)}\n`);
    else if (page.jobs.length === 0)
      stdout.write(`No scans yet. Start one with: ${context.ownCommand("scan", "DIR")}\n`);
    else stdout.write(`${rows(page.jobs)}\n`);
    return 0;
  });
}

async function everyError(client: ApiClient, { job_id: id, payload, counts }: JobJson): Promise<string> {
  const lines: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.jobErrors(id, { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) });
    for (const { path, error } of page.errors) lines.push(`  ${shownBelow(payload.path, path)}: ${error}\n`);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return lines.length === 0 ? "" : `${countOf(counts.error_count, "file")} could not be read:\n${lines.join("")}`;
}

const columns = ["JOB", "STATUS", "WHEN", "TOOK", "FILES", "NEW", "ERRORS", "DIRECTORY"];
const rightAligned = new Set(["TOOK", "FILES", "NEW", "ERRORS"]);

function rows(jobs: readonly JobJson[]): string {
  const table = [columns, ...jobs.map(cells)];
  const widths = columns.map((_, place) => Math.max(...table.map((row) => row[place]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, place) => {
          const width = widths[place] ?? 0;
          return rightAligned.has(columns[place] ?? "") ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cells(job: JobJson): string[] {
  const { counts, status } = job;
  const stopping = status === "running" && job.cancel_requested_at !== null;
  return [
    job.job_id,
    stopping ? "stopping" : status,
    job.submitted_at.replace("T", " ").slice(0, 16),
    job.result === null ? "" : duration(job.result.duration_ms),
    count(counts.scanned),
    count(counts.new),
    count(counts.error_count),
    shownPath(job.payload.path),
  ];
}
