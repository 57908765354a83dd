import type { CommandContext, ExitCode } from "./command-context.ts";
import { runScan } from "./run-scan.ts";

/** `gleaner resume JOB_ID`: goes on with a scan that was stopped, in the foreground. */
export function resume(context: CommandContext, jobId: string, flags: { readonly json: boolean }): Promise<ExitCode> {
  return runScan(context, {
    command: `gleaner resume ${jobId}`,
    flags: [],
    json: flags.json,
    start: (client) => client.resume(jobId),
  });
}
