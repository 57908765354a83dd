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
    onFollowed: ({ payload }, view) => {
      if (payload.recursive === flags.recursive) return;
      const other = payload.recursive ? "with its subdirectories" : "without its subdirectories";
      view.say(`A scan of this directory ${other} is going on already; this is that one.`);
    },
    onJoined: (view, url) => {
      view.say(`The scan runs in the Gleaner at ${url}, which has this library open.`);
      if (flags.maxRate !== undefined)
        view.say("--max-rate has no effect on it: it keeps to the limit that it was started with.");
    },
  });
}
