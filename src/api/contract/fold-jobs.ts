import type { CountsJson, JobJson } from "./jobs.ts";

/** A row of the history: a job, or scans after changes. */
export type FoldedJobs =
  | {
      readonly kind: "job";
      readonly job: JobJson;
      /** Whether earlier scans that are not loaded yet may belong to its row. */
      readonly mayHaveMore: boolean;
    }
  | FoldedScans;

export interface FoldedScans {
  readonly kind: "scans";
  /** Stays the same when newer scans join the row, and when earlier ones are loaded. */
  readonly key: string;
  /** Completed scans of one directory after changes in it, at least two, the newest first. */
  readonly scans: readonly [JobJson, JobJson, ...JobJson[]];
  /** Whether earlier ones of them may not be loaded yet. */
  readonly mayHaveMore: boolean;
}

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
 * The page and the terminal fold by this rule.
 *
 * @param jobs the newest first
 * @param options.hasMore whether there are earlier jobs than these
 */
export function foldJobs(jobs: readonly JobJson[], { hasMore }: { readonly hasMore: boolean }): readonly FoldedJobs[] {
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
      if (job.job_type === "scan") ends.set(directory, job.job_id);
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
  return rows.flatMap((row) => ("job_id" in row ? [{ kind: "job", job: row, mayHaveMore: false }] : rowsOf(row)));

  function rowsOf({ key, day, scans }: Run): readonly FoldedJobs[] {
    const [first, second, ...rest] = scans;
    if (first === undefined) return [];
    const mayHaveMore = day === lastDay && key === keyOf(day, first.payload.path);
    if (second === undefined) return [{ kind: "job", job: first, mayHaveMore }];
    return [{ kind: "scans", key, scans: [first, second, ...rest], mayHaveMore }];
  }
}

/** The counts of several jobs, added up. */
export function sumOfCounts([first, ...others]: FoldedScans["scans"]): CountsJson {
  const sums = { ...first.counts };
  for (const { counts } of others)
    for (const name of namesOf(counts)) sums[name] = (sums[name] ?? 0) + (counts[name] ?? 0);
  return sums;
}

function namesOf(counts: CountsJson): readonly (keyof CountsJson)[] {
  return Object.keys(counts) as (keyof CountsJson)[];
}

function isAfterChanges({ job_type: type, status, payload }: JobJson): boolean {
  return type === "scan" && status === "completed" && payload.trigger === "watch";
}

/** The day on which it began, where the reader is. */
function dayOf({ started_at: startedAt, submitted_at: submittedAt }: JobJson): string {
  const time = new Date(startedAt ?? submittedAt);
  return `${time.getFullYear()}-${time.getMonth() + 1}-${time.getDate()}`;
}
