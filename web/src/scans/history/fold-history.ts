import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { isScan } from "../../live/check-job.ts";
import { timeOf } from "../../live/job-state.ts";

/** A row of the history. */
export type HistoryEntry =
  | {
      readonly kind: "job";
      readonly key: string;
      readonly job: JobJson;
      /** Whether it is one of the scans of an opened row. */
      readonly isInside: boolean;
    }
  | {
      readonly kind: "scans";
      readonly key: string;
      /** Completed scans of one directory after changes in it, at least two, the newest first. */
      readonly scans: readonly [JobJson, JobJson, ...JobJson[]];
      readonly isOpen: boolean;
      /** Whether earlier ones of them may not be loaded yet. */
      readonly mayHaveMore: boolean;
    };

interface Run {
  readonly key: string;
  readonly day: string;
  readonly scans: JobJson[];
}

/**
 * Folds the scans that changes in a watched directory have begun: there may be hundreds a day, which would bury all others.
 * Those of one directory and one day are one row, at the place of the newest, unless something else happened to the
 * directory in between. A scan that did not complete always has a row of its own, as somebody may have to act.
 *
 * @param jobs the newest first
 * @param options.opened the keys of the rows whose scans are listed below them
 * @param options.hasMore whether there are earlier jobs than these
 */
export function foldHistory(
  jobs: readonly JobJson[],
  { opened, hasMore }: { readonly opened: ReadonlySet<string>; readonly hasMore: boolean },
): readonly HistoryEntry[] {
  const rows: (JobJson | Run)[] = [];
  /** By their keys. */
  const runs = new Map<string, Run>();
  /** By directory: the id of the last scan that ended a run. */
  const ends = new Map<string, string>();
  const keyOf = (day: string, directory: string) => `${day} ${ends.get(directory) ?? ""} ${directory}`;
  for (const job of jobs) {
    const directory = job.payload.path;
    if (!isAfterChanges(job)) {
      rows.push(job);
      if (isScan(job)) ends.set(directory, job.job_id);
      continue;
    }
    const day = dayOf(job);
    const key = keyOf(day, directory);
    const run = runs.get(key);
    if (run !== undefined) run.scans.push(job);
    else {
      const next = { key, day, scans: [job] };
      runs.set(key, next);
      rows.push(next);
    }
  }
  const last = jobs.at(-1);
  const lastDay = hasMore && last !== undefined ? dayOf(last) : null;
  return rows.flatMap((row) => ("job_id" in row ? [entryOf(row, { isInside: false })] : entriesOf(row)));

  function entriesOf({ key, day, scans }: Run): readonly HistoryEntry[] {
    const [first, second, ...rest] = scans;
    if (first === undefined) return [];
    if (second === undefined) return [entryOf(first, { isInside: false })];
    const row: HistoryEntry = {
      kind: "scans",
      key,
      scans: [first, second, ...rest],
      isOpen: opened.has(key),
      mayHaveMore: day === lastDay && key === keyOf(day, first.payload.path),
    };
    return row.isOpen ? [row, ...scans.map((scan) => entryOf(scan, { isInside: true }))] : [row];
  }
}

function entryOf(job: JobJson, { isInside }: { readonly isInside: boolean }): HistoryEntry {
  return { kind: "job", key: job.job_id, job, isInside };
}

function isAfterChanges({ job_type: type, status, payload }: JobJson): boolean {
  return type === "scan" && status === "completed" && payload.trigger === "watch";
}

/** The day on which it began, where the reader is. */
function dayOf(job: JobJson): string {
  const time = new Date(timeOf(job));
  return `${time.getFullYear()}-${time.getMonth() + 1}-${time.getDate()}`;
}
