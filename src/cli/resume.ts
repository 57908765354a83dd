import type { CommandContext, ExitCode } from "./command-context.ts";
import { findScan } from "./find-scan.ts";
import { runScan } from "./run-scan.ts";

/** `gleaner resume ID`: goes on with a cancelled or failed scan, in the foreground. */
export async function resume(
  context: CommandContext,
  id: string,
  flags: { readonly json: boolean },
): Promise<ExitCode> {
  const { exitCode } = await runScan(context, {
    command: `gleaner resume ${id}`,
    flags: [],
    json: flags.json,
    start: async (client) => client.resume(await findScan(client, id, context)),
  });
  return exitCode;
}
