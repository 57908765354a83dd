import { resolve } from "node:path";
import type { Flags } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { runScan } from "./run-scan.ts";

/** Flags of the process that runs the scan, and the settings behind them. */
const flagsOfServer = [
  ["maxRate", "--max-rate", "the limit"],
  ["followLinks", "--follow-links", "the setting"],
  ["includeHidden", "--include-hidden", "the setting"],
] as const satisfies readonly (readonly [keyof Flags, string, string])[];

export interface ScanFlags extends Pick<Flags, (typeof flagsOfServer)[number][0]> {
  readonly recursive: boolean;
  readonly retryErrors: boolean;
  readonly acceptEmpty: boolean;
  readonly json: boolean;
}

/**
 * `gleaner scan DIR...`: scans the directories one after the other.
 *
 * @returns the first exit code that is not 0. A cancelled scan ends the command, a failed one does not
 */
export async function scan(
  context: CommandContext,
  directories: readonly string[],
  flags: ScanFlags,
): Promise<ExitCode> {
  let result: ExitCode = 0;
  for (const directory of directories) {
    const { exitCode, mayGoOn } = await scanOne(context, directory, flags).catch((error: unknown) => {
      if (directories.length === 1) throw error;
      context.onError(error);
      return { exitCode: 1 as const, mayGoOn: true };
    });
    if (result === 0) result = exitCode;
    if (!mayGoOn) return exitCode;
  }
  return result;
}

function scanOne(context: CommandContext, directory: string, flags: ScanFlags) {
  const path = resolve(directory);
  return runScan(context, {
    command: `gleaner scan ${directory}`,
    flags: [
      ...(flags.retryErrors ? ["--retry-errors"] : []),
      ...(flags.acceptEmpty ? ["--accept-empty"] : []),
      ...(flags.maxRate === undefined ? [] : ["--max-rate", flags.maxRate]),
    ],
    json: flags.json,
    start: (client) =>
      client.submitScan({
        path,
        recursive: flags.recursive,
        retry_errors: flags.retryErrors,
        accept_empty: flags.acceptEmpty,
      }),
    onFollowed: ({ payload }, view) => {
      if (payload.recursive === flags.recursive) return;
      const other = payload.recursive ? "with its subdirectories" : "without its subdirectories";
      view.say(`A scan of this directory ${other} is already active. This command follows that scan.`);
    },
    onJoined: (view, url) => {
      view.say(`The scan runs in the Gleaner at ${url}, which has this library open.`);
      for (const [key, flag, setting] of flagsOfServer) {
        if (flags[key] === undefined) continue;
        view.say(`${flag} has no effect there: that Gleaner keeps ${setting} that it was started with.`);
      }
    },
  });
}
