import { sql } from "kysely";
import type { CommitContext } from "./commit-context.ts";

const shortestGapMs = 1000;
const samplesPerScan = 500;

/**
 * Writes how many files a scan has handled by now, so that its speed can be drawn later, also after a restart. Does
 * nothing if the last sample is too recent. One statement, which reads one entry of an index.
 *
 * The longer the scan, the further apart its samples: one a second at first, later 500 each time that the scan becomes
 * 2.7 times as long. A scan of an hour has some 1,500 samples, of ten hours 2,600, of a year 6,000.
 *
 * @param job.scanned the number of files that the job has handled, with those of the commit that takes the sample
 */
export async function takeSample(
  { transaction, jobId, now }: CommitContext,
  job: { readonly startedAt: Date | null; readonly scanned: number },
): Promise<void> {
  const elapsedMs = now - (job.startedAt?.getTime() ?? now);
  const due = Math.round(now - Math.max(shortestGapMs, elapsedMs / samplesPerScan));
  // The selected values come from no column, so the statement has to name their types.
  await sql`
    insert into job_samples (job_id, at, scanned)
    select cast(${jobId} as text), cast(${now} as bigint), cast(${job.scanned} as bigint)
    where not exists (select 1 from job_samples where job_id = ${jobId} and at > ${due})
  `.execute(transaction);
}
