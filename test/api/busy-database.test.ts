import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { startApi } from "./start-api.ts";

test("a cancel is answered within two seconds while the database does not answer, and holds once it does", async () => {
  await using api = await startApi();
  const id = await api.scan();
  await api.nextScan();
  const other = new DatabaseSync(join(api.directory, "..", "gleaner.db"));
  other.exec("begin immediate");
  // SQLite would wait for five seconds.
  const refused = await api.call("POST", `/api/v1/jobs/${id}/cancel`, {});
  expect(refused).toMatchObject({ status: 503, body: { detail: { code: "STORE_UNAVAILABLE" } } });
  other.exec("rollback");
  other.close();
  expect((await api.call("POST", `/api/v1/jobs/${id}/cancel`, {})).status).toBe(200);
  expect((await api.call("GET", `/api/v1/jobs/${id}/wait`)).body).toMatchObject({ status: "cancelled" });
});
