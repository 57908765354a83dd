/**
 * The scan for which a server was started. It begins before the command has loaded what shows it, because people wait for
 * the first file.
 */
import { answersInTime } from "../api/answers-in-time.ts";
import type { ScanAcceptedJson } from "../api/contract/jobs.ts";
import type { ScanRequestJson } from "../api/contract/scan-requests.ts";
import type { DatabaseLimits } from "../api/database-limits.ts";
import { type SubmitParts, submitScan } from "../api/submit-scan.ts";
import { hasEnded, parseJobId } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { within } from "../within.ts";

/** How long the scan has the process for itself, in milliseconds. A Ctrl-C waits for it, a cancel over HTTP does not. */
const firstFilesMs = 150;

export interface FirstScan {
  /**
   * Settles with null if the scan was refused, or if the database does not answer in time. The same request over HTTP says
   * why. Never rejects.
   */
  readonly accepted: Promise<ScanAcceptedJson | null>;
  /** Settles when the scan has its first results or has ended, or has had its time. */
  readonly firstResults: Promise<unknown>;
}

/** @param limits as over HTTP */
export function beginFirstScan(request: ScanRequestJson, parts: SubmitParts, limits: DatabaseLimits): FirstScan {
  const inTime: SubmitParts = {
    ...parts,
    queue: answersInTime(parts.queue, limits.jobs),
    roots: answersInTime(parts.roots, limits.jobs),
    forgetting: answersInTime(parts.forgetting, limits.jobs),
  };
  // Loaded like this, it stays apart from the schemas of the rest of the API in the built program.
  const accepted = import("../api/contract/scan-requests.ts")
    .then(({ scanRequestSchema }) => submitScan(scanRequestSchema.parse(request), inTime))
    .catch(() => null);
  const signal = AbortSignal.timeout(firstFilesMs);
  const firstResults = within(
    firstFilesMs,
    accepted.then((scan) => resultsOf(scan, parts.queue, signal)),
  );
  return { accepted, firstResults };
}

async function resultsOf(scan: ScanAcceptedJson | null, { feed }: AsyncJobQueue, signal: AbortSignal): Promise<void> {
  const jobId = scan === null ? null : parseJobId(scan.job_id);
  if (jobId === null) return;
  for await (const { job } of feed.subscribe({ signal, jobId })) {
    if (hasEnded(job) || (job.status === "running" && job.madeProgress)) return;
  }
}
