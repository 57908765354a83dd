import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeOldLibrary, oldSchemas } from "../../../test/store/old-library.ts";
import { sqliteUnderTest } from "../../../test/store/sqlite-under-test.ts";
import { countsEqualRows, expectStoreError, insertPending, videoAt } from "../../../test/store/store-under-test.ts";
import { parseJobId } from "../../jobs/job.ts";
import { openSqlite } from "../sqlite/open-sqlite.ts";
import { schemaSteps } from "./schema-steps.ts";

const stepNames = Object.keys(schemaSteps);

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-migrate-"));
  path = join(directory, "gleaner.db");
});
afterEach(() => rm(directory, { recursive: true }));

describe("schema steps", () => {
  test("have names with numbers that rise by one, so that all databases take them in one order", () => {
    const numbers = stepNames.map((name) => Number(/^(\d{4})-[a-z]+(-[a-z]+)*$/.exec(name)?.[1]));
    expect(numbers).toEqual(stepNames.map((_, index) => index + 1));
  });
});

describe.each(oldSchemas)("a library that a Gleaner with schema %i made", (schema) => {
  beforeEach(() => makeOldLibrary(path, schema));

  test("opens with everything in it", async () => {
    const store = sqliteUnderTest(path, await openSqlite({ path }));
    const { videos, total } = await store.videos.list({ limit: 10, sort: "filename" });
    expect(total).toBe(4);
    expect(videos.map((video) => video.path).toSorted()).toEqual(
      ["/lib/cafe\u0301 10.mp4", "/lib/caf\u00e9 2.mp4", "/lib/gone.mp4", "/lib/Ärger.MP4"].toSorted(),
    );
    expect(await videoAt(store, "/lib/gone.mp4")).toMatchObject({ missingSince: new Date(1_700_000_007_000) });
    expect(await videoAt(store, "/lib/Ärger.MP4")).toMatchObject({ fileSize: 2000, poster: null });
    // The next scan reads the file again, and says what older programs did not keep.
    expect(await videoAt(store, "/lib/Ärger.MP4")).toMatchObject({
      hdr: null,
      details: null,
      subtitleStreams: [{ codecName: "subrip", language: "ger" }],
    });
    expect((await store.videos.problems({ limit: 10 })).errors.map((error) => error.path)).toEqual(["/lib/broken.mp4"]);
    const { jobs } = await store.jobs.list({ limit: 10 });
    expect(jobs).toHaveLength(2);
    for (const { id } of jobs) {
      // The second scan wrote one of the four videos again.
      await countsEqualRows(store, id, { videos: id.endsWith("1") ? 1 : 0, missing: 0 });
    }
    await store.close();
  });

  test("reports its migration before the first step, and only then", async () => {
    const migrations: Promise<unknown>[] = [];
    const onMigration = (migrated: Promise<unknown>) => void migrations.push(migrated);
    for (let opens = 0; opens < 2; opens += 1) await (await openSqlite({ path, onMigration })).close();
    await (await openSqlite({ path: join(directory, "fresh.db"), onMigration })).close();
    expect(await Promise.all(migrations)).toEqual([undefined]);
  });

  test("gets the schema of a new library", async () => {
    const fresh = join(directory, "fresh.db");
    for (const file of [path, fresh]) await (await openSqlite({ path: file })).close();
    expect(schemaOf(path)).toEqual(schemaOf(fresh));
    for (const file of [path, fresh]) {
      expect(run(file, "select name from kysely_migration order by name")).toEqual(stepNames.map((name) => ({ name })));
      expect(run(file, "select schema_version from store_info")).toEqual([{ schema_version: stepNames.length }]);
    }
  });

  test("has its files tried again that a disk or the system kept from being read, and no others", async () => {
    const codes = ["unreadable", "vanished", "timed_out", "crashed", "not_video", "out_of_memory"];
    for (const code of codes) addProblem(path, code, { code, message: "could not be read" });
    addProblem(path, "killed", { code: "crashed", message: "(SIGKILL, perhaps as the system was short of memory)" });
    await (await openSqlite({ path })).close();
    const remembered = run(path, "select path from scan_errors where file_size is not null and path like '/new/%'");
    expect(remembered).toEqual(["crashed", "not_video", "out_of_memory"].map((name) => ({ path: `/new/${name}` })));
  });

  test("takes new jobs, and opens a second time", async () => {
    const first = await openSqlite({ path });
    const job = await insertPending(first);
    await first.close();
    const second = await openSqlite({ path });
    expect(await second.jobs.get(job.id)).toEqual(job);
    await second.close();
  });
});

