/** Looks into the database beside the program, to check what it says of itself. */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "vitest";

export interface Rows {
  readonly newAndUpdated: number;
  readonly errors: number;
  readonly missing: number;
}

export interface JobRow {
  readonly id: string;
  readonly status: string;
  readonly claim: number;
  readonly attempt: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly cancelRequestedAt: number | null;
}

/** Opens the library of a data directory for reading, in the middle of whatever goes on. */
export function openLibrary(dataDirectory: string) {
  const database = new DatabaseSync(join(dataDirectory, "gleaner.db"), { readOnly: true, timeout: 5_000 });
  const count = (sql: string, ...parameters: string[]): number =>
    Number(database.prepare(sql).get(...parameters)?.["n"]);
  const rowsOf = (jobId: string): Rows => ({
    newAndUpdated: count("select count(*) as n from videos where job_id = ?", jobId),
    errors: count("select count(*) as n from scan_errors where job_id = ?", jobId),
    missing: count("select count(*) as n from videos where missing_job_id = ?", jobId),
  });
  const jobs = (): readonly JobRow[] =>
    database
      .prepare("select * from jobs order by submitted_at, id")
      .all()
      .map((row) => ({
        id: String(row["id"]),
        status: String(row["status"]),
        claim: Number(row["claim"]),
        attempt: Number(row["attempt"]),
        counts: JSON.parse(String(row["counts"])),
        cancelRequestedAt: row["cancel_requested_at"] === null ? null : Number(row["cancel_requested_at"]),
      }));
  return {
    rowsOf,
    jobs,
    paths: () =>
      database
        .prepare("select path from videos order by path")
        .all()
        .map((row) => String(row["path"])),
    /** One moment of the database: every job's counts against the rows that it wrote. */
    expectCountsToEqualRows: () => {
      database.exec("begin");
      for (const job of jobs()) {
        const { new: added = 0, updated = 0, error_count: errors = 0, missing = 0 } = job.counts;
        expect({ job: job.id, newAndUpdated: added + updated, errors, missing }).toEqual({
          job: job.id,
          ...rowsOf(job.id),
        });
      }
      database.exec("rollback");
    },
    close: () => database.close(),
  };
}
