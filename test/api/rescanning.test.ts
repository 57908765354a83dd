import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startApi } from "./start-api.ts";

const url = "/api/v1/videos/rescan";

/** Two directories of the library with videos. Scans of the API are scripted: they show what they are asked for. */
async function twoRoots() {
  const api = await startApi({ concurrency: 5 });
  const [films, series] = [join(api.directory, "films"), join(api.directory, "series")];
  const paths = ["films/a/1.mkv", "films/a/2.mkv", "films/b/deep/3.mkv", "series/4.mkv"].map((path) =>
    join(api.directory, path),
  );
  for (const path of paths) {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "x");
    await utimes(path, 1_600_000_000, 1_600_000_000);
  }
  for (const path of [films, series]) expect((await api.call("POST", "/api/v1/roots", { path })).status).toBe(201);
  await api.queue.submit({ type: "scan", payload: { path: api.directory, recursive: true, retry_errors: false } });
  const scan = await api.nextScan();
  await scan.commit({ videos: paths });
  scan.finish();
  await api.queue.wait(scan.job.id);
  const { videos } = (await api.call("GET", "/api/v1/videos?sort=path")).body;
  const ids: string[] = videos.map(({ id }: { id: string }) => id);
  return Object.assign(api, { films, series, ids });
}

describe("scanning videos again", () => {
  test("reads their files, in one scan for each directory of the library", async () => {
    await using api = await twoRoots();
    const [first, second, , last] = api.ids;
    const { status, body } = await api.call("POST", url, { ids: [first, second?.toUpperCase(), last] });
    expect({ status, body }).toEqual({
      status: 202,
      body: { job_ids: [expect.any(String), expect.any(String)], video_count: 3 },
    });
    // They are on one disk, so the second one waits for the first.
    const one = await api.nextScan();
    one.finish();
    const scans = [one, await api.nextScan()].map(({ job }) => job.payload);
    expect(scans).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: api.films, chosen: { ids: [first, second], count: 2 }, full: true }),
        expect.objectContaining({ path: api.series, chosen: { ids: [last], count: 1 }, full: true }),
      ]),
    );
    const [, jobId] = body.job_ids;
    const job = (await api.call("GET", `/api/v1/jobs/${jobId}`)).body;
    expect(job).toMatchObject({ job_type: "scan", payload: { full: true, video_count: 1 } });
    expect(job.payload).not.toHaveProperty("ids");
    expect((await api.call("POST", `/api/v1/jobs/${jobId}/cancel`)).status).toBe(200);
  });

  test("takes a filter, and joins a scan with the same choice", async () => {
    await using api = await twoRoots();
    const ask = async (filter: object) => (await api.call("POST", url, { filter })).body;
    const deep = await ask({ q: "deep" });
    expect(deep).toEqual({ job_ids: [expect.any(String)], video_count: 1 });
    expect((await api.nextScan()).job.payload).toMatchObject({ chosen: { filter: { q: "deep", path: api.films } } });
    const { payload } = (await api.call("GET", `/api/v1/jobs/${deep.job_ids[0]}`)).body;
    expect(payload).toMatchObject({ path: api.films, video_count: 1, filter: { q: "deep", path: api.films } });
    expect(await ask({ q: "deep" })).toEqual(deep);
    // Another choice, also of the same videos, is another scan.
    expect((await ask({ path: join(api.films, "b") })).job_ids).not.toEqual(deep.job_ids);
    expect(await ask({ q: "nothing" })).toEqual({ job_ids: [], video_count: 0 });
    expect(await ask({ path: api.films, recursive: false })).toEqual({ job_ids: [], video_count: 0 });
    expect(await ask({ path: api.directory })).toMatchObject({ video_count: 4 });
  });

  test("needs ids or a filter, and not both", async () => {
    await using api = await startApi();
    for (const body of [{}, { ids: [crypto.randomUUID()], filter: {} }]) {
      expect(await api.call("POST", url, body)).toMatchObject({
        status: 422,
        body: { detail: { code: "VALIDATION_ERROR" } },
      });
    }
  });
});
