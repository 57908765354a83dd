import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createEmptyDatabase } from "../../../test/store/postgres-under-test.ts";
import { commit, startScan, video } from "../../../test/store/store-under-test.ts";
import { openPostgres } from "../postgres/open-postgres.ts";
import { postgresDifferences } from "../postgres/postgres-differences.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { openSqlite } from "../sqlite/open-sqlite.ts";
import { sqliteDifferences } from "../sqlite/sqlite-differences.ts";
import type { Store } from "../store.ts";
import { schemaSteps } from "./schema-steps.ts";

const oldSteps = Object.keys(schemaSteps).slice(0, 10);

/** Makes the tables as they were while each video had its whole path. */
function oldTables({ schema }: SqlDifferences): readonly string[] {
  return [
    "create table store_info (schema_version bigint not null, checked_at bigint)",
    `insert into store_info (schema_version) values (${oldSteps.length})`,
    "create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)",
    ...oldSteps.map((name) => `insert into kysely_migration values ('${name}', '2026-01-01T00:00:00.000Z')`),
    ...oldSteps.flatMap((name) => schemaSteps[name]?.(schema) ?? []),
  ];
}

const filled = [
  "insert into directories (id, path, folded) values (3, '/lib/', '/lib/'), (7, '/lib/sub dir/', '/lib/sub dir/')",
  oldVideo({ number: 5000, directory: "/lib/", directoryId: 3, filename: "Film 10.mp4" }),
  oldVideo({ number: 5004, directory: "/lib/sub dir/", directoryId: 7, filename: "Film 9.mp4" }),
];

function oldVideo(row: { number: number; directory: string; directoryId: number | null; filename: string }): string {
  const { number, directory, directoryId, filename } = row;
  const id = `01890000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  return `insert into videos (number, id, path, directory, directory_id, filename, name_key, container, width, height, rotation,
      video_codec, audio_count, subtitle_streams, file_size, modified_us, job_id, created_at, updated_at)
    values (${number}, '${id}', '${directory}${filename}', '${directory}', ${directoryId}, '${filename}',
      '${directoryId === null ? "" : filename.toLowerCase()}', 'mp4', 1920, 1080, 0, 'h264', 1, '[]', 5, 6, 'old job', 1, 1)`;
}

/** Expects that the store has the two filled videos with their paths, and takes them for the same files. */
async function worksOn(store: Store): Promise<void> {
  const pathsOf = async (text: string) => (await store.videos.list({ text, limit: 10 })).videos.map(({ path }) => path);
  expect(await pathsOf("film")).toEqual(["/lib/sub dir/Film 9.mp4", "/lib/Film 10.mp4"]);
  expect(await pathsOf("dir/film")).toEqual(["/lib/sub dir/Film 9.mp4"]);
  const scan = await startScan(store);
  const { job } = await commit(store, scan, { videos: [video("/lib/Film 10.mp4"), video("/lib/new/Film.mp4")] });
  expect(job.counts).toMatchObject({ updated: 1, new: 1 });
  expect(await pathsOf("film")).toEqual(["/lib/new/Film.mp4", "/lib/sub dir/Film 9.mp4", "/lib/Film 10.mp4"]);
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-directories-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("a library in SQLite keeps its videos, and finds those by their directories that no search knew yet", async () => {
  const path = join(directory, "gleaner.db");
  {
    using database = new DatabaseSync(path);
    for (const statement of [...oldTables(sqliteDifferences), ...filled]) database.exec(statement);
    database.exec(oldVideo({ number: 7, directory: "/ältere/", directoryId: null, filename: "Lied.mp4" }));
    database.exec("insert into video_blocks values (0)");
    database.exec("update store_info set videos_filled_to = ''");
  }
  const store = await openSqlite({ path });
  const found = await store.videos.list({ text: "altere/lied", limit: 10 });
  expect(found).toMatchObject({ total: 1, videos: [{ path: "/ältere/Lied.mp4" }] });
  await worksOn(store);
  await store.close();
});

test("a library in Postgres keeps its videos", async () => {
  const url = await createEmptyDatabase(await postgresServer());
  const client = await connect(url);
  for (const statement of [...oldTables(postgresDifferences), ...filled]) await client.query(statement);
  await client.query("update videos set folded_name = lower(filename)");
  const store = await openPostgres({ url });
  await worksOn(store);
  await store.close();
  await client.end();
});
