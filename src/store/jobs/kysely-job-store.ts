import { type Kysely, sql, type Updateable } from "kysely";
import {
  type ActiveJob,
  type CancellingJob,
  hasEnded,
  isCancelling,
  type Job,
  type JobId,
  type Lease,
  type PendingJob,
  type RunningJob,
  type Transition,
} from "../../jobs/job.ts";
import type { CancelOutcome, JobPage, JobQuery, JobStore, NewJob } from "../../jobs/job-store.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { holdsItsKey, type JobsTable, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { changedColumns, jobFromRow, newJobRow, nextRevision, resultText } from "./job-rows.ts";

/** How often `insert` tries again if the job with its key is gone by the time `insert` reads it. */
const maxInsertRounds = 10;

export class KyselyJobStore implements JobStore {
  readonly #writer: Kysely<Tables>;
  readonly #reader: Kysely<Tables>;
  readonly #searcher: Kysely<Tables>;
  readonly #differences: SqlDifferences;

  /**
   * @param parts.reader for reads that take a moment. Sees everything that `writer` has committed before the call.
   * @param parts.searcher for reads that may take long. Sees the same.
   */
  constructor(parts: {
    readonly writer: Kysely<Tables>;
    readonly reader: Kysely<Tables>;
    readonly searcher: Kysely<Tables>;
    readonly differences: SqlDifferences;
  }) {
    this.#writer = parts.writer;
    this.#reader = parts.reader;
    this.#searcher = parts.searcher;
    this.#differences = parts.differences;
  }

  async insert(job: NewJob): Promise<ActiveJob> {
    for (let round = 0; round < maxInsertRounds; round += 1) {
      const row =
        (await this.#writer
          .insertInto("jobs")
          .values(newJobRow(job))
          .onConflict((conflict) => conflict.column("unique_key").where(holdsItsKey).doNothing())
          .returningAll()
          .executeTakeFirst()) ??
        (await this.#writer
          .selectFrom("jobs")
          .selectAll()
          .where("unique_key", "=", job.uniqueKey)
          .where(holdsItsKey)
          .executeTakeFirst());
      if (row !== undefined) return activeJob(row);
    }
    throw new Error(`Jobs with the key ${JSON.stringify(job.uniqueKey)} start and end too fast. Try again.`);
  }

  async get(id: JobId): Promise<Job | null> {
    const row = await this.#reader.selectFrom("jobs").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : jobFromRow(row);
  }

