import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.ts";

/** A job, the job that it resumed, and so on to the first one. */
export async function jobsResumedBy(db: Kysely<Tables>, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive resumed (id) as (
      select jobs.resumes from jobs where jobs.id = ${id}
      union
      select jobs.resumes from jobs join resumed on jobs.id = resumed.id
    ) select id from resumed where id is not null
  `.execute(db);
  return [id, ...rows.map((row) => row.id)];
}
