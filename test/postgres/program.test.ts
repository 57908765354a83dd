/** The program on Postgres, as people run it. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobCreatedJson } from "../../src/api/contract/jobs.ts";
import { makeClipTree, temporaryDirectory } from "../clip-tree.ts";
import { runInProcess } from "../gleaner-in-process.ts";
import { startGleanerServer } from "../gleaner-process.ts";
import { createDatabase, createEmptyDatabase } from "../store/postgres-under-test.ts";
import { openPostgresLibrary } from "./postgres-rows.ts";
import { connect, type PostgresServer, postgresServer } from "./postgres-server.ts";

let server: PostgresServer;
let admin: Client;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  server = await postgresServer();
  admin = await connect(server.url("postgres"));
  await admin.query("create role limited login password 'limited'");
  directory = await temporaryDirectory();
});

afterAll(async () => {
  await admin.end();
  await directory[Symbol.asyncDispose]();
});

describe("a library in a database that cannot be used ends a scan with a sentence that says what to do:", () => {
  const nameOf = (url: string) => new URL(url).pathname.slice(1);
  const cases: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
    [
      "no server",
      async () => "postgres://gleaner:s3cret@127.0.0.1:1/gleaner",
      /cannot be reached \(.*ECONNREFUSED.*See that the server runs/,
    ],
    [
      "a wrong password",
      async () => server.urlAs("limited", "s3cret", "postgres"),
      /refuses this user \(password authentication failed .*Check the user and the password in DATABASE_URL/,
    ],
    [
      "no such database",
      async () => server.url("nothing"),
      /the Postgres database nothing .* does not exist. Create it with `createdb`/i,
    ],
    [
      "no right to create tables",
      async () => server.urlAs("limited", "limited", nameOf(await createEmptyDatabase(server))),
      /permission denied for schema public.*owner of the database/,
    ],
    [
      "a version that is too old",
      async () => {
        const url = await createEmptyDatabase(server);
        const client = await connect(url);
        // The server is no old one: it only says so.
        await client.query(`create schema past; create function past.current_setting(name text) returns text language sql
          as $$ select case name when 'server_version' then '14.9' when 'server_version_num' then '140009' else 'UTF8' end $$`);
        await client.query(`alter database ${nameOf(url)} set search_path = past, pg_catalog, public`);
        await client.end();
        return url;
      },
      /is Postgres 14\.9\. Gleaner needs version 15 or later/,
    ],
    [
      "a library of a newer Gleaner",
      async () => {
        const url = await createDatabase(server);
        const client = await connect(url);
        await client.query("update store_info set schema_version = 4711");
        await client.end();
        return url;
      },
      /written by a newer Gleaner \(schema 4711, .*Update Gleaner/,
    ],
    [
      "no address of a database",
      async () => "mysql://root:s3cret@host/db",
      /DATABASE_URL is not the address of a Postgres database/,
    ],
  ];

  test.each(cases)("%s", async (name, makeUrl, sentence) => {
    const videos = join(directory.path, "videos");
    await mkdir(videos, { recursive: true });
    const data = join(directory.path, name);
    const { code, stderr, stdout } = await runInProcess(["scan", videos, "--data", data], {
      DATABASE_URL: await makeUrl(),
    });
    expect(code).not.toBe(0);
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(sentence);
    expect(stderr + stdout).not.toMatch(/s3cret|\n {4}at /);
  });
});

test("doctor tells what the database offers, without its password, and which workers leave files to others", async () => {
  const database = await createDatabase(server);
  const url = server.urlAs("gleaner", "s3cret", new URL(database).pathname.slice(1));
  const client = await connect(database);
  await client.query(`insert into scan_workers (id, host, pid, version, path_map, only_directories, state, job_id, problems,
      leaves, since, started_at, seen_at)
    select gen_random_uuid(), host, 7, '1', '[]', '[]', 'paused', null, '[]', leaves, 0, number, seen
    from (values ('nas', '[{"directory":"/films","problem":"/films/a.mp4 is not there."}]', 9e15::bigint, 1),
      ('gone', '[]', extract(epoch from now()) * 1000 - 20000, 2)) as workers (host, leaves, seen, number)`);
  const { rows } = await client.query("show server_version");
  await client.end();
  const { code, stdout } = await runInProcess(["doctor", "--json", "--data", join(directory.path, "doctor")], {
    DATABASE_URL: url,
  });
  const { checks } = JSON.parse(stdout) as { checks: { ok: boolean; about: string; detail: string }[] };
  expect(code).toBe(1);
  expect(checks.filter(({ ok }) => !ok)).toEqual([
    {
      ok: false,
      about: "workers",
      detail: "nas, process 7, leaves /films to others: /films/a.mp4 is not there.",
    },
  ]);
  const detailOf = (name: string) => checks.find(({ about }) => about === name)?.detail;
  expect(detailOf("workers")).toBe("1 alive; 1 gave no sign of life for ten seconds or longer");
  const [{ server_version: version }] = rows as [{ server_version: string }];
  expect(detailOf("postgres")).toBe(
    `version ${version}, and searches use an index of trigrams. Cancels by other machines are heard at once.`,
  );
  expect(detailOf("library")).toMatch(/^the Postgres database test_\w+ \(gleaner@127/);
  expect(detailOf("disk")).toMatch(/^The disk of the data directory has /);
  expect(stdout).not.toContain("s3cret");
});

test("a scan of a server that is killed goes on at its next start, and keeps what it counts", {
  timeout: 90_000,
}, async () => {
  const url = await createDatabase(server);
  const root = join(directory.path, "many videos");
  const paths = await makeClipTree(root, 60);
  const data = join(directory.path, "killed");
  const settings = { DATABASE_URL: url };
  const first = await startGleanerServer(data, { ...settings, GLEANER_MAX_RATE: "20" });
  const { job_id: id } = (await first.call<JobCreatedJson>("POST", "/api/v1/videos/scan", { path: root })).body;
  const library = openPostgresLibrary(url);
  while ((await library.rowsOf(id)).written === 0) await library.expectCountsToEqualRows();
  first.kill("SIGKILL");
  await first.exit;
  await library.expectCountsToEqualRows();
  expect((await library.paths()).length).toBeLessThan(paths.length);

  const second = await startGleanerServer(data, settings);
  const { body: job } = await second.call("GET", `/api/v1/jobs/${id}/wait?timeout=60`);
  expect(job).toMatchObject({ status: "completed", counts: { new: 60, scanned: 60 }, attempt: 0 });
  expect(await library.paths()).toEqual(paths.toSorted());
  await library.expectCountsToEqualRows();
  await library.close();
  second.kill("SIGTERM");
  expect(await second.exit).toMatchObject({ code: 0 });
  // Nothing of the library is in the data directory.
  const elsewhere = await runInProcess(["videos", "--json", "--data", join(directory.path, "another")], settings);
  expect(elsewhere.stdout.trim().split("\n")).toHaveLength(60);
});