  async list(query: JobQuery): Promise<JobPage> {
    const { statuses, payload } = query;
    // A search reads the payload of every job.
    let select = (payload === undefined ? this.#reader : this.#searcher).selectFrom("jobs").selectAll();
    if (statuses !== undefined) {
      select = select.where((eb) => this.#differences.isOneOf(eb.ref("status"), statuses));
    }
    if (payload !== undefined) {
      const { key, contains } = payload;
      select = select.where((eb) =>
        this.#differences.contains(this.#differences.jsonText(eb.ref("payload"), key), contains),
      );
    }
    if (query.cursor !== undefined) {
      const [, submission] = readCursor(query.cursor, [{ word: "jobs" }, "number"]);
      select = select.where("submission", "<", submission);
    }
    const rows = await select
      .orderBy("submission", "desc")
      .limit(query.limit + 1)
      .execute();
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const more = rows.length > page.length && last !== undefined;
    return {
      jobs: page.map(jobFromRow),
      nextCursor: more ? writeCursor(["jobs", last.submission]) : null,
    };
  }

  async changedSince(revision: number, query: { limit: number }): Promise<readonly Job[]> {
    const rows = await this.#reader
      .selectFrom("jobs")
      .selectAll()
      .where("revision", ">", revision)
      .orderBy("revision")
      .limit(query.limit)
      .execute();
    return rows.map(jobFromRow);
  }

  async cancel(id: JobId, { reason, now }: { reason: string | null; now: Date }): Promise<CancelOutcome> {
    const isPending = sql<boolean>`status = 'pending'`;
    const isFirst = sql<boolean>`cancel_requested_at is null`;
    const row = await this.#writer
      .updateTable("jobs")
      .set({
        status: sql`case when ${isPending} then 'cancelled' else status end`,
        finished_at: sql`case when ${isPending} then ${now.getTime()} else finished_at end`,
        result: sql`case when ${isPending} then ${resultText(true)} else result end`,
        cancel_requested_at: sql`coalesce(cancel_requested_at, ${now.getTime()})`,
        cancel_reason: sql`case when ${isFirst} then ${reason} else cancel_reason end`,
        revision: sql`case when ${isFirst} then ${nextRevision} else revision end`,
      })
      .where("id", "=", id)
      .where("status", "in", ["pending", "running"])
      .returningAll()
      .executeTakeFirst();
    // A job that is not active now can never become active again.
    const job = row === undefined ? await this.get(id) : jobFromRow(row);
    if (job === null) return { kind: "not_found" };
    if (row === undefined && hasEnded(job)) return { kind: "already_ended", job };
    if (job.status === "cancelled" || isCancelling(job)) return { kind: "accepted", job };
    throw new Error(`Job ${job.id} was cancelled and is ${job.status}`);
  }

  /**
   * Never fails on the unique key: a job holds its key from its insert until its end or a cancel request, and no
   * transition goes back from there (a `CancellingJob` never becomes pending again).
   */
  async apply<To extends Job>(transition: Transition<To>): Promise<To | null> {
    const { jobId, from, set } = transition;
    const row = await this.#writer
      .updateTable("jobs")
      .set({ ...changedColumns(set), revision: nextRevision })
      .where("id", "=", jobId)
      .where("claim", "=", from.claim)
      .where("status", "=", from.status)
      .where("cancel_requested_at", from.cancelRequested ? "is not" : "is", null)
      .$if(from.leaseExpiresAt !== undefined, (update) =>
        update.where("lease_expires_at", "=", from.leaseExpiresAt?.getTime() ?? null),
      )
      .returningAll()
      .executeTakeFirst();
    // Each constructor in job.ts sets every column that makes the job a `To`.
    return row === undefined ? null : (jobFromRow(row) as To);
  }

  async nextPending(query: { types: readonly string[]; only?: ReadonlySet<JobId> }): Promise<PendingJob | null> {
    const { only } = query;
    let select = this.#writer
      .selectFrom("jobs")
      .selectAll()
      .where("status", "=", "pending")
      .where((eb) => this.#differences.isOneOf(eb.ref("type"), query.types));
    if (only !== undefined) select = select.where((eb) => this.#differences.isOneOf(eb.ref("id"), [...only]));
    const row = await select.orderBy("submission").limit(1).executeTakeFirst();
    if (row === undefined) return null;
    const job = jobFromRow(row);
    return job.status === "pending" ? job : null;
  }

  async abandoned(query: { leaseExpiredBefore: Date | null }): Promise<readonly (RunningJob | CancellingJob)[]> {
    let select = this.#writer.selectFrom("jobs").selectAll().where("status", "=", "running");
    if (query.leaseExpiredBefore !== null) {
      select = select.where("lease_expires_at", "<", query.leaseExpiredBefore.getTime());
    }
    const rows = await select.orderBy("submission").execute();
    return rows.map(runningJob);
  }

  recordInHand(lease: Lease, inHand: string): Promise<RunningJob | CancellingJob | null> {
    return this.#updateHeld(lease, { in_hand: inHand });
  }

  renewLease(lease: Lease, leaseExpiresAt: Date): Promise<RunningJob | CancellingJob | null> {
    return this.#updateHeld(lease, { lease_expires_at: leaseExpiresAt.getTime() });
  }

  async #updateHeld(lease: Lease, set: Updateable<JobsTable>): Promise<RunningJob | CancellingJob | null> {
    const row = await this.#writer
      .updateTable("jobs")
      .set({ ...set, revision: nextRevision })
      .where("id", "=", lease.jobId)
      .where("claim", "=", lease.claim)
      .where("status", "=", "running")
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : runningJob(row);
  }
}

function activeJob(row: object): ActiveJob {
  const job = jobFromRow(row);
  if (hasEnded(job)) throw new Error(`Job ${job.id} should be active but has ended`);
  return job;
}

function runningJob(row: object): RunningJob | CancellingJob {
  const job = jobFromRow(row);
  if (job.status !== "running") throw new Error(`Job ${job.id} should be running but is ${job.status}`);
  return job;
}
