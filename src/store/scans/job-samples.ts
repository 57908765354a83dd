/**
 * How many files a scan had handled at some moments of it, so that its speed can be drawn later: also after a
 * restart, and long after its end.
 *
 * Samples are taken by the commits themselves, and the further apart the longer the scan goes on already: one a
 * second at first, and then 500 for each time that the scan becomes 2.7 times as long. An hour makes some 1,500 rows,
 * ten hours 2,600, and a scan of a year 6,000.
 */
import { type Kysely, sql } from "kysely";
import type { Job } from "../../jobs/job.ts";
import type { ScanSample } from "../../library/throughput.ts";
import { date, number } from "../row-columns.ts";
import type { Tables } from "../schema.ts";
import type { CommitContext } from "./commit-context.ts";

const shortestGapMs = 1000;
const samplesOfWhole = 500;

/**
 * Takes a sample, unless there is one already that is not old enough: one statement, which looks at the end of the
 * job's part of an index.
 *
 * @param scanned files handled by the job, with those of the commit that this belongs to
 */
export async function takeSample(context: CommitContext, job: Job, scanned: number): Promise<void> {
  const { transaction, jobId, now } = context;
  const elapsed = now - (job.startedAt?.getTime() ?? now);
  const due = Math.round(now - Math.max(shortestGapMs, elapsed / samplesOfWhole));
  // What is selected comes from no column, so that its types have to be said.
  await sql`
    insert into job_samples (job_id, at, scanned)
    select cast(${jobId} as text), cast(${now} as bigint), cast(${scanned} as bigint)
    where not exists (select 1 from job_samples where job_id = ${jobId} and at > ${due})
  `.execute(transaction);
}

/** Oldest first. */
export async function samplesOfJob(db: Kysely<Tables>, jobId: string): Promise<readonly ScanSample[]> {
  const rows = await db
    .selectFrom("job_samples")
    .select(["at", "scanned"])
    .where("job_id", "=", jobId)
    .orderBy("at")
    .execute();
  return rows.map((row) => ({ at: date(row, "at"), scanned: number(row, "scanned") }));
}
