import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.ts";

/**
 * A job, the job that it resumed, and so on to the first one. Without those that have completed: a scan that repeats one
 * begins anew.
 */
export async function jobsResumedBy(db: Kysely<Tables>, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string; status: string | null }>`
    with recursive resumed (id) as (
      select jobs.id from jobs where jobs.id = ${id}
      union
      select jobs.resumes from jobs join resumed on jobs.id = resumed.id
      where jobs.status <> 'completed' and jobs.resumes is not null
    ) select resumed.id, jobs.status from resumed left join jobs on jobs.id = resumed.id
  `.execute(db);
  // The history may no longer have the job.
  return rows.length === 0 ? [id] : rows.filter(({ status }) => status !== "completed").map((row) => row.id);
}
