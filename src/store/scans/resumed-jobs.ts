import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.ts";

/**
 * A job, the job that it resumed, and so on to the first one. Without those that have completed: a scan that repeats one
 * begins anew.
 */
export async function jobsResumedBy(db: Kysely<Tables>, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive resumed (id) as (
      select cast(${id} as text)
      union
      select jobs.resumes from jobs join resumed on jobs.id = resumed.id
      where jobs.status <> 'completed' and jobs.resumes is not null
    ) select resumed.id from resumed left join jobs on jobs.id = resumed.id
    where jobs.status is null or jobs.status <> 'completed'
  `.execute(db);
  return rows.map((row) => row.id);
}
