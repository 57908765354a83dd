import { resolve } from "node:path";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { runScan } from "./run-scan.ts";

export interface ScanFlags {
  readonly recursive: boolean;
  readonly retryErrors: boolean;
  readonly json: boolean;
  readonly maxRate: string | undefined;
}

/** `gleaner scan DIR` */
export function scan(context: CommandContext, directory: string, flags: ScanFlags): Promise<ExitCode> {
  const path = resolve(directory);
  return runScan(context, {
    command: `gleaner scan ${directory}`,
    json: flags.json,
    start: (client) => client.submitScan({ path, recursive: flags.recursive, retry_errors: flags.retryErrors }),
    onJoined: (view, url) => {
      view.say(`The scan runs in the Gleaner at ${url}, which has this library open.`);
      if (flags.maxRate !== undefined) view.say("--max-rate has no effect on it: that server has its own limit.");
    },
  });
}
