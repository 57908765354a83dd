import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.ts";

/**
 * An entry of an index has at most 2,704 bytes, and the longest entries hold a directory and a path in it.
 */
export const longestPath = 1_300;

/**
 * Makes the index of trigrams of names, if there is none and the server has the extension `pg_trgm`. Without it, searches
 * find the same and read more. Nothing is done for more than `most` videos: writers would have to wait while the index is
 * built.
 */
export async function makeTrigramIndex(db: Kysely<Tables>, { most = 100_000 } = {}): Promise<void> {
  await sql`
    do $$
    begin
      if to_regclass('videos_by_trigram') is null and (select count(*) from (select 1 from videos limit ${sql.lit(most + 1)}) as counted) <= ${sql.lit(most)} then
        create extension if not exists pg_trgm;
        create index videos_by_trigram on videos using gin (folded_name gin_trgm_ops);
      end if;
    exception when others then
      -- This user may not create the extension, or the server does not have it.
      null;
    end
    $$`.execute(db);
}

/**
 * Keeps new revisions above those of all jobs. Revisions follow the numbers of the server's transactions, and a library
 * that was restored on another server finds lower numbers there.
 */
export async function continueRevisions(db: Kysely<Tables>): Promise<void> {
  const lowest = sql<number>`(select coalesce(max(revision), 0) from jobs) - pg_current_xact_id()::text::bigint + 1`;
  await db
    .updateTable("store_info")
    .set({ revision_offset: lowest })
    .where(sql<boolean>`revision_offset < ${lowest}`)
    .execute();
  await sql`
    select setval('job_submissions', submission) from (select max(submission) as submission from jobs) as jobs
    where submission > (select last_value from job_submissions)
  `.execute(db);
}
