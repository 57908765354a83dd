import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { JobId } from "../../src/jobs/job.ts";
import { startApi } from "./start-api.ts";

test("a scan whose row makes no sense is reported, and everything else works", async () => {
  await using api = await startApi();
  const id = await api.scan();
  (await api.nextScan()).finish();
  await api.queue.wait(id as JobId);
  using database = new DatabaseSync(join(dirname(api.directory), "gleaner.db"), { timeout: 5_000 });
  database.exec(`update jobs set counts = '{'`);
  const other = await api.scan();
  const { body, status } = await api.call("GET", "/health/ready");
  expect({ status, ok: body.checks.database.ok }).toEqual({ status: 200, ok: true });
  expect(body.checks.database.detail).toContain(id);
  const { body: history } = await api.call("GET", "/api/v1/jobs");
  expect(history.jobs).toMatchObject([{ job_id: other }]);
});

describe("readiness", () => {
  test("is given when the database, the prober and the disk are well", async () => {
    await using api = await startApi();
    expect(await api.call("GET", "/health/ready")).toMatchObject({
      status: 200,
      body: {
        status: "ok",
        checks: {
          database: { ok: true, detail: "The database answers." },
          prober: { ok: true, detail: "ffprobe 5.1" },
          disk: { ok: true, detail: "The disk of the library has 1000.0 GB free.", free_bytes: 10 ** 12 },
        },
      },
    });
  });

  test("names the disk of the data directory where a database server has the library", async () => {
    await using api = await startApi({ health: { isOnServer: true } });
    const { body } = await api.call("GET", "/health/ready");
    expect(body.checks.disk.detail).toBe("The disk of the data directory has 1000.0 GB free.");
  });

  test("is not given when one of them is not, and that one is named", async () => {
    await using api = await startApi({
      health: {
        prober: async () => ({ ok: false, detail: "There is no ffprobe. Install FFmpeg." }),
        disk: async () => ({ freeBytes: 5 * 1024 * 1024 }),
      },
    });
    const { status, body } = await api.call("GET", "/health/ready");
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: "not_ready",
      checks: { database: { ok: true }, prober: { ok: false }, disk: { ok: false, free_bytes: 5 * 1024 * 1024 } },
      detail: { code: "NOT_READY", message: expect.stringContaining("There is no ffprobe. Install FFmpeg.") },
    });
    expect(body.detail.message).toContain("only 5 MB free");
  });

  test("is not given when a check fails", async () => {
    await using api = await startApi({
      health: { database: () => Promise.reject(new Error("The database is damaged.")) },
    });
    const { status, body } = await api.call("GET", "/health/ready");
    expect({ status, check: body.checks.database }).toEqual({
      status: 503,
      check: { ok: false, detail: "The database is damaged." },
    });
  });
});

test("the sign of life asks nobody", async () => {
  await using api = await startApi({ health: { database: () => Promise.reject(new Error("gone")) } });
  expect(await api.call("GET", "/health/live")).toMatchObject({ status: 200, body: { status: "ok" } });
});

test("metrics name routes by their templates, and count what is going on", async () => {
  await using api = await startApi();
  const id = await api.scan();
  await api.nextScan();
  await api.call("GET", `/api/v1/jobs/${id}`);
  await api.call("GET", "/no/such/path");
  const { body, headers } = await api.call("GET", "/metrics");
  expect(headers["content-type"]).toContain("text/plain; version=0.0.4");
  const labels = 'method="GET",route="/api/v1/jobs/:id",status="2xx"';
  expect(body).toContain(`gleaner_http_request_duration_seconds_count{${labels}} 1`);
  expect(body).toContain('gleaner_http_request_duration_seconds_count{method="GET",route="none",status="4xx"} 1');
  expect(body).toContain('gleaner_active_jobs{status="running"} 1');
  expect(body).toContain("nodejs_eventloop_lag_p99_seconds");
  expect(body).not.toContain(id);
  expect(body).not.toContain("/no/such");
});

test("the version names the program, the API, Node and the prober", async () => {
  await using api = await startApi();
  expect((await api.call("GET", "/api/v1/version")).body).toEqual({
    app_version: "1.2.3",
    api_version: "v1",
    node_version: process.version,
    prober: "ffprobe 5.1",
  });
});
