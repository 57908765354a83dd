import type { JobJson } from "../api/contract/jobs.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { findOnlyActiveScan, findScan } from "./find-scan.ts";
import { localTime } from "./local-time.ts";
import { withServer } from "./reach-server.ts";
import { scanSummary } from "./scan-summary.ts";
import { ApiError } from "./server-errors.ts";

/**
 * `gleaner cancel [ID]`: cancels a scan, waits until it has ended, and says what was kept.
 *
 * @param id may be left out when exactly one scan is active
 */
export async function cancel(
  context: CommandContext,
  id: string | undefined,
  flags: { readonly reason: string | undefined; readonly json: boolean },
): Promise<ExitCode> {
  let askedFor: string | null = null;
  return withServer<ExitCode>(context, "gleaner cancel", async (client) => {
    // The server may end as soon as the scan has, before this command has its answer. The cancel may have been accepted
    // all the same, and a second one would be refused.
    const before = askedFor === null ? null : await client.job(askedFor);
    askedFor ??= id === undefined ? await findOnlyActiveScan(client, context) : await findScan(client, id, context);
    const isAccepted = before !== null && before.cancel_requested_at !== null;
    let job = isAccepted ? before : await cancelIn(client, askedFor, flags.reason);
    if (job.finished_at === null) for await (const next of client.follow(askedFor)) job = next;
    if (flags.json) context.out.json(job);
    else context.out.say(scanSummary(job, context));
    return 0;
  });
}

/** @throws Error that says when the scan had ended, by the clock of this machine */
async function cancelIn(client: ApiClient, id: string, reason: string | undefined): Promise<JobJson> {
  try {
    return await client.cancel(id, reason);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "ALREADY_TERMINAL") throw error;
    const { status, finished_at: at } = await client.job(id);
    if (at === null || status === "pending" || status === "running") throw error;
    const { say } = await import("../sentences/say.ts");
    throw new Error(say("job_ended", { status, at: localTime(new Date(at)) }).message, { cause: error });
  }
}
