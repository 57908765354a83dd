import { type CommandContext, type ExitCode, writeJson } from "./command-context.ts";
import { withServer } from "./reach-server.ts";
import { scanSummary } from "./scan-summary.ts";

/** `gleaner cancel JOB_ID`: cancels a job, waits until it has ended, and says what was kept. */
export async function cancel(
  context: CommandContext,
  jobId: string,
  flags: { readonly reason: string | undefined; readonly json: boolean },
): Promise<ExitCode> {
  let isAsked = false;
  return withServer<ExitCode>(context, "gleaner cancel", async (client) => {
    // The server may end as soon as the job has, before it has answered or is asked again. What was asked of it may have
    // been done all the same, and a second cancel would be refused then.
    const before = isAsked ? await client.job(jobId) : null;
    isAsked = true;
    let job =
      before === null || before.cancel_requested_at === null ? await client.cancel(jobId, flags.reason) : before;
    if (job.finished_at === null) for await (const next of client.follow(jobId)) job = next;
    if (flags.json) writeJson(context.stdout, job);
    else context.stdout.write(`${scanSummary(job, context)}\n`);
    return 0;
  });
}
