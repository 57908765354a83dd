import type { Kysely, Transaction } from "kysely";
import {
  type CheckCounts,
  type CheckLibrary,
  type CheckWrite,
  noneChecked,
  shareDone,
  type VideoResult,
  type VideoToCheck,
} from "../../checking/check-library.ts";
import { naturalSortKey } from "../../files/natural-order.ts";
import type { Job, Lease } from "../../jobs/job.ts";
import { directoryOf } from "../directory-range.ts";
import { heldJob, LeaseLostMeanwhile, lockedJob } from "../jobs/held-job.ts";
import { jobFromRow } from "../jobs/job-rows.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import { textOfBrokenParts } from "../videos/check-of-video.ts";
import type { VideoIndex } from "../videos/video-index.ts";
import { chooseVideos } from "./choose-videos.ts";

/**
 * The library on any SQL database, as jobs that check need it.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 * @param parts.onChanged called after a change of a verdict, which leaves work on the index
 */
export function kyselyCheckLibrary(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
  readonly now: () => Date;
  readonly onChanged: () => void;
}): CheckLibrary {
  const { differences, onChanged } = parts;
  return {
    choose: (which, query) => differences.patiently(() => chooseVideos(parts, which, query)),
    begin: (lease, left) =>
      changeJob(parts, lease, async (_, before) => {
        const counts = countsOf(before);
        const isFirstRun = counts.found === 0;
        return {
          ...counts,
          found: counts.checked + counts.error_count + left.videos,
          found_seconds: counts.done_seconds + left.seconds,
          skipped: isFirstRun ? left.skipped : counts.skipped,
        };
      }),
    async record(lease, video, result) {
      const outcome = await changeJob(parts, lease, async (transaction, before) => {
        const counts = countsOf(before);
        const written = await writeResult({ ...parts, transaction }, video, result, before.id);
        const found = Math.max(counts.found, counts.checked + counts.error_count + 1);
        const done_seconds = counts.done_seconds + video.seconds;
        const found_seconds = Math.max(counts.found_seconds, done_seconds);
        if (!written) {
          const { seconds } = video;
          return { ...counts, found: found - 1, found_seconds: found_seconds - seconds, skipped: counts.skipped + 1 };
        }
        const done = { ...counts, found, found_seconds, done_seconds };
        if (result.kind === "error") return { ...done, error_count: counts.error_count + 1 };
        const isBroken = result.brokenParts.length > 0;
        return { ...done, checked: counts.checked + 1, broken: counts.broken + (isBroken ? 1 : 0) };
      });
      if (outcome.kind === "committed") onChanged();
      return outcome;
    },
    recordProgress: (lease, progress) => changeJob(parts, lease, async () => progress),
  };
}

interface Writing {
  readonly transaction: Transaction<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}

/**
 * Changes the row of a job in one transaction, if the lease is held.
 *
 * @param change writes rows, and returns the counts that include them, or only the progress
 */
function changeJob(
  parts: { readonly writer: Kysely<Tables>; readonly differences: SqlDifferences },
  lease: Lease,
  change: (transaction: Transaction<Tables>, before: Job) => Promise<CheckCounts | number>,
): Promise<CheckWrite> {
  const { writer, differences } = parts;
  return differences.patiently(async () => {
    try {
      return await differences.inTransaction(writer, async (transaction) => {
        const seen = await heldJob(transaction, lease);
        if (seen === null) return { kind: "lost" } as const;
        const changed = await change(transaction, seen);
        const before = await lockedJob({ transaction, differences }, lease, seen);
        const share = typeof changed === "number" ? changed : shareDone({ ...changed });
        const isNew = typeof changed !== "number" && handled(changed) > handled(countsOf(before));
        const row = await transaction
          .updateTable("jobs")
          .set({
            ...(typeof changed !== "number" && { counts: JSON.stringify(changed) }),
            progress: Math.max(before.progress ?? 0, share),
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

function countsOf({ counts }: Job): CheckCounts {
  return { ...noneChecked, ...counts };
}

function handled({ checked, error_count, skipped }: CheckCounts): number {
  return checked + error_count + skipped;
}

/** @returns false if the video is not in the library any more as it was checked: then nothing is written */
async function writeResult(
  { transaction, differences, now }: Writing,
  { number, path, size, modifiedUs }: VideoToCheck,
  result: VideoResult,
  jobId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom("videos")
    .select("number")
    .where("number", "=", number)
    .where("file_size", "=", size)
    .where("modified_us", "=", modifiedUs)
    .$if(differences.locksRows, (query) => query.forUpdate())
    .executeTakeFirst();
  if (row === undefined) return false;
  if (result.kind === "error") {
    await differences
      .insertRows(transaction.insertInto("scan_errors"), [
        {
          job_id: jobId,
          path,
          path_key: naturalSortKey(path),
          directory: directoryOf(path),
          code: result.code,
          message: storableText(result.message),
          file_size: size,
          modified_us: modifiedUs,
          // A scan could read the file, so its problem is not the library's.
          is_current: 0,
          created_at: now().getTime(),
        },
      ])
      .execute();
    return true;
  }
  const verdict = result.brokenParts.length > 0 ? "broken" : "ok";
  await transaction
    .insertInto("video_checks")
    .values({
      number,
      file_size: size,
      modified_us: modifiedUs,
      job_id: jobId,
      checked_at: now().getTime(),
      verdict,
      seconds: result.seconds,
      error_count: result.errorCount,
      faults: storableText(textOfBrokenParts(result.brokenParts)),
    })
    .onConflict((conflict) =>
      conflict.column("number").doUpdateSet((eb) => ({
        file_size: eb.ref("excluded.file_size"),
        modified_us: eb.ref("excluded.modified_us"),
        job_id: eb.ref("excluded.job_id"),
        checked_at: eb.ref("excluded.checked_at"),
        verdict: eb.ref("excluded.verdict"),
        seconds: eb.ref("excluded.seconds"),
        error_count: eb.ref("excluded.error_count"),
        faults: eb.ref("excluded.faults"),
      })),
    )
    .execute();
  await transaction.updateTable("videos").set({ check_verdict: verdict }).where("number", "=", number).execute();
  return true;
}
