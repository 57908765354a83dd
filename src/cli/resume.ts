import type { Flags } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { findScan } from "./find-scan.ts";
import { runScan } from "./run-scan.ts";
import { flagsToContinue } from "./scan.ts";

/** `gleaner resume ID`: continues a scan that was cancelled, failed or timed out, in the foreground. */
export async function resume(
  context: CommandContext,
  id: string,
  flags: Pick<Flags, "maxRate"> & { readonly json: boolean },
): Promise<ExitCode> {
  const { exitCode } = await runScan(context, {
    command: `gleaner resume ${id}`,
    flags: flagsToContinue(flags),
    json: flags.json,
    start: async (client) => {
      const scanId = await findScan(client, id, context);
      const { payload, status } = await client.job(scanId);
      if (status === "pending") {
        const recursion = payload.recursive ? [] : ["--no-recursive"];
        throw new Error(
          `This scan has not ended: it waits or is paused. Continue it with: ${context.ownCommand("scan", payload.path, ...recursion)}`,
        );
      }
      return client.resume(scanId);
    },
  });
  return exitCode;
}
