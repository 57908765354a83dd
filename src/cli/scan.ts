import { resolve } from "node:path";
import type { Flags } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { runScan } from "./run-scan.ts";

/** Flags of the process that runs the scan, and what they are about. */
const flagsOfServer = [
  ["maxRate", "--max-rate", "the limit"],
  ["followLinks", "--follow-links", "the setting"],
  ["includeHidden", "--include-hidden", "the setting"],
] as const satisfies readonly (readonly [keyof Flags, string, string])[];

export interface ScanFlags extends Pick<Flags, (typeof flagsOfServer)[number][0]> {
  readonly recursive: boolean;
  readonly retryErrors: boolean;
  readonly json: boolean;
}

/** `gleaner scan DIR` */
export function scan(context: CommandContext, directory: string, flags: ScanFlags): Promise<ExitCode> {
  const path = resolve(directory);
  return runScan(context, {
    command: `gleaner scan ${directory}`,
    flags: [
      ...(flags.retryErrors ? ["--retry-errors"] : []),
      ...(flags.maxRate === undefined ? [] : ["--max-rate", flags.maxRate]),
    ],
    json: flags.json,
    start: (client) => client.submitScan({ path, recursive: flags.recursive, retry_errors: flags.retryErrors }),
    onFollowed: ({ payload }, view) => {
      if (payload.recursive === flags.recursive) return;
      const other = payload.recursive ? "with its subdirectories" : "without its subdirectories";
      view.say(`A scan of this directory ${other} is going on already; this is that one.`);
    },
    onJoined: (view, url) => {
      view.say(`The scan runs in the Gleaner at ${url}, which has this library open.`);
      for (const [key, flag, what] of flagsOfServer) {
        if (flags[key] === undefined) continue;
        view.say(`${flag} has no effect on it: it keeps to ${what} that it was started with.`);
      }
    },
  });
}
