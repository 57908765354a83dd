import { resolve } from "node:path";
import type { ScanAcceptedJson, ScanRequestJson } from "../api/contract/jobs.ts";
import type { Flags } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { runScan } from "./run-scan.ts";
import { shownPath } from "./shown-path.ts";

/** Flags of the process that runs the scan, and the settings behind them. */
const flagsOfServer = [
  ["maxRate", "--max-rate", "limit"],
  ["followLinks", "--follow-links", "setting"],
  ["includeHidden", "--include-hidden", "setting"],
] as const satisfies readonly (readonly [keyof Flags, string, string])[];

export interface ScanFlags extends Pick<Flags, (typeof flagsOfServer)[number][0]> {
  readonly recursive: boolean;
  readonly retryErrors: boolean;
  readonly acceptEmpty: boolean;
  readonly full: boolean;
  readonly exclude: readonly string[];
  readonly excludeSamples: boolean;
  readonly dryRun: boolean;
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
  if (flags.dryRun) return (await import("./preview-scan.ts")).previewScan(context, directories, flags);
  let result: ExitCode = 0;
  for (const [index, directory] of directories.entries()) {
    const { exitCode, mayGoOn } = await scanOne(context, directory, flags).catch((error: unknown) => {
      if (directories.length === 1) throw error;
      context.onError(error);
      return { exitCode: 1 as const, mayGoOn: true };
    });
    if (result === 0) result = exitCode;
    if (!mayGoOn) {
      const left = directories.slice(index + 1);
      if (left.length > 0) context.err.say(`Not scanned yet: ${left.map(shownPath).join(", ")}`);
      return exitCode;
    }
  }
  return result;
}

function scanOne(context: CommandContext, directory: string, flags: ScanFlags) {
  const path = resolve(directory);
  const request: ScanRequestJson = {
    path,
    recursive: flags.recursive,
    retry_errors: flags.retryErrors,
    accept_empty: flags.acceptEmpty,
    full: flags.full,
    exclude: [...flags.exclude],
    exclude_samples: flags.excludeSamples,
  };
  let accepted: ScanAcceptedJson | null = null;
  return runScan(context, {
    command: `gleaner scan ${directory}`,
    flags: flagsToContinue(flags),
    json: flags.json,
    request,
    start: async (client, begun) => {
      accepted = begun ?? (await client.submitScan(request));
      return accepted.job_id;
    },
    onFollowed: (_job, view) => {
      if (accepted === null) return;
      // A server of an older Gleaner does not say this.
      if (typeof accepted.root_inside === "string") view.say(liesAround(accepted.root_inside));
      if (!accepted.already_active) return;
      for (const note of notesAbout(accepted, flags)) view.say(note);
    },
    onJoined: (view, url) => {
      view.say(`The scan runs in the Gleaner process at ${url}, which has the library open. Ctrl-C cancels it there.`);
      for (const [key, flag, setting] of flagsOfServer) {
        if (flags[key] === undefined) continue;
        view.say(`${flag} has no effect: the scan runs in another process, which keeps its own ${setting}.`);
      }
    },
  });
}

function liesAround(inside: string): string {
  return (
    `This directory does not become a directory of the library: ${shownPath(inside)} lies in it, and is one already. ` +
    "The scan runs all the same."
  );
}

/** The rest is in the job, which a command to continue takes over. */
export function flagsToContinue({ maxRate }: Pick<Flags, "maxRate">): readonly string[] {
  return maxRate === undefined ? [] : ["--max-rate", maxRate];
}

/** Says which flags have no effect: a running scan keeps the flags that it was started with. */
function notesAbout(active: ScanAcceptedJson, flags: ScanFlags): readonly string[] {
  const ignored = [
    ...(active.recursive && !flags.recursive ? ["--no-recursive"] : []),
    ...(flags.retryErrors && !active.retry_errors ? ["--retry-errors"] : []),
    ...(flags.acceptEmpty && !active.accept_empty ? ["--accept-empty"] : []),
    ...(flags.full && !active.full ? ["--full"] : []),
    ...(flags.exclude.some((pattern) => !active.exclude.includes(pattern)) ? ["--exclude"] : []),
    ...(flags.excludeSamples && !active.exclude_samples ? ["--exclude-samples"] : []),
  ];
  const notes: string[] = [];
  if (!active.recursive && flags.recursive) {
    notes.push(
      "This directory is already being scanned, without its subdirectories. To include them, scan again later.",
    );
  }
  if (ignored.length > 0) {
    const verb = ignored.length === 1 ? "has" : "have";
    notes.push(
      `This directory is already being scanned. ${listed(ignored)} ${verb} no effect on that scan. Scan again later.`,
    );
  }
  return notes;
}

/** Such as `--full`, or `--retry-errors and --full`. */
function listed(flags: readonly string[]): string {
  return flags.length < 2 ? flags.join("") : `${flags.slice(0, -1).join(", ")} and ${flags.at(-1)}`;
}
