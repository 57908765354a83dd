import { abortable } from "../abortable.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { JobId } from "../jobs/job.ts";
import type { JobHandler } from "../jobs/job-handler.ts";
import { type LiveValue, presentValue } from "../live-value.ts";
import { SaidError } from "../sentences/said-error.ts";
import { say } from "../sentences/say.ts";
import { admitScan } from "./admit-scan.ts";
import { beingForgotten } from "./being-forgotten.ts";
import { rulesOfScan } from "./rules-of-scan.ts";
import { scanDirectory } from "./scan-directory.ts";
import { noCounts } from "./scan-library.ts";
import type { ScanOptions } from "./scan-options.ts";
import { parseScanPayload } from "./scan-payload.ts";
import type { RootsOfScan, SettingsOf } from "./settings-of-roots.ts";
import { SilentThreads } from "./walk/silent-threads.ts";
import { SpareThreads } from "./walk/spare-threads.ts";

export interface ScanHandlerOptions
  extends Pick<
    ScanOptions,
    | "library"
    | "board"
    | "onNoWorker"
    | "prober"
    | "walk"
    | "threads"
    | "alwaysBrief"
    | "batchFiles"
    | "chosenAtOnce"
    | "batchMs"
    | "graceMs"
    | "goneWaitMs"
    | "maxRate"
    | "onRemoved"
  > {
  /** Patterns that every scan leaves out, looked up when a scan begins. Default: none. */
  readonly exclude?: LiveValue<readonly string[]>;
  /** Where scans may go, looked up when a scan begins. Its roots replace those of `walk`. Default: the roots of `walk`. */
  readonly paths?: NamedPaths;
  /**
   * The settings of the directories of the library that a scan is about, looked up when it begins. Those that are null are
   * as in `walk` and `maxRate`. Default: no directory has settings of its own.
   */
  readonly settingsOf?: SettingsOf;
  /** See `ForgetLibrary.forgetsAround`. Default: no videos are being forgotten. */
  readonly forgetsAround?: (path: string) => Promise<JobId | null>;
}

/** Makes the handler that runs scans for a queue. */
export function createScanHandler({
  paths,
  settingsOf,
  forgetsAround = async () => null,
  exclude = [],
  ...settings
}: ScanHandlerOptions): JobHandler {
  // All scans of the server share their threads. Together they may leave only so many on a disk that does not answer.
  const threads = { silent: new SilentThreads(), spare: new SpareThreads(), ...settings.threads };
  return {
    initialCounts: { ...noCounts },
    async run(job, context) {
      const payload = parseScanPayload(job.payload);
      const {
        path,
        recursive,
        retry_errors: retryErrors,
        accept_empty: acceptEmpty,
        full,
        only,
        chosen,
        growing,
      } = payload;
      const { signal } = context;
      const forgetting = await abortable(forgetsAround(path), signal);
      if (forgetting !== null) throw new DirectoryForgotten(beingForgotten(path, forgetting));
      const wishes = {
        recursive,
        retryErrors,
        acceptEmpty,
        full,
        only,
        chosen,
        // The files that were being written when an earlier run began may be complete now, and nothing else may scan them.
        growing: job.claim > 1 ? [] : growing,
        resumes: job.resumes,
        careful: job.attempt > 0,
      };
      const roots = paths === undefined ? settings.walk.roots : await admitScan(path, paths, context);
      // A scan takes the most memory of all that the server does, and has threads of its own.
      paths?.endIdleThreads();
      const known = settingsOf === undefined ? noRoots : await abortable(settingsOf(path), signal);
      // A schedule or a watch has begun it just before the directory was removed.
      if (settingsOf !== undefined && known.own === null && payload.trigger !== "hand") {
        throw new DirectoryForgotten(say("no_root_any_more", { path }));
      }
      const ofServer = {
        walk: { ...settings.walk, roots },
        maxRate: settings.maxRate ?? 0,
        exclude: presentValue(exclude),
      };
      const rules = rulesOfScan(payload, known, ofServer);
      const options = { ...settings, threads, ...wishes, ...context, ...rules };
      const { stoppedEarly } = await scanDirectory(path, options);
      return { stoppedEarly };
    },
  };
}

class DirectoryForgotten extends SaidError {
  override readonly name = "DirectoryForgotten";
  readonly code = "DIRECTORY_FORGOTTEN";
}

const noRoots: RootsOfScan = { own: null, inside: [] };
