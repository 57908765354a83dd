import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from "kysely";
import { expect, test } from "vitest";
import { openNewSqlite } from "../../../test/store/open-new-sqlite.ts";
import { videosOfGroups } from "./alike-videos.ts";

const compiling = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

test("SQLite looks for each of many groups in the index, and reads no other videos", async () => {
  const home = await mkdtemp(join(tmpdir(), "gleaner-alike-"));
  const path = join(home, "gleaner.db");
  await (await openNewSqlite({ path })).close();
  const database = new DatabaseSync(path);
  try {
    const keys = Array.from({ length: 200 }, (_, nth) => ({ size: nth, fingerprint: nth }));
    const query = sql`explain query plan select number from ${videosOfGroups(keys)}`.compile(compiling);
    const plan = database.prepare(query.sql).all(...(query.parameters as number[]));
    const steps = plan.map(({ detail }) => detail).filter((detail) => String(detail).includes("videos"));
    expect(steps).toEqual(["SEARCH videos USING INDEX videos_alike (file_size=? AND fingerprint=?)"]);
  } finally {
    database.close();
    await rm(home, { recursive: true });
  }
});
