/** The end of a scan, in words. */
import { basename, dirname } from "node:path";
import type { JobJson } from "../api/contract/jobs.ts";
import { type BrokenVideos, brokenVideosText, isChecking } from "./check-summary.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { isComparing } from "./compare-summary.ts";
import { countOf } from "./quantities.ts";
import type { LoadClient } from "./reach-server.ts";
import { asksWhetherEmpty, isIncomplete, type ScanErrors, scanProblems, scanSummary } from "./scan-summary.ts";

export interface EndOfScan {
  readonly job: JobJson;
  readonly errors: ScanErrors;
  readonly broken: BrokenVideos;
}

export async function readEnd(loadClient: LoadClient, job: JobJson): Promise<EndOfScan> {
  return { job, errors: await firstErrors(loadClient, job), broken: await firstBroken(loadClient, job) };
}

/** How many errors and problems are read at most. */
const mostRead = 1_000;

async function firstErrors(loadClient: LoadClient, { job_id: id, counts }: JobJson): Promise<ScanErrors> {
  if (counts.error_count === 0) return { first: [], total: 0 };
  const client = await loadClient();
  const { errors } = await client.jobErrors(id, { limit: mostRead });
  return { first: errors, total: counts.error_count };
}

/** How many broken videos are named at the end. */
const mostBroken = 20;

/** The broken videos among those that a job has looked at, also if they were checked before. */
async function firstBroken(loadClient: LoadClient, job: JobJson): Promise<BrokenVideos> {
  if (!isChecking(job)) return { first: [], total: 0, before: 0 };
  const client = await loadClient();
  const { filter, path } = job.payload;
  const { broken = 0 } = job.counts;
  if (filter === undefined && path === "") return { first: [], total: broken, before: 0 };
  const query = filter ?? { path: dirname(path), q: `"${basename(path)}"` };
  const found = await client.videos({ ...query, broken: true, sort: "filename", limit: mostBroken });
  const listed = found.videos.filter((video) => filter !== undefined || video.path === path);
  const first = await Promise.all(listed.map(({ id }) => client.video(id)));
  const total = filter === undefined ? first.length : found.total;
  return { first, total, before: Math.max(0, total - broken) };
}

/**
 * Says what a scan has done, and how to go on.
 *
 * @param options.json print the job as JSON, and nothing else
 * @param options.subject what was scanned, where several scans end. Default: nothing
 */
export function sayEnd(
  context: CommandContext,
  options: { readonly json: boolean; readonly subject?: string },
  { job, errors, broken }: EndOfScan,
): ExitCode {
  const { out, err } = context;
  if (options.json) {
    out.json(job);
  } else {
    const problems = scanProblems(job, errors, context);
    if (problems !== "") err.say(problems);
    const brokenText = brokenVideosText(broken, context);
    if (brokenText !== "") out.say(brokenText);
    const subject = options.subject === undefined ? "" : `${options.subject}: `;
    out.say(`${subject}${scanSummary(job, context)}`);
    const isOfChosen = job.payload.video_count !== undefined;
    if (asksWhetherEmpty(errors)) err.say(isOfChosen ? acceptEmptyHintOfChosen : acceptEmptyHint);
    if (job.status === "completed" && job.counts.unreadable > 0) err.say(stillUnreadable(job.counts.unreadable));
  }
  if (job.status === "completed" && isChecking(job)) return broken.total > 0 || errors.total > 0 ? 1 : 0;
  if (job.status === "completed" && isComparing(job)) return errors.total > 0 ? 1 : 0;
  if (job.status === "completed") return isIncomplete(job, errors) ? 1 : 0;
  return job.status === "cancelled" ? 130 : 1;
}

export const acceptEmptyHint =
  "If the disk is not mounted, mount it and scan again. If the videos are gone, scan again with --accept-empty.";

/** That the chosen videos are gone says nothing about the others in the directory. */
const acceptEmptyHintOfChosen =
  "If the disk is not mounted, mount it and scan again. If the videos are gone, scan their directory with --accept-empty.";

function stillUnreadable(unreadable: number): string {
  const one = unreadable === 1;
  return (
    `${countOf(unreadable, "file")} ${one ? "was" : "were"} skipped: an earlier scan could not read ${one ? "it" : "them"}, ` +
    `and ${one ? "it has" : "they have"} not changed. To read ${one ? "it" : "them"} again, add --retry-errors.`
  );
}
