/** Moves of libraries between SQLite and Postgres, by the program as people run it. */
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config.ts";
import { usualRootSettings } from "../../src/library/library-roots.ts";
import { moveLibraryOf } from "../../src/server/move.ts";
import { openPostgres } from "../../src/store/postgres/open-postgres.ts";
import { openSqlite } from "../../src/store/sqlite/open-sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryDirectory } from "../clip-tree.ts";
import { runInProcess } from "../gleaner-in-process.ts";
import { type Exit, startGleaner, startGleanerServer } from "../gleaner-process.ts";
import { makeOldLibrary } from "../store/old-library.ts";
import { createDatabase, createEmptyDatabase } from "../store/postgres-under-test.ts";
import {
  commit,
  expectStoreError,
  insertPending,
  problem,
  startScan,
  video,
  videoAt,
} from "../store/store-under-test.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";
import { connect, postgresServer } from "./postgres-server.ts";

const keys = {
  jobs: "id",
  job_samples: "job_id, at",
  directories: "id",
  videos: "number",
  removed_videos: "job_id, path",
  scan_errors: "id",
  roots: "id",
  settings: "name",
  webhook_deliveries: "id",
} as const;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let url: string;
/** A connection past the program. */
let admin: Client;

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  await mkdir(data);
  url = await createDatabase(await postgresServer());
  admin = await connect(url);
});

afterEach(async () => {
  await admin.end();
  await directory[Symbol.asyncDispose]();
});

const file = (dataDirectory = data): string => join(dataDirectory, "gleaner.db");
const migrate = (direction: "to" | "from", { data: there = data, flags = [] as string[] } = {}) =>
  runInProcess(["migrate", `--${direction}`, url, "--data", there, ...flags]);

/** The same as the command, in this process. */
function move(direction: "to" | "from", options: { readonly data?: string; readonly url?: string } = {}) {
  return moveLibraryOf(loadConfig({ data: options.data ?? data }, {}), {
    direction,
    url: options.url ?? url,
    signal: new AbortController().signal,
    onProgress: () => {},
    onMigration: () => {},
  });
}

const sentence = ({ stderr }: Pick<Exit, "stderr">): string => stderr.replaceAll(/\s+/g, " ");

/** A library with rows of all tables, with unusual values, gaps in the numbers, and `many` videos more. */
async function makeLibrary({ many = 0 } = {}): Promise<void> {
  const store = await openSqlite({ path: file() });
  const running = await startScan(store);
  const pending = await insertPending(store, { payload: { path: "/other", recursive: false } });
  await commit(store, running, {
    videos: ["/lib/Ärger 🎬.mp4", "/lib/\ufffd.mp4", "/lib/sub/%_\\ \"'.mp4", "/lib/gone.mp4"].map((path) =>
      video(path),
    ),
    problems: [problem("/lib/broken.mp4"), problem("/lib/broken too.mp4", null)],
    found: 6,
  });
  await commit(store, running, { missing: ["/lib/gone.mp4"] });
  await store.roots.add({ path: "/lib", ...usualRootSettings, name: "Ärger 🎬", exclude: ["*.part", '"\\'] });
  await store.settings.change({ max_rate: 2.5, exclude: ["*.part", "Ä"] });
  await store.close();
  using database = new DatabaseSync(file());
  database.exec(`
    update videos set file_size = 27021597764222976, bit_rate = 1e300, modified_us = 9007199254740991.0 where number = 2;
    insert into removed_videos values ('${running.id}', '/lib/removed.mp4', 1);
    insert or ignore into job_samples values ('${running.id}', 1, 2), ('${running.id}', 10, 20);
    insert into directories (id, path, folded) values (700, '/many/', '/many/');
    insert into videos (number, id, directory_id, filename, name_key, container, width, height, rotation,
        video_codec, audio_count, subtitle_streams, file_size, modified_us, job_id, created_at, updated_at)
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${many})
      select 1000 + n, 'many ' || n, 700, n || '.mp4', n || '.mp4', 'mp4', 1, 1, 0,
        'h264', 1, '[]', n, n / 3.0, '${pending.id}', n, n from numbers where ${many} > 0;`);
}

/** All rows of a library, by table. */
function rowsOf(dataDirectory: string) {
  using database = new DatabaseSync(file(dataDirectory), { readOnly: true });
  return Object.fromEntries(
    Object.entries(keys).map(([table, key]) => [
      table,
      database.prepare(`select * from ${table} order by ${key}`).all(),
    ]),
  );
}