describe("four processes that open a library at once", () => {
  let processes: readonly Opener[];
  beforeAll(() => {
    processes = Array.from({ length: 4 }, startOpener);
  });
  afterAll(() => Promise.all(processes.map((each) => each.end())));

  test.each([null, ...oldSchemas])("all open it (schema before: %s)", async (schema) => {
    if (schema !== null) await makeOldLibrary(path, schema);
    const opened = await Promise.all(processes.map((each) => each.open(path)));
    expect(opened).toEqual(Array.from({ length: 4 }, () => "opened"));
    expect(run(path, "select name from kysely_migration order by name")).toEqual(stepNames.map((name) => ({ name })));
    const store = await openSqlite({ path });
    const old = await store.jobs.get(parseJobId("01890000-0000-4000-8000-000000000001") ?? expect.fail());
    expect(old?.status).toBe(schema === null ? undefined : "running");
    await store.close();
  });
});

describe("a library of a newer Gleaner is refused and left as it is", () => {
  beforeEach(async () => (await openSqlite({ path })).close());

  test("when its schema has a higher number", async () => {
    run(path, "update store_info set schema_version = 4711");
    const words = [
      `written by a newer Gleaner (schema 4711, this one knows ${stepNames.length})`,
      "Update Gleaner",
      "--data",
      path,
    ];
    await expectStoreError(openSqlite({ path }), "STORE_TOO_NEW", ...words);
    expect(run(path, "select schema_version from store_info")).toEqual([{ schema_version: 4711 }]);
  });

  test("when its schema has a step that this program does not know", async () => {
    const before = schemaOf(path);
    run(path, "insert into kysely_migration (name, timestamp) values ('9999-holograms', '2030-01-01T00:00:00.000Z')");
    await expectStoreError(openSqlite({ path }), "STORE_TOO_NEW", "newer Gleaner (schema 9999-holograms,", path);
    expect(schemaOf(path)).toEqual(before);
  });
});

/** Every table with its columns, and every index, without the order in which they were made. */
function schemaOf(file: string): readonly object[] {
  return run(
    file,
    `select m.type, m.name, m.tbl_name, group_concat(c.name || ' ' || c.type || ' ' || c."notnull", ', ' order by c.name) as columns,
       case m.type when 'index' then replace(replace(m.sql, char(10), ' '), '  ', '') end as sql
     from sqlite_master m left join pragma_table_info(m.name) c
     where m.name not like 'sqlite_%' and m.name <> 'kysely_migration_lock' group by m.name order by m.name`,
  );
}

function addProblem(file: string, name: string, { code, message }: { code: string; message: string }): void {
  run(
    file,
    `insert into scan_errors
       (job_id, path, directory, code, message, file_size, modified_us, is_current, created_at)
       values ('01890000-0000-4000-8000-000000000001', '/new/${name}', '/new/', '${code}', '${message}', 1, 1, 1, 1)`,
  );
}

/** Runs a statement past the store. */
function run(file: string, sql: string): readonly object[] {
  using database = new DatabaseSync(file, { timeout: 5000 });
  return database.prepare(sql).all();
}

interface Opener {
  /** Opens and closes a library. Resolves with "opened". */
  open(path: string): Promise<unknown>;
  end(): Promise<unknown>;
}

/** Starts a process that opens libraries. */
function startOpener(): Opener {
  const script = `import { createInterface } from "node:readline";
    import { openSqlite } from ${JSON.stringify(new URL("../sqlite/open-sqlite.ts", import.meta.url).href)};
    for await (const path of createInterface({ input: process.stdin })) {
      const store = await openSqlite({ path, busyTimeoutMs: 60_000 });
      await store.close();
      console.log("opened");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: "/",
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    open: async (path) => {
      child.stdin.write(`${path}\n`);
      return (await lines.next()).value;
    },
    end: () => {
      child.stdin.end();
      return exited;
    },
  };
}
