import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { JobJson, ThroughputJson } from "../../src/api/contract/jobs.ts";
import { type Api, startApi } from "./start-api.ts";

async function throughputOf(api: Api, id: string): Promise<ThroughputJson["points"]> {
  const { status, body } = await api.call("GET", `/api/v1/jobs/${id}/throughput`);
  expect(status).toBe(200);
  return (body as ThroughputJson).points;
}

async function jobOf(api: Api, id: string): Promise<JobJson> {
  return (await api.call("GET", `/api/v1/jobs/${id}`)).body;
}

const milliseconds = (time: string | null | undefined): number => Date.parse(time ?? "");

/** Writes samples past the store, as hours of a scan would. */
async function addSamples(api: Api, id: string, samples: readonly { at: number; scanned: number }[]): Promise<void> {
  using database = new DatabaseSync(join(api.directory, "..", "gleaner.db"), { timeout: 5000 });
  const insert = database.prepare("insert into job_samples (job_id, at, scanned) values (?, ?, ?)");
  database.exec("begin");
  for (const { at, scanned } of samples) insert.run(id, at, scanned);
  database.exec("commit");
}

describe("the files that a scan handled over time", () => {
  test("go from its start to what it has handled now", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    const started = (await jobOf(api, id)).started_at;
    const [first, last, ...more] = await throughputOf(api, id);
    expect([first, last?.scanned, more]).toEqual([{ at: started, scanned: 0 }, 0, []]);

    await scan.commit({ videos: [join(api.directory, "a.mkv")], problems: [join(api.directory, "b.mkv")] });
    const before = Date.now();
    const points = await throughputOf(api, id);
    expect(points[0]).toEqual({ at: started, scanned: 0 });
    expect(points.at(-1)?.scanned).toBe(2);
    expect(milliseconds(points.at(-1)?.at)).toBeGreaterThanOrEqual(before);
  });

  test("of a scan that has ended end with it, and say what its counts say", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ videos: ["a.mkv", "b.mkv", "c.mkv"].map((name) => join(api.directory, name)) });
    await api.call("POST", `/api/v1/jobs/${id}/cancel`);
    await api.queue.wait(scan.job.id);
    const job = await jobOf(api, id);
    const points = await throughputOf(api, id);
    expect(points[0]).toEqual({ at: job.started_at, scanned: 0 });
    expect(points.at(-1)).toEqual({ at: job.finished_at, scanned: job.counts.scanned });
    expect(job.counts.scanned).toBe(3);
  });

  test("are none of a scan that waits for its first start, or was cancelled before it", async () => {
    await using api = await startApi();
    await api.scan();
    await api.nextScan();
    await mkdir(join(api.directory, "second"));
    const waiting = await api.scan(join(api.directory, "second"));
    expect(await throughputOf(api, waiting)).toEqual([]);
    await api.call("POST", `/api/v1/jobs/${waiting}/cancel`);
    expect(await throughputOf(api, waiting)).toEqual([]);
  });

  test("are at most 600 points of a long scan, oldest first, with its start and its end", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ videos: [join(api.directory, "a.mkv")] });
    scan.finish();
    await api.queue.wait(scan.job.id);
    // The job as if it had begun ten hours earlier.
    const finished = milliseconds((await jobOf(api, id)).finished_at);
    const started = finished - 36_000_000;
    using database = new DatabaseSync(join(api.directory, "..", "gleaner.db"), { timeout: 5000 });
    database.prepare("update jobs set started_at = ? where id = ?").run(started, id);
    await addSamples(
      api,
      id,
      Array.from({ length: 2999 }, (_, index) => ({ at: started + 12_000 * (index + 1), scanned: index + 1 })),
    );

    const points = await throughputOf(api, id);
    expect(points).toHaveLength(600);
    expect(points[0]).toEqual({ at: new Date(started).toISOString(), scanned: 0 });
    expect(points.at(-1)).toEqual({ at: new Date(finished).toISOString(), scanned: 1 });
    const times = points.map(({ at }) => milliseconds(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * (36_000_000 / 599));
  });

  test("of an unknown job are not found", async () => {
    await using api = await startApi();
    for (const id of [randomUUID(), "no-id"]) {
      expect(await api.call("GET", `/api/v1/jobs/${id}/throughput`)).toMatchObject({
        status: 404,
        body: { detail: { code: "NOT_FOUND" } },
      });
    }
  });
});
