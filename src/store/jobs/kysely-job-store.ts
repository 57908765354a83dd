import { type Kysely, type RawBuilder, sql, type Updateable, type UpdateQueryBuilder } from "kysely";
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
import type {
  CancelOutcome,
  ChangedJobs,
  HistoryLimits,
  InsertOutcome,
  JobPage,
  JobQuery,
  JobStore,
  NewJob,
  Renewal,
} from "../../jobs/job-store.ts";
import type { StoreError } from "../../jobs/store-error.ts";
import { hasFreeLane, type JobRow, type JobsTable, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import { type ChangedJobRows, changedJobRows } from "./changed-jobs.ts";
import { insertJob } from "./insert-job.ts";
import { JobReader } from "./job-reader.ts";
import { changedColumns, resultText } from "./job-rows.ts";
import { listJobs } from "./list-jobs.ts";
import { pruneJobs } from "./prune-jobs.ts";
import { isInUse } from "./set-aside.ts";

type JobUpdate = UpdateQueryBuilder<Tables, "jobs", "jobs", JobRow>;

export class KyselyJobStore implements JobStore {
  readonly #writer: Kysely<Tables>;
  readonly #reader: Kysely<Tables>;
  readonly #searcher: Kysely<Tables>;
  readonly #differences: SqlDifferences;
  readonly #jobs: JobReader;

  /**
   * @param parts.reader for reads that take a moment. Sees everything that `writer` has committed before the call.
   * @param parts.searcher for reads that may take long. Sees the same.
   * @param parts.onError gets the error of each row that makes no sense, once
   */
  constructor(parts: {
    readonly writer: Kysely<Tables>;
    readonly reader: Kysely<Tables>;
    readonly searcher: Kysely<Tables>;
    readonly differences: SqlDifferences;
    readonly onError: (error: StoreError) => void;
  }) {
    this.#writer = parts.writer;
    this.#reader = parts.reader;
    this.#searcher = parts.searcher;
    this.#differences = parts.differences;
    this.#jobs = new JobReader(parts);
  }

  async insert(job: NewJob): Promise<InsertOutcome> {
    const row = await insertJob(this.#writer, job, this.#differences);
    const read = await this.#jobs.jobIn(row);
    // The row with this key made no sense, and does not hold the key any more.
    if (read === null) return this.insert(job);
    return { job: active(read), isNew: read.id === job.id };
  }

  async get(id: JobId): Promise<Job | null> {
    const [job = null] = await this.#jobs.jobsOf(this.#reader.selectFrom("jobs").selectAll().where("id", "=", id));
    return job;
  }

  list(query: JobQuery): Promise<JobPage> {
    const [reader, searcher, differences, jobs] = [this.#reader, this.#searcher, this.#differences, this.#jobs];
    return listJobs({ reader, searcher, differences, jobs }, query);
  }

  newestOf(uniqueKeys: readonly string[]): Promise<readonly Job[]> {
    const newest = this.#reader
      .selectFrom("jobs")
      .select((eb) => eb.fn.max("submission").as("submission"))
      .where((eb) => this.#differences.isOneOf(sql<string>`${eb.ref("unique_key")}`, uniqueKeys))
      .where(isInUse)
      .groupBy("unique_key");
    return this.#jobs.jobsOf(this.#reader.selectFrom("jobs").selectAll().where("submission", "in", newest));
  }

  async changedSince(revision: number, { limit }: { limit: number }): Promise<ChangedJobs> {
    let changed: ChangedJobRows = { rows: [], next: revision, more: false };
    const found = await this.#jobs.read(async () => {
      changed = await changedJobRows(this.#reader, { revision, limit }, this.#differences.settledRevision);
      return changed.rows;
    });
    return { jobs: found.map(({ job }) => job), next: changed.next, more: changed.more };
  }

  async latestRevision(): Promise<number> {
    const { settledRevision } = this.#differences;
    const latest = settledRevision ?? sql<number>`(select coalesce(max(revision), 0) from jobs)`;
    const { rows } = await sql<{ latest: number }>`select ${latest} as latest`.execute(this.#reader);
    return rows[0]?.latest ?? 0;
  }

  cancel(id: JobId, request: { reason: string | null; now: Date }): Promise<CancelOutcome> {
    let calls = 0;
    return this.#differences.again(() => {
      calls += 1;
      return this.#cancel(id, { ...request, isAgain: calls > 1 });
    });
  }

  async #cancel(
    id: JobId,
    { reason, now, isAgain }: { reason: string | null; now: Date; isAgain: boolean },
  ): Promise<CancelOutcome> {
    const { nextRevision } = this.#differences;
    const isPending = sql<boolean>`status = 'pending'`;
    const isFirst = sql<boolean>`cancel_requested_at is null`;
    const update = this.#writer
      .updateTable("jobs")
      .set({
        status: sql`case when ${isPending} then 'cancelled' else status end`,
        finished_at: sql`case when ${isPending} then ${now.getTime()} else finished_at end`,
        result: sql`case when ${isPending} then ${resultText(true)} else result end`,
        cancel_requested_at: sql`coalesce(cancel_requested_at, ${now.getTime()})`,
        cancel_reason: sql`case when ${isFirst} then ${reason === null ? null : storableText(reason)} else cancel_reason end`,
        revision: sql`case when ${isFirst} then ${nextRevision} else revision end`,
      })
      .where("id", "=", id)
      .where("status", "in", ["pending", "running"])
      .returningAll();
    const row = await this.#andTell(update).executeTakeFirst();
    // A job that is not active now can never become active again.
    const job = await (row === undefined ? this.get(id) : this.#jobs.jobIn(row));
    if (job === null) return { kind: "not_found" };
    // The call before may have cancelled a pending job, and its answer was lost.
    const isOwn = isAgain && job.status === "cancelled" && job.cancelRequestedAt.getTime() === now.getTime();
    if (row === undefined && hasEnded(job) && !isOwn) return { kind: "already_ended", job };
    if (job.status === "cancelled" || isCancelling(job)) return { kind: "accepted", job };
    throw new Error(`Job ${job.id} was cancelled and is ${job.status}`);
  }

  /**
   * Never fails on the unique key: a job holds its key from its insert until its end or a cancel request, and no
   * transition goes back from there (a `CancellingJob` never becomes pending again).
   */
  async apply<To extends Job>(transition: Transition<To>): Promise<To | null> {
    const { set } = transition;
    // Another process may let a second job of the lane run at this moment: the unique index refuses one of them, which
    // finds the lane taken when it tries again.
    const row = await (set.status === "running"
      ? this.#differences.inTransaction(this.#writer, (transaction) =>
          this.#updateOf(transaction, transition).where(hasFreeLane).executeTakeFirst(),
        )
      : this.#updateOf(this.#writer, transition).executeTakeFirst());
    // Each constructor in job.ts sets every column that makes the job a `To`.
    return row === undefined ? null : ((await this.#jobs.jobIn(row)) as To | null);
  }

  #updateOf(db: Kysely<Tables>, { jobId, from, set }: Transition<Job>): JobUpdate {
    const update = db
      .updateTable("jobs")
      .set({ ...changedColumns(set), revision: this.#differences.nextRevision })
      .where("id", "=", jobId)
      .where("claim", "=", from.claim)
      .where("status", "=", from.status)
      .where("cancel_requested_at", from.cancelRequested ? "is not" : "is", null)
      .$if(from.leaseExpiresAt !== undefined, (query) =>
        query.where("lease_expires_at", "=", from.leaseExpiresAt?.getTime() ?? null),
      )
      .returningAll();
    const isEnd = set.finishedAt !== undefined;
    return isEnd ? this.#andTell(update) : update;
  }

  /** Lets an update of a job tell other processes of it. */
  #andTell(update: JobUpdate): JobUpdate {
    const { jobNotice } = this.#differences;
    return jobNotice === null ? update : update.returning(jobNotice.as("notified"));
  }

  async nextPending(query: { types: readonly string[]; only?: ReadonlySet<JobId> }): Promise<PendingJob | null> {
    const { only } = query;
    let select = this.#writer
      .selectFrom("jobs")
      .selectAll()
      .where("status", "=", "pending")
      .where(hasFreeLane)
      .where((eb) => this.#differences.isOneOf(eb.ref("type"), query.types));
    if (only !== undefined) select = select.where((eb) => this.#differences.isOneOf(eb.ref("id"), [...only]));
    const [job] = await this.#jobs.jobsOf(select.orderBy("submission").limit(1));
    return job?.status === "pending" ? job : null;
  }

  async abandoned(query: { leaseExpiredBefore: Date | null }): Promise<readonly (RunningJob | CancellingJob)[]> {
    let select = this.#writer.selectFrom("jobs").selectAll().where("status", "=", "running");
    if (query.leaseExpiredBefore !== null) {
      select = select.where("lease_expires_at", "<", query.leaseExpiredBefore.getTime());
    }
    const jobs = await this.#jobs.jobsOf(select.orderBy("submission"));
    return jobs.filter((job) => job.status === "running");
  }

  recordInHand(lease: Lease, inHand: string): Promise<RunningJob | CancellingJob | null> {
    return this.#differences.patiently(() => this.#updateHeld(lease, { in_hand: storableText(inHand) }));
  }

  renewLease(lease: Lease, { leaseExpiresAt, ranMs }: Renewal): Promise<RunningJob | CancellingJob | null> {
    return this.#updateHeld(lease, { lease_expires_at: leaseExpiresAt.getTime(), ran_ms: ranMs });
  }

  async #updateHeld(lease: Lease, set: Updateable<JobsTable>): Promise<RunningJob | CancellingJob | null> {
    const row = await this.#writer
      .updateTable("jobs")
      .set({ ...set, revision: this.#differences.nextRevision })
      .where("id", "=", lease.jobId)
      .where("claim", "=", lease.claim)
      .where("status", "=", "running")
      .returningAll()
      .executeTakeFirst();
    const job = row === undefined ? null : await this.#jobs.jobIn(row);
    return job?.status === "running" ? job : null;
  }

  sharedNow(): Promise<Date | null> {
    return this.#differences.serverTime === null
      ? Promise.resolve(null)
      : this.#serverTime(this.#differences.serverTime);
  }

  async #serverTime(time: RawBuilder<number>): Promise<Date> {
    const { now } = await this.#writer.selectNoFrom(time.as("now")).executeTakeFirstOrThrow();
    return new Date(now);
  }

  prune(limits: HistoryLimits): Promise<boolean> {
    return pruneJobs(
      { writer: this.#writer, reader: this.#reader, searcher: this.#searcher, differences: this.#differences },
      limits,
    );
  }

  setAside(): Promise<readonly string[]> {
    return this.#jobs.setAside();
  }
}

function active(job: Job): ActiveJob {
  if (hasEnded(job)) throw new Error(`Job ${job.id} should be active but has ended`);
  return job;
}
