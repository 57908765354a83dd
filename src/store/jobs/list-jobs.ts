import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { JobPage, JobQuery } from "../../jobs/job-store.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import type { JobReader } from "./job-reader.ts";
import { jobsWithText } from "./jobs-with-text.ts";

/** See `JobStore.list`. */
export async function listJobs(
  {
    reader,
    searcher,
    differences,
    jobs,
  }: {
    readonly reader: Kysely<Tables>;
    readonly searcher: Kysely<Tables>;
    readonly differences: SqlDifferences;
    readonly jobs: JobReader;
  },
  query: JobQuery,
): Promise<JobPage> {
  const { statuses, payload } = query;
  // A search reads the payload of every job.
  let select = (payload === undefined ? reader : searcher).selectFrom("jobs").selectAll();
  if (statuses !== undefined) {
    select = select.where((eb) => differences.isOneOf(eb.ref("status"), statuses));
  }
  const { jsonHasText, jsonHas } = differences;
  if (query.payloadIs !== undefined) {
    const { key, anyOf, noneOf = [] } = query.payloadIs;
    // Not true, as the text at the key may be null.
    for (const text of noneOf)
      select = select.where((eb) => sql`(${jsonHas(eb.ref("payload"), key, text)}) is not true`);
    if (anyOf !== undefined) {
      select = select.where((eb) => eb.or(anyOf.map((text) => jsonHas(eb.ref("payload"), key, text))));
    }
  }
  if (payload !== undefined && jsonHasText !== null) {
    select = select.where((eb) => jsonHasText(eb.ref("payload"), payload));
  }
  if (query.cursor !== undefined) {
    const [, submission] = readCursor(query.cursor, [{ word: "jobs" }, "whole"]);
    select = select.where("submission", "<", submission);
  }
  select = select.orderBy("submission", "desc");
  const wanted = query.limit + 1;
  const found = await (payload === undefined || jsonHasText !== null
    ? jobs.rowsOf(select.limit(wanted))
    : jobsWithText(
        ({ before, limit }) => jobs.rowsOf(select.where("submission", "<", before).limit(limit)),
        payload,
        wanted,
      ));
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const more = found.length > page.length && last !== undefined;
  return {
    jobs: page.map(({ job }) => job),
    nextCursor: more ? writeCursor(["jobs", last.row.submission]) : null,
  };
}
