import type { Kysely } from "kysely";
import type { ScanSample } from "../../library/throughput.ts";
import { date, number } from "../row-columns.ts";
import type { Tables } from "../schema.ts";

/** See `VideoLibrary.samplesOfJob`. `scans/take-sample.ts` writes them. */
export async function samplesOfJob(db: Kysely<Tables>, jobId: string): Promise<readonly ScanSample[]> {
  const rows = await db
    .selectFrom("job_samples")
    .select(["at", "scanned"])
    .where("job_id", "=", jobId)
    .orderBy("at")
    .execute();
  return rows.map((row) => ({ at: date(row, "at"), scanned: number(row, "scanned") }));
}
