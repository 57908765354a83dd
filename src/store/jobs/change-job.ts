import type { Kysely, Transaction } from "kysely";
import type { Counts, Job, Lease } from "../../jobs/job.ts";
import type { JobWrite } from "../../jobs/job-write.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { heldJob, LeaseLostMeanwhile, lockedJob } from "./held-job.ts";
import { jobFromRow } from "./job-rows.ts";

export interface JobChange {
  /** Null: as before. */
  readonly counts: Counts | null;
  /** Between 0 and 1. The progress of a job never falls. */
  readonly progress: number;
  /** Whether the job has done something new, so that a death of its run is none in a row. */
  readonly isNew: boolean;
}

/**
 * Changes the row of a job in one transaction, if the lease is held. For jobs of which only the holder of the lease writes
 * counts.
 *
 * @param change writes rows, and returns what includes them
 */
export function changeJob(
  { writer, differences }: { readonly writer: Kysely<Tables>; readonly differences: SqlDifferences },
  lease: Lease,
  change: (transaction: Transaction<Tables>, before: Job) => Promise<JobChange>,
): Promise<JobWrite> {
  return differences.patiently(async () => {
    try {
      return await differences.inTransaction(writer, async (transaction) => {
        const seen = await heldJob(transaction, lease);
        if (seen === null) return { kind: "lost" } as const;
        const { counts, progress, isNew } = await change(transaction, seen);
        const before = await lockedJob({ transaction, differences }, lease, seen);
        const row = await transaction
          .updateTable("jobs")
          .set({
            ...(counts !== null && { counts: JSON.stringify(counts) }),
            progress: Math.max(before.progress ?? 0, progress),
            revision: differences.nextRevision,
            ...(isNew && { progressed_claim: before.claim }),
          })
          .where("id", "=", before.id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return { kind: "committed", job: jobFromRow(row) } as const;
      });
    } catch (error) {
      if (error instanceof LeaseLostMeanwhile) return { kind: "lost" };
      throw error;
    }
  });
}
