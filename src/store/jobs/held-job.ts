/** The job of a run that writes rows together with its counts. */
import type { Transaction } from "kysely";
import type { Job, Lease } from "../../jobs/job.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { jobFromRow } from "./job-rows.ts";

/** The lease was lost while the transaction wrote. The transaction must be rolled back. */
export class LeaseLostMeanwhile extends Error {
  override readonly name = "LeaseLostMeanwhile";
  readonly code = "LEASE_LOST";
}

/** The job, if the lease is still held. */
export async function heldJob(
  transaction: Transaction<Tables>,
  lease: Lease,
  { andLock = false }: { readonly andLock?: boolean } = {},
): Promise<Job | null> {
  const row = await transaction
    .selectFrom("jobs")
    .selectAll()
    .where("id", "=", lease.jobId)
    .where("claim", "=", lease.claim)
    .where("status", "=", "running")
    .$if(andLock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? null : jobFromRow(row);
}

/**
 * The job as it is until the transaction ends. Where writers run at the same time, its row is locked only now: a cancel
 * waits for the last statements of a commit, and not for all of its rows.
 *
 * @param seen the job at the beginning of the transaction
 * @throws LeaseLostMeanwhile
 */
export async function lockedJob(
  { transaction, differences }: { readonly transaction: Transaction<Tables>; readonly differences: SqlDifferences },
  lease: Lease,
  seen: Job,
): Promise<Job> {
  if (!differences.locksRows) return seen;
  const job = await heldJob(transaction, lease, { andLock: true });
  if (job === null) throw new LeaseLostMeanwhile(`The lease of job ${lease.jobId} was lost during a commit`);
  return job;
}
