import type { Kysely, Transaction } from "kysely";
import {
  type CheckCounts,
  type CheckLibrary,
  noneChecked,
  shareDone,
  type VideoResult,
  type VideoToCheck,
} from "../../checking/check-library.ts";
import type { Job } from "../../jobs/job.ts";
import { changeJob, type JobChange } from "../jobs/change-job.ts";
import { writeErrorOfJob } from "../jobs/write-error-of-job.ts";
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
        const begun = {
          ...counts,
          found: counts.checked + counts.error_count + left.videos,
          found_seconds: counts.done_seconds + left.seconds,
          skipped: isFirstRun ? left.skipped : counts.skipped,
        };
        return changeTo(begun, counts);
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
          const left = { found: found - 1, found_seconds: found_seconds - seconds };
          return changeTo({ ...counts, ...left, skipped: counts.skipped + 1 }, counts);
        }
        const done = { ...counts, found, found_seconds, done_seconds };
        if (result.kind === "error") return changeTo({ ...done, error_count: counts.error_count + 1 }, counts);
        const broken = counts.broken + (result.brokenParts.length > 0 ? 1 : 0);
        return changeTo({ ...done, checked: counts.checked + 1, broken }, counts);
      });
      if (outcome.kind === "committed") onChanged();
      return outcome;
    },
    recordProgress: (lease, progress) =>
      changeJob(parts, lease, async () => ({ counts: null, progress, isNew: false })),
  };
}

interface Writing {
  readonly transaction: Transaction<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
}

/** @param before the counts before */
function changeTo(counts: CheckCounts, before: CheckCounts): JobChange {
  return { counts: { ...counts }, progress: shareDone({ ...counts }), isNew: handled(counts) > handled(before) };
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
    const { code, message, sentence } = result;
    await writeErrorOfJob(
      { transaction, differences, now },
      { jobId, path, size, modifiedUs, code, message, sentence },
    );
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
