import type { Flags } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { findScan } from "./find-scan.ts";
import { requireLibrary } from "./reach-server.ts";
import { runScan } from "./run-scan.ts";
import { scanSummary } from "./scan-summary.ts";

/** `gleaner resume ID`: continues a scan that has ended, in the foreground. After a completed one, it scans once more. */
export async function resume(
  context: CommandContext,
  id: string,
  flags: Pick<Flags, "maxRate"> & { readonly json: boolean },
): Promise<ExitCode> {
  await requireLibrary(context);
  const { exitCode } = await runScan(context, {
    command: `gleaner resume ${id}`,
    json: flags.json,
    start: async (client) => {
      const scanId = await findScan(client, id, context);
      const job = await client.job(scanId);
      if (job.status === "pending") throw new Error(scanSummary(job, context));
      return client.resume(scanId, flags.maxRate === undefined ? {} : { max_rate: context.config.maxRate });
    },
  });
  return exitCode;
}
