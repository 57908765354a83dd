import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startApi } from "./start-api.ts";

const url = "/api/v1/videos/check";

/** A library of so many files, none of which is a video any more, and the path of each. */
async function libraryOfDamagedFiles(number: number) {
  const api = await startApi();
  const paths = Array.from({ length: number }, (_, nth) => join(api.directory, `${nth}.mkv`));
  for (const path of paths) {
    await writeFile(path, Buffer.alloc(1_000, "x"));
    await utimes(path, 1_600_000_000, 1_600_000_000);
  }
  await api.scan();
  const scan = await api.nextScan();
  await scan.commit({ videos: paths });
  scan.finish();
  await api.queue.wait(scan.job.id);
  const check = async (body: object) => {
    const { status, body: accepted } = await api.call("POST", url, body);
    expect(status).toBe(202);
    return (await api.call("GET", `/api/v1/jobs/${accepted.job_id}/wait`)).body;
  };
  const list = async (query: string) => (await api.call("GET", `/api/v1/videos?sort=filename&${query}`)).body.videos;
  return Object.assign(api, { paths, check, list });
}

describe("checking videos", () => {
  test("by a filter says what is broken, in the job, the list, the details and the facets", async () => {
    await using api = await libraryOfDamagedFiles(3);
    await rm(api.paths[2] ?? expect.fail());
    expect(await api.list("")).toMatchObject([{ broken: null }, { broken: null }, { broken: null }]);
    const job = await api.check({ filter: { path: api.directory } });
    expect(job).toMatchObject({
      job_type: "check",
      status: "completed",
      progress: 1,
      payload: { path: "", filter: { path: api.directory }, again: false },
      counts: { found: 3, checked: 2, broken: 2, error_count: 1, skipped: 0, found_seconds: 30, done_seconds: 30 },
      result: {
        errors: [{ path: api.paths[2], error: "is not there any more, or its disk is not plugged in" }],
        stopped_early: false,
      },
    });
    const broken = await api.list("broken=true");
    expect(broken).toMatchObject([{ path: api.paths[0], broken: true }, { path: api.paths[1] }]);
    expect(broken[0]).not.toHaveProperty("check");
    expect(await api.list("broken=false")).toMatchObject([{ path: api.paths[2], broken: null }]);
    expect((await api.call("GET", `/api/v1/videos/${broken[0].id}`)).body).toMatchObject({
      broken: true,
      check: {
        state: "broken",
        job_id: job.job_id,
        error_count: 1,
        problems: [{ at_seconds: 0, until_seconds: 0, message: expect.stringContaining("cannot be read as a video") }],
      },
    });
    expect((await api.call("GET", "/api/v1/videos/facets")).body).toMatchObject({ total: { count: 3 }, broken: 2 });
  });

  test("by ids checks those, and one that was checked and has not changed only on request", async () => {
    await using api = await libraryOfDamagedFiles(2);
    const [video] = await api.list("");
    expect((await api.call("GET", `/api/v1/videos/${video.id}`)).body).toMatchObject({ broken: null, check: null });
    const first = await api.check({ ids: [video.id.toUpperCase()] });
    expect(first).toMatchObject({
      payload: { path: video.path, video_count: 1, again: false },
      counts: { found: 1, checked: 1 },
    });
    expect(first.payload).not.toHaveProperty("filter");
    expect(await api.check({ filter: {} })).toMatchObject({ counts: { found: 1, checked: 1, skipped: 1 } });
    expect(await api.check({ ids: [video.id] })).toMatchObject({
      status: "completed",
      progress: 1,
      counts: { found: 0, checked: 0, skipped: 1 },
    });
    expect(await api.check({ ids: [video.id], again: true })).toMatchObject({ counts: { found: 1, checked: 1 } });
  });

  test("of everything again does not join one that leaves out what was checked before", async () => {
    await using api = await libraryOfDamagedFiles(2);
    const filter = { path: api.directory };
    const begin = async (again: boolean) => (await api.call("POST", "/api/v1/videos/check", { filter, again })).body;
    const [first, second] = [await begin(false), await begin(true)];
    expect(second).toMatchObject({ already_active: false });
    for (const { job_id: id } of [first, second]) await api.call("GET", `/api/v1/jobs/${id}/wait`);
    const { body } = await api.call("GET", `/api/v1/jobs/${second.job_id}`);
    expect(body).toMatchObject({ payload: { again: true }, counts: { checked: 2, skipped: 0 } });
  });

  test("is resumed with the same choice, and does not check again what it has checked", async () => {
    await using api = await libraryOfDamagedFiles(2);
    const job = await api.check({ filter: { path: api.directory }, again: true });
    const { status, body } = await api.call("POST", `/api/v1/jobs/${job.job_id}/resume`);
    expect(status).toBe(202);
    expect((await api.call("GET", `/api/v1/jobs/${body.job_id}/wait`)).body).toMatchObject({
      job_type: "check",
      resumes: job.job_id,
      payload: { filter: { path: api.directory }, again: true },
      counts: { found: 0, checked: 0, skipped: 2 },
    });
  });

  test.each([
    [{}, '"ids" or "filter"'],
    [{ ids: ["00000000-0000-4000-8000-000000000000"], filter: {} }, "not both"],
    [{ ids: [] }, "must have an id"],
    [{ ids: ["x"] }, "must be a UUID"],
    [{ filter: { broken: "true" } }, "must be true or false"],
    [{ filter: { limit: 5 } }, "unknown keys: limit"],
    [{ filter: {}, again: 1 }, "must be true or false"],
  ])("refuses %j with a reason", async (body, reason) => {
    await using api = await startApi();
    const answer = await api.call("POST", url, body);
    expect(answer).toMatchObject({ status: 422, body: { detail: { code: "VALIDATION_ERROR" } } });
    expect(answer.body.detail.message).toContain(reason);
  });

  test("in a directory that is no absolute path is refused", async () => {
    await using api = await startApi();
    const answer = await api.call("POST", url, { filter: { path: "films" } });
    expect(answer).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
  });
});
