import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeOldLibrary } from "../../../test/store/old-library.ts";
import {
  batch,
  commit,
  expectStoreError,
  leaseOf,
  newJob,
  startScan,
  video,
} from "../../../test/store/store-under-test.ts";
import { openSqlite } from "./open-sqlite.ts";
import { openSqliteReadOnly } from "./open-sqlite-read-only.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-read-only-"));
  path = join(directory, "a ?b#c%20.db");
});
afterEach(() => rm(directory, { recursive: true }));

const open = () => openSqliteReadOnly({ path, onError: (error) => expect.fail(error.message) });

test("a library that is only read shows everything, and no file changes", async () => {
  const writing = await openSqlite({ path });
  const job = await startScan(writing);
  await commit(writing, job, { videos: [video("/lib/Ärger.mp4"), video("/lib/b.mp4")] });
  const kept = await writing.videos.list({ limit: 10 });
  await writing.close();
  const [names, bytes] = [await readdir(directory), await readFile(path)];

  const reading = await open();
  expect(await reading.videos.list({ limit: 10 })).toEqual(kept);
  expect((await reading.videos.list({ text: "arger", limit: 10 })).total).toBe(1);
  expect((await reading.jobs.list({ limit: 10 })).jobs).toMatchObject([{ id: job.id }]);
  await expectStoreError(reading.check(), "STORE_READ_ONLY", path);
  await expectStoreError(reading.jobs.insert(newJob()), "STORE_READ_ONLY", path);
  await expectStoreError(reading.scans.commit(leaseOf(job), batch()), "STORE_READ_ONLY", path);
  await expectStoreError(
    reading.videos.forget({ ids: [kept.videos[0]?.id ?? expect.fail()] }),
    "STORE_READ_ONLY",
    path,
  );
  await reading.close();
  expect(await readdir(directory)).toEqual(names);
  expect(await readFile(path)).toEqual(bytes);
});

test("a library whose log is not empty is read with its log", async () => {
  const writing = await openSqlite({ path });
  await commit(writing, await startScan(writing), { videos: [video("/lib/a.mp4")] });
  const copy = join(directory, "copy.db");
  for (const end of ["", "-wal"]) await copyFile(path + end, copy + end);
  await writing.close();
  path = copy;
  const reading = await open();
  expect((await reading.videos.list({ limit: 10 })).total).toBe(1);
  await reading.close();
});

test("a library of an older Gleaner is not read, because it cannot be brought up to date", async () => {
  await makeOldLibrary(path, 3);
  await expectStoreError(open(), "STORE_READ_ONLY", path, "an older Gleaner", "Make it writable");
});

test("a library of a newer Gleaner is not read", async () => {
  await (await openSqlite({ path })).close();
  using database = new DatabaseSync(path);
  database.exec("update store_info set schema_version = 4711");
  await expectStoreError(open(), "STORE_TOO_NEW", path, "Update Gleaner");
});
