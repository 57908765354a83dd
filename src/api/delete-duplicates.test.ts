import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addFiles } from "../../test/comparing/add-files.ts";
import { overlay } from "../../test/overlay.ts";
import { openPostgresUnderTest } from "../../test/store/postgres-under-test.ts";
import { openSqliteUnderTest } from "../../test/store/sqlite-under-test.ts";
import { claim, insertPending, leaseOf } from "../../test/store/store-under-test.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { StoreError } from "../jobs/store-error.ts";
import type { Posters } from "../library/posters.ts";
import type { Store } from "../store/store.ts";
import { type DeleteParts, deleteDuplicates } from "./delete-duplicates.ts";
import { ApiError } from "./error-codes.ts";

const quiet = { allowDelete: true, signal: new AbortController().signal, onProgress: () => {} } as const;
const posters = { forget: async () => {} } as unknown as Posters;

describe.each([
  ["SQLite", openSqliteUnderTest],
  ["Postgres", openPostgresUnderTest],
] as const)("on %s", (_, open) => {
  test("a request does not delete what another one has looked at and keeps, however slow that one is", async () => {
    const home = await mkdtemp(join(tmpdir(), "gleaner-deleting-"));
    const store = await open({ now: () => new Date() });
    const other: Store = store.hasTypedColumns ? await store.another() : store;
    const disks = new DiskThreads();
    try {
      const files = ["a.mp4", "b.mp4"].map((name) => join(home, name));
      for (const file of files) await writeFile(file, "same");
      await addFiles(store, files);
      await compareAll(store);
      const [group] = (await store.duplicates.list({ limit: 10 })).groups;
      const ids = (group?.videos ?? []).map(({ video }) => video.id);
      const [one = "", two = ""] = ids;

      // Each deletion waits until both requests have looked at the files that stay, or one of them was refused.
      let waited = 0;
      const all = Promise.withResolvers<void>();
      const arrive = () => {
        waited += 1;
        if (waited === 2) all.resolve();
      };
      const real = new NamedPaths({ roots: [], loopbackOnly: true, disks });
      const deletions = overlay(real.deletions, {
        deleteFile: async (path, version, options) => {
          expect(options?.copies?.kept.map((kept) => existsSync(kept.path))).toEqual([true]);
          arrive();
          await all.promise;
          return real.deletions.deleteFile(path, version);
        },
      });
      const paths = overlay(real, { deletions });
      const ask = async ({ duplicates, videos }: Store, keep: string, remove: string) => {
        const token = `keeps ${keep}`;
        const parts = { ...quiet, duplicates, videos, posters, paths, newToken: () => token };
        try {
          return await deleteDuplicates(group?.key ?? expect.fail(), { keep: [keep], remove: [remove] }, parts);
        } catch (error) {
          arrive();
          return error;
        }
      };
      const answers = await Promise.all([ask(store, one, two), ask(other, two, one)]);
      expect(files.filter((file) => existsSync(file))).toHaveLength(1);
      const [refused, ...others] = answers.filter((answer) => answer instanceof ApiError);
      expect(others).toEqual([]);
      expect(refused?.code).toBe("DELETE_ACTIVE");
    } finally {
      disks.close();
      await store.close();
      await rm(home, { recursive: true });
    }
  });
});

/** Two files that a comparison has called equal, in a library. */
async function twoFiles(contents: readonly [string, string]) {
  const home = await mkdtemp(join(tmpdir(), "gleaner-deleting-"));
  const store = await openSqliteUnderTest({ now: () => new Date() });
  const disks = new DiskThreads();
  const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks });
  const files = ["a.mp4", "b.mp4"].map((name) => join(home, name));
  for (const [nth, file] of files.entries()) await writeFile(file, contents[nth] ?? "");
  await addFiles(store, files);
  await compareAll(store);
  const [{ key, videos } = expect.fail()] = (await store.duplicates.list({ limit: 10 })).groups;
  const [keep = "", remove = ""] = videos.map(({ video }) => video.id);
  const parts = { ...quiet, ...store, posters, paths, newToken: () => "token" };
  return {
    key,
    /** The path of the file that is deleted. */
    removed: videos[1]?.video.path ?? "",
    store,
    paths,
    left: () => files.filter((file) => existsSync(file)).length,
    ask: (changed: Partial<DeleteParts> = {}) =>
      deleteDuplicates(key, { keep: [keep], remove: [remove] }, { ...parts, ...changed }),
    async [Symbol.asyncDispose]() {
      disks.close();
      await store.close();
      await rm(home, { recursive: true });
    },
  };
}

test("a file is not deleted if its bytes differ, whatever its hash and its times say, and is compared anew", async () => {
  const start = "s".repeat(70_000);
  await using two = await twoFiles([`${start}1`, `${start}2`]);
  const error = await two.ask().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "DELETE_FAILED", message: expect.stringContaining("their bytes differ") });
  expect(two.left()).toBe(2);
  expect(await two.store.duplicates.group(two.key)).toMatchObject({ state: "likely" });
});

test("a file that is not there is not reported as deleted, and its video stays: its disk may not be mounted", async () => {
  await using two = await twoFiles(["same", "same"]);
  await rm(two.removed);
  const error = await two.ask().catch((reason: unknown) => reason);
  const message = `Cannot delete ${two.removed}: it is not there. Is its disk mounted? Scan its directory.`;
  expect(error).toMatchObject({ code: "DELETE_FAILED", message });
  expect((await two.store.duplicates.group(two.key))?.videoCount).toBe(2);
});

test("nothing is deleted when the client has left while files were compared, and the group is free again", async () => {
  await using two = await twoFiles(["same", "same"]);
  const client = new AbortController();
  const gone = new Error("The client is gone");
  const { deletions } = two.paths;
  const leaving = overlay(deletions, {
    compareCopies: async (...call) => {
      const compared = await deletions.compareCopies(...call);
      client.abort(gone);
      return compared;
    },
  });
  const asked = two.ask({ signal: client.signal, paths: overlay(two.paths, { deletions: leaving }) });
  await expect(asked).rejects.toBe(gone);
  expect(two.left()).toBe(2);
  expect(await two.ask()).toMatchObject({ not_deleted: [] });
  expect(two.left()).toBe(1);
});

test("what was deleted is told, also if the database does not answer after that", async () => {
  await using two = await twoFiles(["same", "same"]);
  const { duplicates } = two.store;
  const answer = await two.ask({
    duplicates: overlay(duplicates, {
      release: () => Promise.reject(new StoreError("STORE_UNAVAILABLE", "The database is away.")),
    }),
  });
  expect(answer).toMatchObject({ deleted: [expect.any(String)], not_deleted: [] });
  expect(two.left()).toBe(1);
});

async function compareAll({ jobs, comparing }: Store): Promise<void> {
  const job = await claim({ jobs }, await insertPending({ jobs }, { type: "compare", payload: {} }));
  const { files } = await comparing.choose({ jobId: job.id, directory: null, after: null, limit: 10 });
  const hashes = files.map(
    (file) => ({ file, kind: "hashed", sha256: "a".repeat(64), changedUs: file.changedUs ?? 0 }) as const,
  );
  await comparing.record(leaseOf(job), hashes);
}