async function rowsOfPostgres() {
  const tables: Record<string, object[]> = {};
  for (const [table, key] of Object.entries(keys)) {
    const { rows } = await admin.query<Record<string, unknown>>(`select * from ${table} order by ${key}`);
    for (const row of rows) delete row["folded_name"];
    tables[table] = rows;
  }
  return tables;
}

async function withStore<Result>(opening: Promise<Store>, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await opening;
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

test("a library that goes to Postgres and back has the same rows everywhere, and works on in each place", async () => {
  await makeLibrary({ many: 1_500 });
  const before = rowsOf(data);
  const there = await migrate("to", { flags: ["--json"] });
  expect(there).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(there.stdout)).toMatchObject({
    outcome: "moved",
    rows: { videos: 1_504, jobs: 2, scan_errors: 2, removed_videos: 1 },
  });
  expect(await rowsOfPostgres()).toEqual(before);
  expect(rowsOf(data)).toEqual(before);

  const back = join(directory.path, "back");
  expect(await migrate("from", { data: back })).toMatchObject({ code: 0, stderr: "" });
  expect(rowsOf(back)).toEqual(before);

  for (const open of [() => openPostgres({ url }), () => openSqlite({ path: file(back) })]) {
    await withStore(open(), async (store) => {
      expect(await store.videos.list({ text: "arger", limit: 1 })).toMatchObject({ total: 1 });
      const job = await startScan(store);
      expect((await store.jobs.list({ limit: 1 })).jobs[0]?.id).toBe(job.id);
      const all = before["jobs"] as { revision: number }[];
      expect(job.revision).toBeGreaterThan(Math.max(...all.map(({ revision }) => revision)));
      await commit(store, job, { videos: [video("/new/a.mp4")], problems: [problem("/new/b.mp4")] });
      expect(await videoAt(store, "/new/a.mp4")).toMatchObject({ path: "/new/a.mp4" });
      expect((await store.videos.list({ limit: 1, sort: "-created_at" })).total).toBe(1_505);
    });
  }
  const { rows } = await admin.query(`select number, directory_id from ${videosWithPaths} where path = '/new/a.mp4'`);
  expect(rows).toEqual([{ number: 2_501, directory_id: 701 }]);
});

