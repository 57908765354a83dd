import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createEmptyDatabase } from "../../../test/store/postgres-under-test.ts";
import { usualRootSettings } from "../../library/library-roots.ts";
import { openPostgres } from "../postgres/open-postgres.ts";
import { postgresDifferences } from "../postgres/postgres-differences.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { addSqlFunctions } from "../sqlite/connection/sql-functions.ts";
import { openSqlite } from "../sqlite/open-sqlite.ts";
import { sqliteDifferences } from "../sqlite/sqlite-differences.ts";
import type { Store } from "../store.ts";
import { schemaSteps } from "./schema-steps.ts";

const oldSteps = Object.keys(schemaSteps).slice(0, 17);

/** Makes the tables as they were before the library knew its directories. */
function oldTables({ schema }: SqlDifferences): readonly string[] {
  return [
    "create table store_info (schema_version bigint not null, checked_at bigint)",
    `insert into store_info (schema_version) values (${oldSteps.length})`,
    "create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)",
    ...oldSteps.map((name) => `insert into kysely_migration values ('${name}', '2026-01-01T00:00:00.000Z')`),
    ...oldSteps.flatMap((name) => schemaSteps[name]?.(schema) ?? []),
  ];
}

interface OldScan {
  readonly path: string;
  readonly status?: string;
  readonly recursive?: boolean;
}

let submissions = 0;

function oldScan({ path, status = "completed", recursive = true }: OldScan): string {
  submissions += 1;
  const id = `01890000-0000-4000-8000-${String(submissions).padStart(12, "0")}`;
  const payload = JSON.stringify({ path, recursive, retry_errors: false }).replaceAll("'", "''");
  return `insert into jobs (id, type, status, payload, unique_key, counts, claim, attempt, submitted_at, started_at,
      finished_at, result, revision, submission)
    values ('${id}', 'scan', '${status}', '${payload}', 'scan:${path.replaceAll("'", "''")}', '{}', 1, 0,
      ${1000 + submissions}, 2000, 3000, '{"stopped_early":false}', ${submissions}, ${submissions})`;
}

/** Directories that hold videos. */
function oldDirectories(paths: readonly string[]): string {
  const quoted = paths.map((path) => `'${path.replaceAll("'", "''")}'`);
  return `insert into directories (path, folded) values ${quoted.map((path) => `(${path}, ${path})`).join(", ")}`;
}

let directory: string;
beforeEach(async () => {
  submissions = 0;
  directory = await mkdtemp(join(tmpdir(), "gleaner-roots-"));
});
afterEach(() => rm(directory, { recursive: true }));

const openers = {
  async sqlite(statements: readonly string[]): Promise<Store> {
    const path = join(directory, "gleaner.db");
    {
      using database = new DatabaseSync(path);
      addSqlFunctions(database);
      for (const statement of [...oldTables(sqliteDifferences), ...statements]) database.exec(statement);
    }
    return openSqlite({ path });
  },
  async postgres(statements: readonly string[]): Promise<Store> {
    const url = await createEmptyDatabase(await postgresServer());
    const client = await connect(url);
    for (const statement of [...oldTables(postgresDifferences), ...statements]) await client.query(statement);
    await client.end();
    return openPostgres({ url });
  },
};

/** The paths and names of the roots that a library with these scans gets. */
async function rootsAfter(open: (statements: readonly string[]) => Promise<Store>, statements: readonly string[]) {
  const store = await open(statements);
  const roots = await store.roots.list();
  await store.close();
  return roots;
}

for (const [database, open] of Object.entries(openers)) {
  const pathsAfter = async (scans: readonly OldScan[], directories: readonly string[]) =>
    (await rootsAfter(open, [...scans.map(oldScan), oldDirectories(directories)])).map(({ path }) => path);

  test(`${database}: scanned directories become roots, with a name and their first scan's time`, async () => {
    const scans = [
      { path: "/mnt/it's films" },
      { path: "/mnt/Ärger 🎬", recursive: false },
      { path: "/mnt/it's films", status: "failed" },
    ];
    const roots = await rootsAfter(open, [
      ...scans.map(oldScan),
      oldDirectories(["/mnt/it's films/a/", "/mnt/Ärger 🎬/"]),
    ]);
    const usual = {
      ...usualRootSettings,
      turnedAt: null,
      skippedTurnAt: null,
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    };
    expect(roots).toEqual([
      { ...usual, path: "/mnt/it's films", name: "it's films", createdAt: new Date(1001) },
      { ...usual, path: "/mnt/Ärger 🎬", name: "Ärger 🎬", recursive: false, createdAt: new Date(1002) },
    ]);
    expect(new Set(roots.map(({ id }) => id)).size).toBe(2);
  });

  test(`${database}: of directories in each other, the outermost that was scanned to its end becomes one`, async () => {
    const paths = ["/lib", "/lib/a", "/lib/a/b", "/lib 2", "/lib-3/x", "/lib-3/y", "/lib0"];
    const directories = paths.map((path) => `${path}/`);
    expect(
      await pathsAfter(
        paths.map((path) => ({ path })),
        directories,
      ),
    ).toEqual(["/lib", "/lib 2", "/lib-3/x", "/lib-3/y", "/lib0"]);
  });

  test(`${database}: a scan that never ended, and one without subdirectories, take no place of another`, async () => {
    const scans = [
      { path: "/", status: "cancelled" },
      { path: "/mnt", recursive: false },
      { path: "/mnt/films" },
      { path: "/mnt/films/a", status: "failed" },
      { path: "/nas", status: "running" },
      { path: "/nas/deep", status: "cancelled" },
      { path: "/photos", recursive: false },
    ];
    expect(await pathsAfter(scans, ["/mnt/films/a/", "/nas/deep/", "/photos/", "/elsewhere/"])).toEqual([
      "/mnt/films",
      "/nas",
      "/photos",
    ]);
  });

  test(`${database}: a directory in which nothing was ever found becomes none`, async () => {
    expect(await pathsAfter([{ path: "/empty" }, { path: "/lib" }], ["/lib/x/", "/empty2/"])).toEqual(["/lib"]);
  });

  test(`${database}: the whole disk becomes one, too`, async () => {
    const roots = await rootsAfter(open, [
      ...[{ path: "/mnt" }, { path: "/" }].map(oldScan),
      oldDirectories(["/mnt/a/"]),
    ]);
    expect(roots).toMatchObject([{ path: "/", name: "/" }]);
  });

  test(`${database}: ten thousand scanned directories all become roots`, async () => {
    const numbers = Array.from({ length: 10_000 }, (_, nth) => nth);
    const scans = numbers.map((nth) => ({
      path: `/lib/${nth % 100}/${nth}`,
      status: nth % 2 ? "failed" : "completed",
    }));
    const found = oldDirectories(scans.map(({ path }) => `${path}/`));
    const roots = await rootsAfter(open, [scans.map(oldScan).join(";"), found]);
    expect(roots).toHaveLength(10_000);
  });
}
