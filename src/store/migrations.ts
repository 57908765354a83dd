import { type Kysely, sql, type Transaction } from "kysely";
import { StoreError } from "../jobs/store-error.ts";
import type { Tables } from "./schema.ts";
import type { SqlDialect } from "./sql-differences.ts";

/**
 * The steps from an empty database to the present one, forward only. The version of a database is the number of
 * steps that it has taken. A step that has been released is never changed: a later one corrects it.
 *
 * Types that both databases read alike: `bigint` for whole numbers and times, `double precision` for numbers out
 * of files, which can be anything (a damaged file names a bit rate beyond 2^53, which would be unreadable as a
 * whole number). `columns` has the rest.
 */
const steps: readonly ((columns: SqlDialect["columns"]) => readonly string[])[] = [
  ({ rowNumber, text }) => [
    `create table jobs (
      id ${text} not null primary key,
      type ${text} not null,
      status ${text} not null,
      payload ${text} not null,
      unique_key ${text},
      counts ${text} not null,
      progress double precision,
      claim bigint not null,
      attempt bigint not null,
      worker ${text},
      lease_expires_at bigint,
      cancel_requested_at bigint,
      cancel_reason ${text},
      resumes ${text},
      submitted_at bigint not null,
      started_at bigint,
      finished_at bigint,
      error ${text},
      result ${text},
      revision bigint not null
    )`,
    `create unique index jobs_active_key on jobs (unique_key)
      where status in ('pending', 'running') and cancel_requested_at is null`,
    `create index jobs_newest on jobs (submitted_at, id)`,
    `create index jobs_by_status on jobs (status, submitted_at, id)`,
    `create index jobs_by_revision on jobs (revision)`,

    `create table videos (
      id ${text} not null primary key,
      path ${text} not null unique,
      directory ${text} not null,
      filename ${text} not null,
      container ${text} not null,
      duration_seconds double precision,
      frame_rate_numerator double precision,
      frame_rate_denominator double precision,
      width double precision not null,
      height double precision not null,
      rotation double precision not null,
      video_codec ${text} not null,
      audio_codec ${text},
      audio_channels double precision,
      sample_rate double precision,
      bit_rate double precision,
      audio_count double precision not null,
      subtitle_streams ${text} not null,
      file_size double precision not null,
      modified_us double precision not null,
      job_id ${text} not null,
      missing_since bigint,
      missing_job_id ${text},
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create index videos_present on videos (directory, path) where missing_since is null`,
    `create index videos_newest on videos (created_at, id)`,
    `create index videos_by_job on videos (job_id)`,

    `create table scan_errors (
      id ${rowNumber},
      job_id ${text} not null,
      path ${text} not null,
      directory ${text} not null,
      code ${text} not null,
      message ${text} not null,
      file_size double precision,
      modified_us double precision,
      is_current bigint not null,
      created_at bigint not null,
      unique (job_id, path)
    )`,
    `create index scan_errors_by_job on scan_errors (job_id, id)`,
    `create index scan_errors_current on scan_errors (path) where is_current = 1`,
    `create index scan_errors_in_directory on scan_errors (directory, path) where is_current = 1`,
  ],

  ({ text }) => [
    `create table job_samples (
      job_id ${text} not null,
      at bigint not null,
      scanned bigint not null,
      primary key (job_id, at)
    )`,
    `alter table videos add column poster ${text}`,
    `create index videos_by_name on videos (filename, id)`,
    `drop index videos_by_job`,
    `create index videos_by_job on videos (job_id, created_at, id)`,
  ],

  () => [`create index videos_in_directory on videos (directory, path, missing_since)`, `drop index videos_present`],
];

/**
 * Brings the database to the schema that this program knows, in one transaction.
 *
 * @param options.name how messages call the database
 * @throws StoreError `STORE_TOO_NEW`, having changed nothing, where a newer program has been at work
 */
export async function migrate(db: Kysely<Tables>, options: { dialect: SqlDialect; name: string }): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const version = await schemaVersion(transaction);
    if (version > steps.length) throw tooNew(options.name, version);
    if (version === steps.length) return;
    for (const step of steps.slice(version)) {
      for (const statement of step(options.dialect.columns)) await sql.raw(statement).execute(transaction);
    }
    await transaction.updateTable("store_info").set({ schema_version: steps.length }).execute();
  });
}

async function schemaVersion(transaction: Transaction<Tables>): Promise<number> {
  await transaction.schema
    .createTable("store_info")
    .ifNotExists()
    .addColumn("schema_version", "bigint", (column) => column.notNull())
    .addColumn("checked_at", "bigint")
    .execute();
  const info = await transaction.selectFrom("store_info").select("schema_version").executeTakeFirst();
  if (info !== undefined) return info.schema_version;
  await transaction.insertInto("store_info").values({ schema_version: 0, checked_at: null }).execute();
  return 0;
}

function tooNew(name: string, version: number): StoreError {
  return new StoreError(
    "STORE_TOO_NEW",
    `${name} was written by a newer Gleaner (schema ${version}, this one knows ${steps.length}). ` +
      "Update Gleaner, or use another --data directory.",
  );
}
