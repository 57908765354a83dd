import type { Kysely, SelectQueryBuilder } from "kysely";
import type { Job } from "../../jobs/job.ts";
import { StoreError } from "../../jobs/store-error.ts";
import type { JobRow, Tables } from "../schema.ts";
import { idsSetAside, isInUse, jobOrError, setAside } from "./set-aside.ts";

export interface JobInRow {
  readonly row: JobRow;
  readonly job: Job;
}

export type JobsQuery = SelectQueryBuilder<Tables, "jobs", JobRow>;

/** How many rows are read at once to look for rows that make no sense. */
const rowsAtOnce = 500;

/** Reads jobs from their rows, and sets aside the rows that make no sense. */
export class JobReader {
  readonly #writer: Kysely<Tables>;
  readonly #searcher: Kysely<Tables>;
  readonly #onError: (error: StoreError) => void;
  #allRead: Promise<void> | null = null;

  /** See `KyselyJobStore`. */
  constructor(parts: {
    readonly writer: Kysely<Tables>;
    readonly searcher: Kysely<Tables>;
    readonly onError: (error: StoreError) => void;
  }) {
    this.#writer = parts.writer;
    this.#searcher = parts.searcher;
    this.#onError = parts.onError;
  }

  /** The ids of all jobs that are set aside. */
  async setAside(): Promise<readonly string[]> {
    this.#allRead ??= this.#readAll();
    await this.#allRead;
    return idsSetAside(this.#searcher);
  }

  /** Reads every row once, which sets aside the rows that make no sense. */
  async #readAll(): Promise<void> {
    let page: readonly { readonly row: JobRow }[];
    let after = 0;
    do {
      const next = this.#searcher.selectFrom("jobs").selectAll().where("submission", ">", after);
      page = await this.rowsOf(next.orderBy("submission").limit(rowsAtOnce));
      after = page.at(-1)?.row.submission ?? after;
    } while (page.length === rowsAtOnce);
  }

  async jobsOf(query: JobsQuery): Promise<readonly Job[]> {
    return (await this.rowsOf(query)).map(({ job }) => job);
  }

  rowsOf(query: JobsQuery): Promise<readonly JobInRow[]> {
    return this.read(() => query.where(isInUse).execute());
  }

  /** Runs a query. Rows that make no sense are set aside, and others take their places. */
  async read(query: () => Promise<readonly JobRow[]>): Promise<readonly JobInRow[]> {
    for (;;) {
      const found = (await query()).map((row) => ({ row, job: jobOrError(row) }));
      const jobs = found.flatMap(({ row, job }) => (job instanceof StoreError ? [] : [{ row, job }]));
      if (jobs.length === found.length) return jobs;
      for (const { row, job } of found) if (job instanceof StoreError) await this.jobIn(row);
    }
  }

  /** The job in a row; null if the row makes no sense. It is then set aside. */
  async jobIn(row: JobRow): Promise<Job | null> {
    const job = jobOrError(row);
    if (!(job instanceof StoreError)) return job;
    this.#onError(job);
    await setAside(this.#writer, row);
    return null;
  }
}
