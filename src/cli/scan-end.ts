/** The end of a scan, in words. */
import type { JobJson } from "../api/contract/jobs.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { countOf } from "./quantities.ts";
import { asksWhetherEmpty, isIncomplete, type ScanErrors, scanProblems, scanSummary } from "./scan-summary.ts";

export interface EndOfScan {
  readonly job: JobJson;
  readonly errors: ScanErrors;
}

export async function readEnd(client: ApiClient, job: JobJson): Promise<EndOfScan> {
  return { job, errors: await firstErrors(client, job) };
}

/** How many errors and problems are read at most. */
const mostRead = 1_000;

async function firstErrors(client: ApiClient, { job_id: id, counts }: JobJson): Promise<ScanErrors> {
  if (counts.error_count === 0) return { first: [], total: 0 };
  const { errors } = await client.jobErrors(id, { limit: mostRead });
  return { first: errors, total: counts.error_count };
}

/**
 * Says what a scan has done, and how to go on.
 *
 * @param options.flags flags that a command to continue the scan needs as well
 * @param options.json print the job as JSON, and nothing else
 * @param options.subject what was scanned, where several scans end. Default: nothing
 */
export function sayEnd(
  context: CommandContext,
  options: { readonly flags: readonly string[]; readonly json: boolean; readonly subject?: string },
  { job, errors }: EndOfScan,
): ExitCode {
  const { out, err } = context;
  if (options.json) {
    out.json(job);
  } else {
    const problems = scanProblems(job, errors, context);
    if (problems !== "") err.say(problems);
    const subject = options.subject === undefined ? "" : `${options.subject}: `;
    out.say(`${subject}${scanSummary(job, { ...context, flags: options.flags })}`);
    if (asksWhetherEmpty(errors)) err.say(acceptEmptyHint);
    if (job.status === "completed" && job.counts.unreadable > 0) err.say(stillUnreadable(job.counts.unreadable));
  }
  if (job.status === "completed") return isIncomplete(job, errors) ? 1 : 0;
  return job.status === "cancelled" ? 130 : 1;
}

const acceptEmptyHint =
  "If the disk is not mounted, mount it and scan again. If the videos are gone, scan again with --accept-empty.";

function stillUnreadable(unreadable: number): string {
  const one = unreadable === 1;
  return (
    `${countOf(unreadable, "file")} ${one ? "was" : "were"} skipped: an earlier scan could not read ${one ? "it" : "them"}, ` +
    `and ${one ? "it has" : "they have"} not changed. To read ${one ? "it" : "them"} again, add --retry-errors.`
  );
}
