import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { cuttableConnection } from "../../../test/postgres/cuttable-connection.ts";
import { connect, postgresServer } from "../../../test/postgres/postgres-server.ts";
import { createDatabase } from "../../../test/store/postgres-under-test.ts";
import { startScan } from "../../../test/store/store-under-test.ts";
import { completed, type JobId } from "../../jobs/job.ts";
import { openCancelNotices } from "./cancel-notices.ts";
import { openChunks } from "./chunks/open-chunks.ts";
import { openPostgres } from "./open-postgres.ts";

async function createLibrary(): Promise<string> {
  const url = await createDatabase(await postgresServer());
  await (await openPostgres({ url })).close();
  const worker = { id: randomUUID(), host: "any", pid: process.pid, version: "test", pathMap: [], only: [] };
  await (await openChunks({ url, worker, onError: () => {} })).close();
  return url;
}

async function listenOn(url: string, directUrl: string | null) {
  const ignore = () => {};
  return openCancelNotices({ url, directUrl, onCancel: ignore, onMissed: ignore, onError: ignore });
}

test("notices are heard only on the database that sends them", async () => {
  const [url, other] = [await createLibrary(), await createLibrary()];
  for (const [directUrl, areHeard] of [
    [null, true],
    [url, true],
    [other, false],
  ] as const) {
    const notices = await listenOn(url, directUrl);
    expect({ directUrl, ...notices.atStart }).toEqual({ directUrl, areHeard, error: null });
    await notices.close();
  }
});

test("an address that does not answer is named with its setting, without the password, and heard once it answers", async () => {
  const url = await createLibrary();
  const network = await cuttableConnection(url.replace("//gleaner@", "//gleaner:s3cret@"));
  await network.cut();
  const heard = Promise.withResolvers<void>();
  const cancelled: JobId[] = [];
  const notices = await openCancelNotices({
    url,
    directUrl: network.url,
    onCancel: (id) => cancelled.push(id),
    onMissed: heard.resolve,
    onError: () => {},
  });
  const message = expect.stringMatching(
    /^Notices of cancels.*gleaner@127\.0\.0\.1:\d+\).*Check DATABASE_DIRECT_URL\.$/,
  );
  expect(notices.atStart).toMatchObject({ areHeard: false, error: { code: "STORE_UNAVAILABLE", message } });
  expect(notices.atStart.error?.message).not.toMatch(/s3cret/);
  await network.mend();
  await heard.promise;
  const id = randomUUID();
  const client = await connect(url);
  await client.query("select pg_notify('gleaner_cancel', $1)", [id]);
  await expect.poll(() => cancelled).toEqual([id]);
  await Promise.all([client.end(), notices.close()]);
  await network.close();
});

test("the end of a job is told, as its cancel is", async () => {
  const url = await createLibrary();
  const store = await openPostgres({ url });
  const heard: JobId[] = [];
  const ignore = () => {};
  const onCancel = (id: JobId) => void heard.push(id);
  const notices = await openCancelNotices({ url, directUrl: null, onCancel, onMissed: ignore, onError: ignore });
  const [ended, cancelled] = [await startScan(store), await startScan(store, { path: "/other", recursive: true })];
  await store.jobs.apply(completed(ended, { now: new Date() }));
  await store.jobs.cancel(cancelled.id, { reason: null, now: new Date() });
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual([ended.id, cancelled.id]);
  await Promise.all([notices.close(), store.close()]);
});
