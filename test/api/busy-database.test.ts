import { randomUUID } from "node:crypto";
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

/** Every call that asks the database. */
const asking = [
  ["GET", "/api/v1/videos"],
  ["GET", "/api/v1/videos/search?q=film"],
  ["GET", "/api/v1/videos/export?format=csv"],
  ["GET", "/api/v1/videos/facets"],
  ["GET", "/api/v1/statistics"],
  ["GET", "/api/v1/duplicates"],
  ["GET", "/api/v1/saved-filters"],
  ["POST", "/api/v1/saved-filters", { name: "films", filter: { q: "film" } }],
  ["PATCH", "/api/v1/saved-filters/ID", { name: "films" }],
  ["DELETE", "/api/v1/saved-filters/ID"],
  ["GET", "/api/v1/folders"],
  ["GET", "/api/v1/folders/export?format=csv"],
  ["GET", "/api/v1/statistics/export?format=csv"],
  ["GET", "/api/v1/videos/problems/export?format=csv"],
  ["GET", "/api/v1/videos/problems"],
  ["GET", "/api/v1/videos/ID"],
  ["GET", "/api/v1/videos/ID/thumbnail"],
  ["DELETE", "/api/v1/videos/ID"],
  ["POST", "/api/v1/videos/thumbnails", { video_ids: ["ID"] }],
  ["POST", "/api/v1/videos/scan", { path: "/" }],
  ["GET", "/api/v1/jobs"],
  ["GET", "/api/v1/jobs/export?format=csv"],
  ["GET", "/api/v1/jobs/ID/errors/export?format=csv"],
  ["GET", "/api/v1/jobs/ID"],
  ["GET", "/api/v1/jobs/ID/errors"],
  ["GET", "/api/v1/jobs/ID/throughput"],
  ["GET", "/api/v1/jobs/ID/events"],
  ["POST", "/api/v1/jobs/ID/cancel"],
  ["POST", "/api/v1/jobs/ID/resume"],
  ["POST", "/api/v1/jobs/cancel"],
] as const;

test("every call that asks the database answers 503 within two seconds while its disk hangs", async () => {
  await using api = await startApi({ health: { disk: () => new Promise(() => {}) } });
  for (const part of [api.store.videos, api.store.duplicates, api.store.filters, api.queue]) {
    for (const name of methodsOf(part)) Object.defineProperty(part, name, { value: () => new Promise(() => {}) });
  }
  const id = randomUUID();
  const answers = await Promise.all(
    asking.map(async ([method, url, body = {}]) => {
      const sent = JSON.parse(JSON.stringify(body).replaceAll("ID", id)) as object;
      const answer = await api.call(method, url.replace("ID", id), ...(method === "GET" ? [] : [sent]));
      return `${method} ${url} ${answer.status} ${answer.body.detail?.code}`;
    }),
  );
  expect(answers).toEqual(asking.map(([method, url]) => `${method} ${url} 503 STORE_UNAVAILABLE`));
}, 15_000);

function methodsOf(part: object): readonly string[] {
  const own = [part, Object.getPrototypeOf(part) as object].flatMap((one) =>
    Object.entries(Object.getOwnPropertyDescriptors(one)),
  );
  const waits = new Set(["wait", "stop", "start", "snapshot", "constructor"]);
  return own.filter(([name, { value }]) => typeof value === "function" && !waits.has(name)).map(([name]) => name);
}
