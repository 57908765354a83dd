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
import type { Posters } from "../library/posters.ts";
import type { Store } from "../store/store.ts";
import { deleteDuplicates } from "./delete-duplicates.ts";
import { ApiError } from "./error-codes.ts";

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
      const paths = overlay(new NamedPaths({ roots: [], loopbackOnly: true, disks }), {
        deleteFile: async (path, version, copies) => {
          expect(copies?.kept.map((kept) => existsSync(kept.path))).toEqual([true]);
          arrive();
          await all.promise;
          return new NamedPaths({ roots: [], loopbackOnly: true, disks }).deleteFile(path, version);
        },
      });
      const ask = async ({ duplicates, videos }: Store, keep: string, remove: string) => {
        const token = `keeps ${keep}`;
        const parts = { duplicates, videos, posters, paths, allowDelete: true, newToken: () => token };
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

async function compareAll({ jobs, comparing }: Store): Promise<void> {
  const job = await claim({ jobs }, await insertPending({ jobs }, { type: "compare", payload: {} }));
  const { files } = await comparing.choose({ jobId: job.id, directory: null, after: null, limit: 10 });
  const hashes = files.map((file) => ({ file, kind: "hashed", sha256: "a".repeat(64), changedUs: 0 }) as const);
  await comparing.record(leaseOf(job), hashes);
}
