import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { connect, postgresServer } from "../../../../test/postgres/postgres-server.ts";
import { createDatabase } from "../../../../test/store/postgres-under-test.ts";
import { openChunks } from "./open-chunks.ts";

test("processes that start at once on a new database make the queue without an error of the server", async () => {
  const url = await createDatabase(await postgresServer());
  const worker = () => ({ id: randomUUID(), host: "host", pid: 1, version: "1", pathMap: [], only: [] });
  const onError = (error: unknown) => expect.soft(error).toBeUndefined();
  const opened = await Promise.all(
    Array.from({ length: 5 }, () => openChunks({ url, worker: worker(), supervises: false, onError })),
  );
  await Promise.all(opened.map(({ close }) => close()));
  const client = await connect(url);
  // A session counts its transactions at its end at the latest.
  const others = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
  await expect.poll(async () => (await client.query(others)).rowCount).toBe(0);
  const { rows } = await client.query(
    "select xact_rollback::int as failed from pg_stat_database where datname = current_database()",
  );
  await client.end();
  expect(rows).toEqual([{ failed: 0 }]);
});
