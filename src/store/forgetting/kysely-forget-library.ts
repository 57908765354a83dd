import { type Kysely, sql, type Transaction } from "kysely";
import { isWithin } from "../../files/is-within.ts";
import { forgetJobType } from "../../forgetting/forget-handler.ts";
import type { ForgetCounts, ForgetLibrary } from "../../forgetting/forget-library.ts";
import { wholeDirectoryOf } from "../../forgetting/forget-payload.ts";
import { hasEnded, type Job, type JobId, type JsonObject } from "../../jobs/job.ts";
import { mostForgottenAtOnce } from "../../library/forgetting.ts";
import type { RootId } from "../../library/library-roots.ts";
import type { VideoId } from "../../library/video.ts";
import { everythingIn } from "../directory-range.ts";
import { heldJob, LeaseLostMeanwhile, lockedJob } from "../jobs/held-job.ts";
import { insertJob } from "../jobs/insert-job.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import { findRootToRemove } from "../roots/remove-root.ts";
import { isCurrent, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
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
    async removeRoot(id) {
      const outcome = await differences.inTransaction(writer, async (transaction) => {
        const found = await findRootToRemove(transaction, id);
        if (found.kind !== "found") return found;
        const forgotten = await removeAllIn(found.path, { transaction, differences });
        if (forgotten === null) return { kind: "many" } as const;
        await removeWithProblems({ id, path: found.path }, transaction);
        return { kind: "removed", forgotten } as const;
      });
      if (outcome.kind === "removed" && outcome.forgotten.length > 0) onRemoved();
      return outcome;
    },
    removeRootByJob: (id, job) =>
      differences.inTransaction(writer, async (transaction) => {
        const found = await findRootToRemove(transaction, id);
        if (found.kind !== "found") return found;
        await removeWithProblems({ id, path: found.path }, transaction);
        const inserted = jobFromRow(await insertJob(transaction, job, differences));
        if (hasEnded(inserted)) throw new Error(`Job ${inserted.id} holds its key and is ${inserted.status}`);
        return { kind: "removed", inserted: { job: inserted, isNew: inserted.id === job.id } } as const;
      }),
    forgetsAround: (path) => forgetsAround(storableText(path), parts),
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

/** Removes all videos in a directory. Returns null, and removes none, if they are more than `mostForgottenAtOnce`. */
async function removeAllIn(
  directory: string,
  { transaction, differences }: { readonly transaction: Transaction<Tables>; readonly differences: SqlDifferences },
): Promise<readonly VideoId[] | null> {
  const { from, before } = everythingIn(directory);
  const rows = await transaction
    .selectFrom("directories")
    .innerJoin("videos", "videos.directory_id", "directories.id")
    .select("number")
    .where("directories.path", ">=", from)
    .where("directories.path", "<", before)
    .limit(mostForgottenAtOnce + 1)
    .execute();
  if (rows.length > mostForgottenAtOnce) return null;
  if (rows.length === 0) return [];
  await dropOldRemovals(transaction);
  const numbers = rows.map(({ number }) => number);
  return removeChosen(transaction, { numbers, condition: sql`true` }, differences);
}

/** See `ForgetLibrary.forgetsAround`. */
async function forgetsAround(
  path: string,
  { writer, differences }: Parameters<typeof kyselyForgetLibrary>[0],
): Promise<JobId | null> {
  const find = async (db: Kysely<Tables>): Promise<JobId | null> => {
    const rows = await db
      .selectFrom("jobs")
      .select(["id", "payload"])
      .where("type", "=", forgetJobType)
      .where("status", "in", ["pending", "running"])
      .execute();
    const around = rows.find(({ payload }) => {
      const directory = wholeDirectoryOf(JSON.parse(payload) as JsonObject);
      return directory !== null && isWithin(path, storableText(directory));
    });
    return around === undefined ? null : (around.id as JobId);
  };
  return differences.patiently(() => {
    // Not the reader, which on SQLite is the thread of searches: it only starts with the first search.
    if (!differences.locksRows) return find(writer);
    return differences.inTransaction(writer, async (transaction) => {
      // A removal holds this row until it has inserted its job: see `raiseRevision`.
      await transaction.selectFrom("store_info").select("roots_revision").forShare().execute();
      return find(transaction);
    });
  });
}

/** The errors stay those of their scans, whose counts have them. */
async function removeWithProblems(
  { id, path: directory }: { readonly id: RootId; readonly path: string },
  transaction: Transaction<Tables>,
): Promise<void> {
  await transaction.deleteFrom("roots").where("id", "=", id).execute();
  const { from, before } = everythingIn(directory);
  await transaction
    .updateTable("scan_errors")
    .set({ is_current: 0 })
    .where(isCurrent)
    .where((eb) => eb.or([eb("path", "=", directory), eb.and([eb("path", ">=", from), eb("path", "<", before)])]))
    .execute();
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
