import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mostForgottenAtOnce } from "../../src/library/forgetting.ts";
import { type Api, type ApiOptions, startApi } from "./start-api.ts";

const url = "/api/v1/videos/forget";

/** A library of `number` videos in the directories `0` to `2`, of which those in `missing` are missing. */
async function libraryOf(number: number, missing: readonly number[], options: ApiOptions = {}) {
  const api = await startApi(options);
  await api.scan();
  const scan = await api.nextScan();
  const at = (nth: number) => join(api.directory, String(nth % 3), `${nth}.mkv`);
  await scan.commit({ videos: Array.from({ length: number }, (_, nth) => at(nth)) });
  await scan.commit({ missing: missing.map(at) });
  scan.finish();
  await api.queue.wait(scan.job.id);
  const forget = (body: object) => api.call("POST", url, body);
  return Object.assign(api, { at, forget, total: () => totalOf(api, "") });
}

async function totalOf(api: Api, query: string): Promise<number> {
  return (await api.call("GET", `/api/v1/videos?limit=1&${query}`)).body.total;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, nth) => from + nth);

describe("forgetting videos", () => {
  test("by a filter says how many they are first, and then forgets them and leaves files alone", async () => {
    await using api = await libraryOf(12, numbers(0, 6));
    const file = join(api.directory, "kept.txt");
    await writeFile(file, "");
    const filter = { missing: true, path: join(api.directory, "1") };
    const said = await api.forget({ filter, dry_run: true });
    expect(said).toMatchObject({ status: 200, body: { count: 2, as_of: expect.any(String) } });
    expect(await api.total()).toBe(12);
    const done = await api.forget({ filter, as_of: said.body.as_of });
    expect(done).toMatchObject({ status: 200, body: { count: 2 } });
    expect(await api.total()).toBe(10);
    expect(await totalOf(api, "missing=true")).toBe(4);
    expect(await api.forget({ filter })).toMatchObject({ status: 200, body: { count: 0 } });
    await access(file);
  });

  test("by ids forgets those, however often it is asked", async () => {
    await using api = await libraryOf(3, []);
    const { videos } = (await api.call("GET", "/api/v1/videos")).body;
    const ids = [videos[0].id.toUpperCase(), videos[2].id];
    expect(await api.forget({ ids, dry_run: true })).toMatchObject({ status: 200, body: { count: 2 } });
    expect(await api.forget({ ids })).toMatchObject({ status: 200, body: { count: 2 } });
    expect(await api.forget({ ids })).toMatchObject({ status: 200, body: { count: 0 } });
    expect((await api.call("GET", "/api/v1/videos")).body.videos).toMatchObject([{ id: videos[1].id }]);
  });

  test.each([
    [{}, '"ids" or "filter"'],
    [{ ids: ["00000000-0000-4000-8000-000000000000"], filter: { missing: true } }, "not both"],
    [{ ids: [] }, "must have an id"],
    [{ ids: ["x"] }, "must be a UUID"],
    [{ filter: {} }, "at least one filter"],
    [{ filter: { q: " " } }, "at least one filter"],
    [{ filter: { missing: "true" } }, "must be true or false"],
    [{ filter: { missing: true, limit: 5 } }, "unknown keys: limit"],
    [{ filter: { missing: true }, as_of: "yesterday" }, '"as_of"'],
  ])("refuses %j with a reason", async (body, reason) => {
    await using api = await libraryOf(1, [0]);
    const answer = await api.forget(body);
    expect(answer).toMatchObject({ status: 422, body: { detail: { code: "VALIDATION_ERROR" } } });
    expect(answer.body.detail.message).toContain(reason);
    expect(await api.total()).toBe(1);
  });

  test("in a directory that is no absolute path is refused", async () => {
    await using api = await libraryOf(1, [0]);
    for (const answer of [
      await api.forget({ filter: { path: "films" } }),
      await api.call("GET", "/api/v1/videos?path=films"),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { detail: { code: "INVALID_PATH" } } });
    }
  });
});

test("a list has only the videos in a directory", async () => {
  await using api = await libraryOf(7, []);
  expect(await totalOf(api, `path=${encodeURIComponent(join(api.directory, "0"))}`)).toBe(3);
  expect(await totalOf(api, `path=${encodeURIComponent(api.directory)}/1/`)).toBe(2);
});

describe("forgetting more videos than one step takes", () => {
  const many = 2 * mostForgottenAtOnce + 200;

  test("is a job, beside a scan that runs, with its own counts and its videos in words", async () => {
    await using api = await libraryOf(many + 1, numbers(0, many));
    await api.scan();
    const scan = await api.nextScan();
    const accepted = await api.forget({ filter: { missing: true } });
    expect(accepted).toMatchObject({ status: 202, body: { count: many, job_id: expect.any(String) } });
    const { body: job } = await api.call("GET", `/api/v1/jobs/${accepted.body.job_id}/wait`);
    expect(job).toMatchObject({
      job_type: "forget",
      status: "completed",
      progress: 1,
      counts: { found: many, forgotten: many, scanned: 0 },
      result: { forgotten: many, stopped_early: false },
      payload: { path: "", filter: { missing: true } },
    });
    expect(await api.total()).toBe(1);
    expect(scan.job.payload).not.toHaveProperty("filter");
    scan.finish();
  });

  test("can be cancelled, keeps what it has forgotten, and is resumed", async () => {
    const parts: number[] = [];
    let cancel: (() => Promise<unknown>) | null = null;
    await using api = await libraryOf(many, numbers(0, many), {
      onForgotten: async (count) => {
        parts.push(count);
        await cancel?.();
      },
    });
    cancel = async () => {
      const [job] = (await api.call("GET", "/api/v1/jobs?status=running")).body.jobs;
      expect((await api.call("POST", `/api/v1/jobs/${job.job_id}/cancel`)).status).toBe(200);
    };
    const { job_id: id } = (await api.forget({ filter: { missing: true } })).body;
    expect((await api.call("GET", `/api/v1/jobs/${id}/wait`)).body).toMatchObject({
      status: "cancelled",
      counts: { found: many, forgotten: mostForgottenAtOnce },
      result: { stopped_early: true },
    });
    expect(await api.total()).toBe(many - mostForgottenAtOnce);
    cancel = null;
    const resumed = await api.call("POST", `/api/v1/jobs/${id}/resume`);
    expect(resumed.status).toBe(202);
    expect((await api.call("GET", `/api/v1/jobs/${resumed.body.job_id}/wait`)).body).toMatchObject({
      status: "completed",
      resumes: id,
      counts: { found: many - mostForgottenAtOnce, forgotten: many - mostForgottenAtOnce },
    });
    expect(await api.total()).toBe(0);
    expect(parts).toEqual([mostForgottenAtOnce, mostForgottenAtOnce, 200]);
  });
});
