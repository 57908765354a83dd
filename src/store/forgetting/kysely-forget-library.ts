import type { Kysely, Transaction } from "kysely";
import type { ForgetCounts, ForgetLibrary } from "../../forgetting/forget-library.ts";
import { hasEnded, type Job } from "../../jobs/job.ts";
import { mostForgottenAtOnce } from "../../library/forgetting.ts";
import type { RootId } from "../../library/library-roots.ts";
import { everythingIn } from "../directory-range.ts";
import { heldJob, LeaseLostMeanwhile, lockedJob } from "../jobs/held-job.ts";
import { insertJob } from "../jobs/insert-job.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import { removeRoot } from "../roots/remove-root.ts";
import { isCurrent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { chooseVideos, dropOldRemovals, removeChosen } from "../videos/forget-videos.ts";
import type { VideoIndex } from "../videos/video-index.ts";

/**
 * The library on any SQL database, as jobs that forget need it.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 * @param parts.onRemoved called after a removal, which leaves work on the index
 */
export function kyselyForgetLibrary(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
  readonly now: () => Date;
  readonly onRemoved: () => void;
}): ForgetLibrary {
  const { writer, differences, onRemoved } = parts;
  return {
    removeRoot: (id) => differences.inTransaction(writer, (transaction) => removeWithProblems(id, transaction)),
    removeRootByJob: (id, job) =>
      differences.inTransaction(writer, async (transaction) => {
        if (!(await removeWithProblems(id, transaction))) return null;
        const inserted = jobFromRow(await insertJob(transaction, job, differences));
        if (hasEnded(inserted)) throw new Error(`Job ${inserted.id} holds its key and is ${inserted.status}`);
        return { job: inserted, isNew: inserted.id === job.id };
      }),
    forgetNext: (lease, which, after) =>
      differences.patiently(async () => {
        const chosen = await chooseVideos(parts, which, after);
        const next = chosen.numbers.length < mostForgottenAtOnce ? null : (chosen.numbers.at(-1) ?? null);
        try {
          const outcome = await differences.inTransaction(writer, async (transaction) => {
            const seen = await heldJob(transaction, lease);
            if (seen === null) return { kind: "lost" } as const;
            if (after === 0) await dropOldRemovals(transaction);
            const forgotten = await removeChosen(transaction, chosen, differences);
            const before = await lockedJob({ transaction, differences }, lease, seen);
            const counted = { forgotten: forgotten.length, expected: which.expected };
            const job = await writeJob({ transaction, differences }, before, counted);
            return { kind: "committed", job, forgotten, next } as const;
          });
          if (outcome.kind === "committed" && outcome.forgotten.length > 0) onRemoved();
          return outcome;
        } catch (error) {
          if (error instanceof LeaseLostMeanwhile) return { kind: "lost" };
          throw error;
        }
      }),
  };
}

/** The errors stay those of their scans, whose counts have them. Returns whether there was a directory of this id. */
async function removeWithProblems(id: RootId, transaction: Transaction<Tables>): Promise<boolean> {
  const directory = await removeRoot(transaction, id);
  if (directory === null) return false;
  const { from, before } = everythingIn(directory);
  await transaction
    .updateTable("scan_errors")
    .set({ is_current: 0 })
    .where(isCurrent)
    .where((eb) => eb.or([eb("path", "=", directory), eb.and([eb("path", ">=", from), eb("path", "<", before)])]))
    .execute();
  return true;
}

async function writeJob(
  { transaction, differences }: { readonly transaction: Transaction<Tables>; readonly differences: SqlDifferences },
  before: Job,
  { forgotten, expected }: { readonly forgotten: number; readonly expected: number },
): Promise<Job> {
  const all = (before.counts["forgotten"] ?? 0) + forgotten;
  const counts: ForgetCounts = { found: Math.max(expected, all), forgotten: all };
  const share = expected === 0 ? 1 : Math.min(1, all / expected);
  const row = await transaction
    .updateTable("jobs")
    .set({
      counts: JSON.stringify(counts),
      progress: Math.max(before.progress ?? 0, share),
      revision: differences.nextRevision,
      ...(forgotten > 0 && { progressed_claim: before.claim }),
    })
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return jobFromRow(row);
}
