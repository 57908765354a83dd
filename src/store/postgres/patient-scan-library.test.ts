import { afterEach, beforeEach, expect, test } from "vitest";
import { type CuttableConnection, cuttableConnection } from "../../../test/postgres/cuttable-connection.ts";
import { postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createDatabase } from "../../../test/store/postgres-under-test.ts";
import { batch, committed, expectStoreError, leaseOf, startScan, video } from "../../../test/store/store-under-test.ts";
import type { Store } from "../store.ts";
import { openPostgres } from "./open-postgres.ts";

let network: CuttableConnection;
let store: Store;
beforeEach(async () => {
  network = await cuttableConnection(await createDatabase(await postgresServer()));
  store = await openPostgres({ url: network.url });
});
afterEach(async () => {
  await store.close();
  await network.close();
});

const section = { directory: "/lib", after: null, upTo: null, disk: "a disk", jobId: "nobody", resumes: null };

test("a scan waits for a server that is gone for a moment, and counts each file once", async () => {
  const job = await startScan(store);
  const commit = (name: number) => store.scans.commit(leaseOf(job), batch({ videos: [video(`/lib/${name}.mp4`)] }));
  committed(await commit(0));
  for (let round = 1; round < 4; round += 1) {
    // Some of these are under way when the network is cut.
    const commits = [commit(round), commit(round), store.scans.known(section)];
    await network.cut();
    const others = [commit(10 + round), store.scans.hasVideos("/lib", { notOn: null })];
    await expectStoreError(store.jobs.get(job.id), "STORE_UNAVAILABLE", "cannot be reached");
    await network.mend();
    await Promise.all([...commits, ...others]);
  }
  expect(await store.jobs.get(job.id)).toMatchObject({ counts: { new: 7, scanned: 7 } });
  expect((await store.videos.list({ limit: 20 })).total).toBe(7);
});

test("a cancel waits for a moment for a server that is gone, and is given once", async () => {
  const job = await startScan(store);
  await network.cut();
  const cancelling = store.jobs.cancel(job.id, { reason: "dinner", now: new Date(5_000) });
  await network.mend();
  expect(await cancelling).toMatchObject({ kind: "accepted", job: { cancelReason: "dinner" } });
});

test("a closed store is not waited for", async () => {
  await store.close();
  await expectStoreError(store.scans.known(section), "STORE_UNAVAILABLE");
});