test("a move that is killed goes on with the same command, in both directions", async () => {
  await makeLibrary({ many: 8_000 });
  const before = rowsOf(data);
  const countInPostgres = async () =>
    (await admin.query<{ n: number }>("select count(*) as n from videos")).rows[0]?.n ?? 0;
  expect(await killInTheMiddle("to", data, countInPostgres)).toBeLessThan(8_004);
  await expectStoreError(openPostgres({ url }), "STORE_UNAVAILABLE", "only a part of the library", "gleaner migrate");
  expect(await migrate("to")).toMatchObject({ code: 0, stderr: "" });
  expect(await rowsOfPostgres()).toEqual(before);
  expect(await migrate("to")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing left to do") });

  const back = join(directory.path, "back");
  const countInFile = async () => {
    try {
      using database = new DatabaseSync(`${file(back)}.moving`, { readOnly: true });
      return Number(database.prepare("select count(*) as n from videos").get()?.["n"]);
    } catch {
      return 0;
    }
  };
  expect(await killInTheMiddle("from", back, countInFile)).toBeLessThan(8_004);
  const meanwhile = await runInProcess(["jobs", "--data", back]);
  expect(meanwhile.code).toBe(1);
  expect(sentence(meanwhile)).toMatch(
    /Only a part of a library is there, in \S+: its move from Postgres has not finished/,
  );
  expect(await migrate("from", { data: back })).toMatchObject({ code: 0, stderr: "" });
  expect(rowsOf(back)).toEqual(before);
});

/** @returns how many videos the target had afterwards */
async function killInTheMiddle(direction: "to" | "from", dataDirectory: string, count: () => Promise<number>) {
  const moving = startGleaner(["migrate", `--${direction}`, url, "--data", dataDirectory]);
  while ((await count()) < 1_000) await Promise.race([delay(1), moving.exit.then(() => expect.fail("It ended"))]);
  moving.kill("SIGKILL");
  expect(await moving.exit).toMatchObject({ signal: "SIGKILL" });
  return count();
}

test("Ctrl-C ends a move between two batches and says how to go on", async () => {
  await makeLibrary({ many: 8_000 });
  const moving = startGleaner(["migrate", "--to", url, "--data", data]);
  while ((await admin.query("select 1 from directories")).rowCount === 0) {
    await Promise.race([delay(1), moving.exit.then(() => expect.fail("It ended"))]);
  }
  moving.kill("SIGINT");
  const exit = await moving.exit;
  expect(exit.code).toBe(130);
  expect(sentence(exit)).toMatch(/Stopped after [\d,]+ of 8,\d+ rows\. Run the same command again to go on\./);
  await move("to");
});

test("a library that changes after a part was moved is found out, and the next run moves it anew", async () => {
  await makeLibrary({ many: 8_000 });
  await killInTheMiddle("to", data, async () => (await admin.query("select 1 from videos limit 1000")).rowCount ?? 0);
  {
    using database = new DatabaseSync(file());
    database.exec("update videos set width = 4711 where number = 1");
  }
  await expect(move("to")).rejects.toThrow(
    /a row of videos differs \(its width is 4711 and 1920\).*Run the same command again/,
  );
  await move("to");
  expect(await rowsOfPostgres()).toEqual(rowsOf(data));
});

test("a library of an older Gleaner is brought up to date first", async () => {
  await makeOldLibrary(file(), 3);
  const empty = await createEmptyDatabase(await postgresServer());
  expect(await move("to", { url: empty })).toMatchObject({ kind: "moved", rows: { videos: 4 } });
  await withStore(openPostgres({ url: empty }), async (store) => {
    expect(await store.videos.list({ text: "arger", limit: 10 })).toMatchObject({ total: 1 });
  });
});

test("a text with NUL arrives with U+FFFD in its place", async () => {
  await makeLibrary();
  {
    using database = new DatabaseSync(file());
    database.exec("update scan_errors set message = 'a' || char(0) || 'b'");
  }
  await move("to");
  const { rows } = await admin.query("select distinct message from scan_errors");
  expect(rows).toEqual([{ message: "a\ufffdb" }]);
});

describe("a move is refused, and nothing is lost,", () => {
  async function refused(moving: () => Promise<unknown>, pattern: RegExp): Promise<void> {
    const before = { file: rowsOf(data), postgres: await rowsOfPostgres() };
    await expect(moving()).rejects.toThrow(pattern);
    expect({ file: rowsOf(data), postgres: await rowsOfPostgres() }).toEqual(before);
  }

  beforeEach(() => makeLibrary());

  test("into a database or a data directory that has a library", async () => {
    await withStore(openPostgres({ url }), (store) => insertPending(store));
    await refused(
      () => move("to"),
      /There is a library in the Postgres database test_\w+ .* already, and it stays as it is/,
    );
    await refused(() => move("from"), /There is a library in \S+ already.*Move its file gleaner\.db away/);
  });

  test("into a database that has a library from elsewhere", async () => {
    await move("to");
    const other = join(directory.path, "other");
    await rename(data, other);
    await mkdir(data);
    await makeLibrary();
    await refused(() => move("to"), /already, moved from \S+ on \S+ at .* both stay as they are/);
  });

  test("while a server has either of them", async () => {
    const elsewhere = join(directory.path, "elsewhere");
    const onPostgres = await startGleanerServer(elsewhere, { DATABASE_URL: url });
    await refused(() => move("to"), /A server or a worker of Gleaner uses the Postgres database.*Stop all servers/);
    onPostgres.kill("SIGTERM");
    await onPostgres.exit;
    const onFile = await startGleanerServer(data);
    await expect(move("to")).rejects.toThrow(/is in use by another Gleaner \(process \d+, `gleaner serve`/);
    expect((await rowsOfPostgres())["jobs"]).toEqual([]);
    onFile.kill("SIGTERM");
    await onFile.exit;
  });

  test("if a path is longer than Postgres can index", async () => {
    {
      using database = new DatabaseSync(file());
      database.exec(`update directories set path = replace(printf('/%01000d/', 0), '0', 'ä') where path = '/lib/'`);
    }
    await refused(
      () => move("to"),
      /A path has \d+ bytes, and a library in Postgres holds paths of at most 1300.*Nothing was moved/,
    );
  });

  test("without an address, and with one that is none", async () => {
    const cases = [[], ["--to", ""], ["--to", "mysql://root:s3cret@host/db"]];
    const exits = await Promise.all(cases.map((flags) => runInProcess(["migrate", ...flags, "--data", data])));
    expect(exits.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(exits[0]?.stderr).toMatch(/Add --to URL or --from URL/);
    expect(exits[1]?.stderr).toMatch(/empty\. Is DATABASE_URL set/);
    expect(exits[2]?.stderr).not.toContain("s3cret");
  });

  test("from a data directory without a library, which is not made", async () => {
    await refused(() => move("to", { data: join(directory.path, "nothing") }), /There is no library in \S+nothing/);
  });
});
