import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  commit,
  expectStoreError,
  insertPending,
  newJob,
  startScan,
  video,
  videoAt,
} from "../../../test/store/store-under-test.ts";
import { openSqlite } from "./open-sqlite.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-open-"));
  path = join(directory, "gleaner.db");
});
afterEach(async () => {
  await chmod(directory, 0o700);
  await rm(directory, { recursive: true });
});

describe("a database", () => {
  test("that is closed and opened again has all that was committed", async () => {
    const before = await openSqlite({ path });
    await commit(before, await startScan(before), { videos: [video("/lib/a.mp4")] });
    const kept = await videoAt(before, "/lib/a.mp4");
    await before.close();
    const after = await openSqlite({ path });
    expect(await videoAt(after, "/lib/a.mp4")).toEqual(kept);
    await after.close();
  });

  test("that is new is made once when two open it at the same time", async () => {
    const stores = await Promise.all([openSqlite({ path }), openSqlite({ path })]);
    const job = await insertPending(stores[0]);
    expect(await stores[1].jobs.get(job.id)).toEqual(job);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("that is none is refused and left as it is", async () => {
    const contents = "This is a text, and no database. ".repeat(1000);
    await writeFile(path, contents);
    await expectStoreError(openSqlite({ path }), "STORE_CORRUPT", path, "restore a backup");
    expect(await readFile(path, "utf8")).toBe(contents);
  });

  test("that is damaged says so where it is read", async () => {
    const before = await openSqlite({ path });
    const job = await startScan(before);
    const videos = Array.from({ length: 500 }, (_, index) => video(`/lib/${index}.mp4`));
    await commit(before, job, { videos });
    await before.close();
    const bytes = await readFile(path);
    bytes.fill(0xa5, 4096 * 2);
    await writeFile(path, bytes);
    const damaged = async (): Promise<void> => {
      const store = await openSqlite({ path });
      try {
        await store.videos.list({ limit: 100 });
      } finally {
        await store.close();
      }
    };
    await expectStoreError(damaged(), "STORE_CORRUPT", path);
  });

  describe("that is damaged while it is open says so, and so does its check", () => {
    const harms: readonly (readonly [string, () => Promise<void>])[] = [
      ["emptied", () => truncate(path)],
      ["cut off", async () => truncate(path, Math.floor((await stat(path)).size / 3))],
      ["overwritten", async () => writeFile(path, Buffer.alloc((await stat(path)).size, 0xa5), { flag: "r+" })],
      ["removed", () => rm(path)],
      ["replaced", () => rename(other, path)],
      ["with its log emptied too", async () => void (await Promise.all([truncate(path), truncate(`${path}-wal`)]))],
    ];
    let other: string;
    test.each(harms)("%s", async (_, harm) => {
      other = join(directory, "other.db");
      await (await openSqlite({ path: other })).close();
      const store = await openSqlite({ path });
      const job = await startScan(store);
      const videos = Array.from({ length: 500 }, (_, index) => video(`/lib/${index}.mp4`));
      await commit(store, job, { videos });
      await store.videos.list({ limit: 1 });
      // What is in the log only is not harmed by what happens to the file.
      run(path, "pragma wal_checkpoint(truncate)");
      await harm();
      await expectStoreError(store.videos.list({ limit: 100 }), "STORE_CORRUPT", path, "restore a backup");
      await expectStoreError(commit(store, job, { videos }), "STORE_CORRUPT", path);
      await expectStoreError(store.check(), "STORE_CORRUPT", path);
      await store.close();
    });
  });

  test("in a directory that is not there cannot be opened", async () => {
    await expectStoreError(
      openSqlite({ path: join(directory, "none", "x.db") }),
      "STORE_UNAVAILABLE",
      "none",
      "--data",
    );
  });

  test("that must not be written says so", async () => {
    await (await openSqlite({ path })).close();
    await chmod(path, 0o444);
    await chmod(directory, 0o777);
    expect(await openedByNobody()).toMatch(
      /^STORE_READ_ONLY .*gleaner\.db cannot be written .*Give this user write access/,
    );
  });

  test("in a directory that must not be written says so", async () => {
    await (await openSqlite({ path })).close();
    await chmod(path, 0o444);
    await chmod(directory, 0o555);
    expect(await openedByNobody()).toMatch(
      /^STORE_(READ_ONLY|UNAVAILABLE) .*gleaner\.db cannot be .*(write|this user)/,
    );
  });

  test("that another program has locked says so, and goes on once it is free", async () => {
    const store = await openSqlite({ path, busyTimeoutMs: 20 });
    const other = new DatabaseSync(path);
    other.exec("begin exclusive");
    await expectStoreError(store.jobs.insert(newJob()), "STORE_LOCKED", path, "try again");
    await expectStoreError(store.check(), "STORE_LOCKED");
    await expectStoreError(openSqlite({ path, busyTimeoutMs: 20 }), "STORE_LOCKED");
    expect((await store.jobs.list({ limit: 1 })).jobs).toEqual([]);
    other.exec("rollback");
    other.close();
    expect(await insertPending(store)).toMatchObject({ status: "pending" });
    await store.check();
    await store.close();
  });

  test("that is sound passes its check", async () => {
    const store = await openSqlite({ path, now: () => new Date(12345) });
    await store.check();
    expect(run(path, "select checked_at from store_info")).toEqual([{ checked_at: 12345 }]);
    await store.close();
  });

  test("is not written by a check", async () => {
    const store = await openSqlite({ path });
    const files = async () => {
      const stats = await Promise.all([path, `${path}-wal`].map((file) => stat(file)));
      return stats.map(({ size, mtimeMs }) => ({ size, mtimeMs }));
    };
    const before = await files();
    await store.check();
    expect(await files()).toEqual(before);
    await store.close();
  });

  test("that is closed says so, and can be closed again", async () => {
    const store = await openSqlite({ path });
    await store.close();
    await store.close();
    await expectStoreError(store.check(), "STORE_UNAVAILABLE", path);
    await expectStoreError(store.jobs.list({ limit: 1 }), "STORE_UNAVAILABLE", path);
    await expectStoreError(store.videos.list({ limit: 1 }), "STORE_UNAVAILABLE", path);
  });

  test("is left by the threads when it cannot be opened", async () => {
    await writeFile(path, "no database".repeat(1000));
    const script = `await import(${JSON.stringify(new URL("./open-sqlite.ts", import.meta.url).href)})
      .then(({ openSqlite }) => openSqlite({ path: process.argv[1] })).catch((error) => console.log(error.code));`;
    // It would not end while a thread is at work.
    expect(await output(script)).toBe("STORE_CORRUPT\n");
  });
});

/** Runs a statement past the store. */
function run(file: string, sql: string): readonly object[] {
  using database = new DatabaseSync(file);
  return database.prepare(sql).all();
}

/** What a process finds that opens the database as a user who is not root, for whom modes mean nothing. */
async function openedByNobody(): Promise<string> {
  const script = `import { openSqlite } from ${JSON.stringify(new URL("./open-sqlite.ts", import.meta.url).href)};
    await openSqlite({ path: process.argv[1] }).then(
      (store) => store.close().then(() => console.log("opened")),
      (error) => console.log(error.code, error.message),
    );`;
  return output(script, process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {});
}

async function output(script: string, user: { uid?: number; gid?: number } = {}): Promise<string> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, "--", path], {
    ...user,
    cwd: "/",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return said;
}
