/** Reads the database beside the program, to check the answers of the program. */
import { deepStrictEqual } from "node:assert";
import { join } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { videosWithPaths } from "./store/videos-with-paths.ts";

export interface Rows {
  /** Videos that are new, updated or moved. */
  readonly written: number;
  readonly errors: number;
  readonly missing: number;
  /** Videos that a job has checked, and no later one. */
  readonly checked: number;
}

export interface ProblemRow {
  readonly path: string;
  readonly code: string;
}

export interface JobRow {
  readonly id: string;
  readonly status: string;
  readonly claim: number;
  readonly attempt: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly cancelRequestedAt: number | null;
}

/** Opens the library of a data directory for reading. A server may be running. */
export function openLibrary(dataDirectory: string) {
  const database = new DatabaseSync(join(dataDirectory, "gleaner.db"), { readOnly: true, timeout: 5_000 });
  const count = (sql: string, ...parameters: string[]): number =>
    Number(database.prepare(sql).get(...parameters)?.["n"]);
  const rowsOf = (jobId: string): Rows => ({
    written: count("select count(*) as n from videos where job_id = ?", jobId),
    errors: count("select count(*) as n from scan_errors where job_id = ?", jobId),
    missing: count("select count(*) as n from videos where missing_job_id = ?", jobId),
    checked: count("select count(*) as n from video_checks where job_id = ?", jobId),
  });
  const jobs = (): readonly JobRow[] =>
    database.prepare("select * from jobs order by submitted_at, id").all().map(jobRow);
  const job = (id: string): JobRow => {
    const row = database.prepare("select * from jobs where id = ?").get(id);
    if (row === undefined) throw new Error(`There is no job ${id}`);
    return jobRow(row);
  };
  const countsAndRows = ({ id, counts }: JobRow) => {
    const { new: added = 0, updated = 0, moved = 0, error_count: errors = 0, missing = 0, checked = 0 } = counts;
    return {
      counted: { job: id, written: added + updated + moved, errors, missing, checked },
      rows: { job: id, ...rowsOf(id) },
    };
  };
  const atOneMoment = <T>(read: () => T): T => {
    database.exec("begin");
    try {
      return read();
    } finally {
      database.exec("rollback");
    }
  };
  return {
    rowsOf,
    jobs,
    paths: () =>
      database
        .prepare(`select path from ${videosWithPaths} order by path`)
        .all()
        .map((row) => String(row["path"])),
    /** The paths of the videos that a job has written. */
    pathsOf: (jobId: string) =>
      database
        .prepare(`select path from ${videosWithPaths} where job_id = ? order by path`)
        .all(jobId)
        .map((row) => String(row["path"])),
    problems: (jobId: string): readonly ProblemRow[] =>
      database
        .prepare("select path, code from scan_errors where job_id = ? order by path")
        .all(jobId)
        .map((row) => ({ path: String(row["path"]), code: String(row["code"]) })),
    /** The counts of a job and the rows that it wrote, at one moment of the database. */
    countsAndRowsOf: (jobId: string) => atOneMoment(() => countsAndRows(job(jobId))),
    /** Compares the counts of every job with the rows that it wrote, at one moment of the database. */
    expectCountsToEqualRows: () => {
      const moment = atOneMoment(() => jobs().map((each) => countsAndRows(each)));
      for (const { counted, rows } of moment) deepStrictEqual(counted, rows);
    },
    /** The videos that all jobs have counted as forgotten or as left out, and the videos that are left, at one moment of the database. */
    forgottenAndLeft: () =>
      atOneMoment(() => ({
        forgotten: jobs().reduce((sum, { counts }) => sum + (counts["forgotten"] ?? counts["excluded"] ?? 0), 0),
        left: count("select count(*) as n from videos"),
      })),
    /** The paths of the directories of the library, and the jobs that have yet to forget videos, at one moment of the database. */
    rootsAndRemovals: () =>
      atOneMoment(() => ({
        roots: database
          .prepare("select path from roots order by path")
          .all()
          .map(({ path }) => String(path)),
        removals: database
          .prepare("select id from jobs where type = 'forget' and status in ('pending', 'running')")
          .all()
          .map(({ id }) => String(id)),
      })),
    /** How many videos there are with a condition in SQL, and the bytes of those that are not missing. */
    sizesOf: (condition: string) => {
      // Hard links of one file take its bytes once.
      const files = `select max(file_size) as bytes from videos where missing_since is null and (${condition})
        group by disk, file_number`;
      const sums = `select (select count(*) from videos where ${condition}) as count, sum(bytes) as bytes from (${files})`;
      const row = database.prepare(sums).get();
      return { count: Number(row?.["count"]), bytes: Number(row?.["bytes"]) };
    },
    close: () => database.close(),
  };
}

function jobRow(row: Readonly<Record<string, SQLOutputValue>>): JobRow {
  return {
    id: String(row["id"]),
    status: String(row["status"]),
    claim: Number(row["claim"]),
    attempt: Number(row["attempt"]),
    counts: JSON.parse(String(row["counts"])),
    cancelRequestedAt: row["cancel_requested_at"] === null ? null : Number(row["cancel_requested_at"]),
  };
}
