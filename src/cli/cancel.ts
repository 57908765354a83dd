import type { CommandContext, ExitCode } from "./command-context.ts";
import { findOnlyActiveScan, findScan } from "./find-scan.ts";
import { withServer } from "./reach-server.ts";
import { scanSummary } from "./scan-summary.ts";

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
    let job = isAccepted ? before : await client.cancel(askedFor, flags.reason);
    if (job.finished_at === null) for await (const next of client.follow(askedFor)) job = next;
    if (flags.json) context.out.json(job);
    else context.out.say(scanSummary(job, context));
    return 0;
  });
}
