import { resolve } from "node:path";
import type { ScanAcceptedJson } from "../api/contract/jobs.ts";
import type { ScanRequestJson } from "../api/contract/scan-requests.ts";
import type { Flags } from "../config.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { pathsToScan } from "./paths-to-scan.ts";
import { runScan } from "./run-scan.ts";
import { shownPath } from "./shown-path.ts";

/** The settings override those of the directory of the library and of the server that runs the scan. */
export interface ScanFlags extends Pick<Flags, "maxRate" | "followLinks" | "includeHidden"> {
  /** Default: as the directory of the library is set. */
  readonly recursive?: boolean;
  readonly retryErrors: boolean;
  readonly acceptEmpty: boolean;
  readonly full: boolean;
  readonly exclude: readonly string[];
  readonly excludeSamples: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `gleaner scan PATH...`: scans directories one after the other, and reads files of videos again.
 *
 * @returns the first exit code that is not 0. A cancelled scan ends the command, a failed one does not
 */
export async function scan(context: CommandContext, paths: readonly string[], flags: ScanFlags): Promise<ExitCode> {
  const scans = await pathsToScan(paths);
  const files = scans.find(({ kind }) => kind === "files")?.paths;
  if (files !== undefined) (await import("./scan-files.ts")).refuseFlagsOfDirectories(files, flags);
  if (flags.dryRun) return (await import("./preview-scan.ts")).previewScan(context, paths, flags);
  let result: ExitCode = 0;
  for (const [index, one] of scans.entries()) {
    const scanning =
      one.kind === "directory"
        ? scanOne(context, one.paths[0], flags)
        : (await import("./scan-files.ts")).scanFiles(context, one.paths, flags);
    const { exitCode, mayGoOn } = await scanning.catch((error: unknown) => {
      if (scans.length === 1) throw error;
      context.onError(error);
      return { exitCode: 1 as const, mayGoOn: true };
    });
    if (result === 0) result = exitCode;
    if (!mayGoOn) {
      const left = scans.slice(index + 1).flatMap(({ paths: those }) => those);
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
    ...(flags.recursive !== undefined && { recursive: flags.recursive }),
    retry_errors: flags.retryErrors,
    accept_empty: flags.acceptEmpty,
    full: flags.full,
    exclude: [...flags.exclude],
    exclude_samples: flags.excludeSamples,
    ...(flags.followLinks !== undefined && { follow_links: flags.followLinks }),
    ...(flags.includeHidden !== undefined && { include_hidden: flags.includeHidden }),
    ...(flags.maxRate !== undefined && { max_rate: context.config.maxRate }),
  };
  let accepted: ScanAcceptedJson | null = null;
  return runScan(context, {
    command: `gleaner scan ${directory}`,
    json: flags.json,
    first: {
      request,
      onBegun: (begun) => {
        accepted = begun;
      },
    },
    start: async (client) => {
      accepted = await client.submitScan(request);
      return accepted.job_id;
    },
    onFollowed: (_job, view) => {
      if (accepted === null) return;
      // A server of an older Gleaner does not say this.
      if (typeof accepted.root_inside === "string") view.say(liesAround(accepted.root_inside));
      if (!accepted.already_active) return;
      for (const note of notesAbout(accepted, request)) view.say(note);
    },
    onJoined: (view, url) => {
      view.say(`The scan runs in the Gleaner process at ${url}, which has the library open. Ctrl-C cancels it there.`);
    },
  });
}

function liesAround(inside: string): string {
  return (
    `This directory does not become a directory of the library: ${shownPath(inside)} lies in it, and is one already. ` +
    "The scan runs all the same."
  );
}

/** Says which flags have no effect: a running scan keeps the flags that it was started with. */
function notesAbout(active: ScanAcceptedJson, wanted: ScanRequestJson): readonly string[] {
  const { exclude = [], follow_links: links, include_hidden: hidden, max_rate: rate } = wanted;
  const ignored = [
    ...(active.recursive && wanted.recursive === false ? ["--no-recursive"] : []),
    ...(wanted.retry_errors === true && !active.retry_errors ? ["--retry-errors"] : []),
    ...(wanted.accept_empty === true && !active.accept_empty ? ["--accept-empty"] : []),
    ...(wanted.full === true && !active.full ? ["--full"] : []),
    ...(exclude.some((pattern) => !active.exclude.includes(pattern)) ? ["--exclude"] : []),
    ...(wanted.exclude_samples === true && !active.exclude_samples ? ["--exclude-samples"] : []),
    ...(links !== undefined && links !== active.follow_links ? [links ? "--follow-links" : "--no-follow-links"] : []),
    ...(hidden !== undefined && hidden !== active.include_hidden
      ? [hidden ? "--include-hidden" : "--no-include-hidden"]
      : []),
    ...(rate !== undefined && rate !== active.max_rate ? ["--max-rate"] : []),
  ];
  const notes: string[] = [];
  if (!active.recursive && wanted.recursive !== false) {
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
