import { type FoldedScans, foldJobs } from "../../../../src/api/contract/fold-jobs.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";

/** A row of the history. */
export type HistoryEntry =
  | {
      readonly kind: "job";
      readonly key: string;
      readonly job: JobJson;
      /** Whether it is one of the scans of an opened row. */
      readonly isInside: boolean;
    }
  | (FoldedScans & { readonly isOpen: boolean });

/**
 * The rows of the history, as `foldJobs` makes them.
 *
 * @param jobs the newest first
 * @param options.opened the keys of the rows whose scans are listed below them
 * @param options.hasMore whether there are earlier jobs than these
 */
export function foldHistory(
  jobs: readonly JobJson[],
  { opened, hasMore }: { readonly opened: ReadonlySet<string>; readonly hasMore: boolean },
): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const row of foldJobs(jobs, { hasMore })) {
    if (row.kind === "job") {
      entries.push(entryOf(row.job, { isInside: false }));
      continue;
    }
    const isOpen = opened.has(row.key);
    entries.push({ ...row, isOpen });
    if (isOpen) for (const scan of row.scans) entries.push(entryOf(scan, { isInside: true }));
  }
  return entries;
}

function entryOf(job: JobJson, { isInside }: { readonly isInside: boolean }): HistoryEntry {
  return { kind: "job", key: job.job_id, job, isInside };
}
