import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RootJson } from "../../src/api/contract/roots.ts";
import { DiskThreads } from "../../src/files/disk-threads.ts";
import { NamedPaths } from "../../src/files/named-paths.ts";
import { parseRootId } from "../../src/library/library-roots.ts";
import { samplePatterns } from "../../src/scanning/exclude/sample-patterns.ts";
import { createScheduleRunner } from "../../src/server/schedule.ts";
import { type Api, startApi } from "./start-api.ts";

const disks = new DiskThreads();
afterAll(() => disks.close());

let api: Api;
let films: string;
let albums: string;
beforeEach(async () => {
  api = await startApi({ concurrency: 5 });
  [films, albums] = [join(api.directory, "films"), join(api.directory, "albums")];
  for (const path of [join(films, "a", "b"), albums]) await mkdir(path, { recursive: true });
});
afterEach(() => api[Symbol.asyncDispose]());

const url = (id: string, rest = "") => `/api/v1/roots/${id}${rest}`;
const list = async () => (await api.call("GET", "/api/v1/roots")).body;
async function add(path: string, settings: object = {}): Promise<RootJson> {
  const { status, body } = await api.call("POST", "/api/v1/roots", { path, ...settings });
  expect(status).toBe(201);
  return body;
}
const ended = async (id: string) => (await api.call("GET", `/api/v1/jobs/${id}/wait?timeout=20`)).body;
const codeOf = ({ status, body }: { status: number; body: { detail: { code: string } } }) => [status, body.detail.code];

describe("a directory of the library", () => {
  test("is scanned with its subdirectories if it is set so, unless the request says otherwise", async () => {
    await add(films, { recursive: false });
    const scan = async (path: string, wishes: object = {}) =>
      (await api.call("POST", "/api/v1/videos/scan", { path, ...wishes })).body.recursive;
    expect(await scan(films)).toBe(false);
    expect(await scan(join(films, "a"))).toBe(false);
    expect(await scan(join(films, "a", "b"), { recursive: true })).toBe(true);
    expect(await scan(albums)).toBe(true);
  });

  test("is added with its settings, and listed by its path", async () => {
    const root = await add(`${films}/../films/`, { name: " Our films ", recursive: false, max_rate: 2.5 });
    expect(root).toEqual({
      root_id: expect.any(String),
      path: films,
      name: "Our films",
      recursive: false,
      follow_links: null,
      include_hidden: null,
      max_rate: 2.5,
      exclude: [],
      schedule: null,
      watch: false,
      watch_state: "off",
      watch_problem: null,
      changes_wait: false,
      next_run_at: null,
      skipped_run_at: null,
      videos: 0,
      missing: 0,
      bytes: 0,
      duration_seconds: 0,
      problems: 0,
      last_job: null,
      last_change_job: null,
      created_at: expect.stringMatching(/Z$/),
    });
    const other = await add(albums);
    expect(other).toMatchObject({ name: "albums", recursive: true, max_rate: null });
    const none = { videos: 0, missing: 0, bytes: 0, duration_seconds: 0 };
    expect(await list()).toEqual({ roots: [other, root], sample_patterns: [...samplePatterns], elsewhere: none });
    expect((await api.call("GET", url(root.root_id))).body).toEqual(root);
  });

  test("is refused if it lies in another one or around it, and the answer names that one", async () => {
    await add(join(films, "a"), { name: "A" });
    for (const [path, says] of [
      [join(films, "a"), "is a directory of the library already. Its name is A."],
      [join(films, "a", "b"), `lies in ${join(films, "a")}`],
      [films, `lies around ${join(films, "a")}`],
    ] as const) {
      const answer = await api.call("POST", "/api/v1/roots", { path });
      expect(codeOf(answer)).toEqual([409, "ROOT_OVERLAPS"]);
      expect(answer.body.detail.message).toContain(`${path} ${says}`);
    }
    expect((await list()).roots).toHaveLength(1);
  });

  test.each([
    ["a directory that does not exist", { path: "/nowhere/at/all" }, 400, "INVALID_PATH"],
    ["a relative path", { path: "films" }, 400, "INVALID_PATH"],
    ["no path", {}, 422, "VALIDATION_ERROR"],
    ["an empty name", { path: "/tmp", name: "  " }, 422, "VALIDATION_ERROR"],
    ["a negative rate", { path: "/tmp", max_rate: -1 }, 422, "VALIDATION_ERROR"],
    ["an unknown setting", { path: "/tmp", watched: true }, 422, "VALIDATION_ERROR"],
  ])("is not added from %s", async (_what, body, status, code) => {
    expect(codeOf(await api.call("POST", "/api/v1/roots", body))).toEqual([status, code]);
    expect((await list()).roots).toEqual([]);
  });

  test("outside of the allowed directories is refused", async () => {
    await using small = await startApi({ roots: [albums] });
    expect(codeOf(await small.call("POST", "/api/v1/roots", { path: films }))).toEqual([403, "PATH_NOT_ALLOWED"]);
  });

  test("changes only in the settings that are given", async () => {
    const root = await add(films, { include_hidden: true });
    const change = (body: object) => api.call("PATCH", url(root.root_id), body);
    expect((await change({ name: "Films", max_rate: 0, follow_links: false, exclude: ["extras/"] })).body).toEqual({
      ...root,
      exclude: ["extras/"],
      name: "Films",
      max_rate: 0,
      follow_links: false,
    });
    expect((await change({ include_hidden: null, recursive: false })).body).toMatchObject({
      name: "Films",
      include_hidden: null,
      recursive: false,
    });
    expect(codeOf(await change({ exclude: ["extras/", "!"] }))).toEqual([422, "VALIDATION_ERROR"]);
    expect((await change({ exclude: [] })).body.exclude).toEqual([]);
    expect(codeOf(await change({ path: albums }))).toEqual([422, "VALIDATION_ERROR"]);
    expect(codeOf(await api.call("PATCH", url(crypto.randomUUID()), { name: "x" }))).toEqual([404, "NOT_FOUND"]);
    expect(codeOf(await api.call("GET", url("no id")))).toEqual([404, "NOT_FOUND"]);
  });

  test("has a schedule, and says when its next scan begins", async () => {
    const { root_id } = await add(films, { schedule: { cron: " 0  3 * * * ", time_zone: "europe/berlin" } });
    const change = async (schedule: object | null) => (await api.call("PATCH", url(root_id), { schedule })).body;
    const { body } = await api.call("GET", url(root_id));
    expect(body).toMatchObject({ schedule: { cron: "0 3 * * *", time_zone: "Europe/Berlin" }, skipped_run_at: null });
    const hour = new Intl.DateTimeFormat("en", { timeZone: "Europe/Berlin", hour: "numeric", hourCycle: "h23" });
    expect(hour.format(Date.parse(body.next_run_at))).toBe("03");
    expect(Date.parse(body.next_run_at)).toBeGreaterThan(Date.now());
    const ofServer = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(await change({ cron: "@hourly" })).toMatchObject({ schedule: { cron: "@hourly", time_zone: ofServer } });
    expect(await change(null)).toMatchObject({ schedule: null, next_run_at: null });
  });

  test.each([
    ["too few fields", { cron: "0 3 * *" }, '"schedule.cron" in the body: "0 3 * *" has 4 fields'],
    ["an hour that does not exist", { cron: "0 25 * * *" }, '"schedule.cron" in the body: "0 25 * * *" is no schedule'],
    ["a day that never comes", { cron: "0 0 30 2 *" }, "has no turn in any year."],
    [
      "an unknown zone",
      { cron: "@daily", time_zone: "Mars/Olympus" },
      '"schedule.time_zone" in the body: "Mars/Olympus"',
    ],
    ["no time", { time_zone: "UTC" }, '"schedule.cron" in the body is missing'],
    ["a text", "0 3 * * *", '"schedule" in the body must be an object; it may have: cron, time_zone'],
  ])("is refused a schedule with %s", async (_what, schedule, says) => {
    const { root_id } = await add(films);
    const answer = await api.call("PATCH", url(root_id), { schedule });
    expect(codeOf(answer)).toEqual([422, "VALIDATION_ERROR"]);
    expect(answer.body.detail.message).toContain(says);
    expect((await api.call("GET", url(root_id))).body.schedule).toBeNull();
  });

  test("says which scans its schedule has begun; a resumed one is begun by hand", async () => {
    const root = await add(films);
    const runner = createScheduleRunner({
      store: api.store,
      queue: api.queue,
      paths: new NamedPaths({ roots: [], loopbackOnly: true, disks }),
      onSkipped: () => expect.fail("No scan runs"),
      onError: (error) => expect.fail(String(error)),
    });
    const schedule = { cron: "@hourly", timeZone: "UTC" };
    const scheduled = await api.store.roots.change(parseRootId(root.root_id) ?? expect.fail(), { schedule });
    if (scheduled === null) expect.fail("It is gone");
    const yesterday = new Date(Date.now() - 86_400_000);
    await api.store.roots.recordTurn(scheduled, { at: yesterday, isSkipped: false });
    await runner.look();
    const scan = await api.nextScan();
    const { job_id } = (await list()).roots[0].last_job;
    expect((await api.call("GET", `/api/v1/jobs/${job_id}`)).body.payload).toMatchObject({ trigger: "schedule" });
    scan.finish({ stoppedEarly: true });
    await ended(job_id);
    const resumed = await api.call("POST", `/api/v1/jobs/${job_id}/resume`);
    await api.nextScan();
    expect((await api.call("GET", `/api/v1/jobs/${resumed.body.job_id}`)).body).toMatchObject({
      resumes: job_id,
      payload: { trigger: "hand" },
    });
  });

  test("knows how many videos it has, how large and long they are, and its last scan", async () => {
    const root = await add(films);
    await add(albums);
    const { body: accepted } = await api.call("POST", url(root.root_id, "/scan"));
    const scan = await api.nextScan();
    const videos = ["1.mkv", "a/b/2.mkv", "3.mkv"].map((name) => join(films, name));
    await scan.commit({ videos, missing: [] });
    await scan.commit({ missing: [videos[2] ?? ""] });
    expect((await list()).roots[1]).toMatchObject({ last_job: { job_id: accepted.job_id, status: "running" } });
    scan.finish();
    await ended(accepted.job_id);
    expect((await list()).roots[1]).toMatchObject({
      last_job: { status: "completed", counts: { new: 3, missing: 1 } },
    });
    const { body } = await api.call("GET", "/api/v1/videos?limit=1");
    await api.call("DELETE", `/api/v1/videos/${body.videos[0].id}`);
    const all = await list();
    expect(all.roots).toMatchObject([
      { path: albums, videos: 0, last_job: null },
      { path: films, videos: 2 },
    ]);
    expect(all.roots[1].bytes).toBe((all.roots[1].videos - all.roots[1].missing) * 1000);
    expect(all.elsewhere).toEqual({ videos: 0, missing: 0, bytes: 0, duration_seconds: 0 });
  });

  test("is scanned with its own settings and the wishes of the request, once at a time", async () => {
    const { root_id } = await add(films, { recursive: false });
    const { status, body } = await api.call("POST", url(root_id, "/scan"), { full: true });
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { already_active: false, recursive: false, full: true, accept_empty: false, root_id, root_added: false },
    });
    await api.nextScan();
    const again = await api.call("POST", url(root_id, "/scan"));
    expect(again.body).toMatchObject({ job_id: body.job_id, already_active: true });
    await rm(films, { recursive: true });
    expect(codeOf(await api.call("POST", url(root_id, "/scan")))).toEqual([400, "INVALID_PATH"]);
    expect(codeOf(await api.call("POST", url(crypto.randomUUID(), "/scan")))).toEqual([404, "NOT_FOUND"]);
  });
});

describe("scanning all directories of the library", () => {
  const scanAll = async (body?: object) => (await api.call("POST", "/api/v1/roots/scan", body)).body;

  test("scans those of one disk one after the other, and one that is gone keeps no other from it", async () => {
    const roots = [await add(albums), await add(films)];
    await rm(films, { recursive: true });
    const { job_ids, scans } = await scanAll();
    expect(scans).toEqual(roots.map(({ root_id }, nth) => ({ root_id, job_id: job_ids[nth], already_active: false })));
    const first = await api.nextScan();
    expect(first.job).toMatchObject({ id: job_ids[0], payload: { path: albums, recursive: true } });
    expect((await api.call("GET", `/api/v1/jobs/${job_ids[1]}`)).body).toMatchObject({ status: "pending" });
    first.finish();
    const second = await api.nextScan();
    expect(second.job).toMatchObject({ id: job_ids[1], payload: { path: films } });
    expect((await ended(job_ids[0])).status).toBe("completed");
  });

  test("begins no scan twice, and leaves one that waits as it is", async () => {
    const [first, second] = [await add(albums), await add(films)];
    const { job_ids } = await scanAll({ full: true });
    await api.nextScan();
    const again = await scanAll();
    expect(again.job_ids).toEqual(job_ids);
    expect(again.scans).toMatchObject([{ already_active: true }, { already_active: true }]);
    expect((await api.queue.get(job_ids[1]))?.payload).toMatchObject({ full: true });
    const some = await scanAll({ root_ids: [second.root_id.toUpperCase()] });
    expect(some.job_ids).toEqual([job_ids[1]]);
    expect(
      codeOf(await api.call("POST", "/api/v1/roots/scan", { root_ids: [first.root_id, crypto.randomUUID()] })),
    ).toEqual([404, "NOT_FOUND"]);
  });

  test("lets a scan that a person asks for begin at once, and cancels those that wait", async () => {
    await add(albums);
    const { root_id } = await add(films);
    const third = join(api.directory, "third");
    await mkdir(third);
    await add(third);
    const { job_ids } = await scanAll();
    await api.nextScan();
    const { body } = await api.call("POST", url(root_id, "/scan"));
    expect(body).toMatchObject({ job_id: job_ids[1], already_active: true });
    expect((await api.nextScan()).job.id).toBe(job_ids[1]);
    expect((await api.call("POST", `/api/v1/jobs/${job_ids[2]}/cancel`)).body).toMatchObject({ status: "cancelled" });
  });

  test("of a library without directories scans none", async () => {
    expect(await scanAll()).toEqual({ job_ids: [], scans: [] });
  });
});

describe("forgetting a directory of the library", () => {
  const paths = async () =>
    (await api.call("GET", "/api/v1/videos?limit=100&sort=filename")).body.videos.map(
      ({ path }: { path: string }) => path,
    );
  const problems = async () =>
    (await api.call("GET", "/api/v1/videos/problems")).body.problems.map(({ path }: { path: string }) => path);
  async function withVideos(count = 2): Promise<{ root: RootJson; videos: string[] }> {
    const root = await add(films);
    const id = await api.scan(films);
    const scan = await api.nextScan();
    const videos = Array.from({ length: count }, (_, nth) => join(films, "a", `${nth}.mkv`));
    const problems = [join(films, "bad.mkv"), `${films}-too-bad.mkv`];
    await scan.commit({ videos: [...videos, `${films}-too.mkv`], problems });
    scan.finish();
    await ended(id);
    return { root, videos };
  }

  test("keeps its videos, which are then in no directory of the library", async () => {
    const { root, videos } = await withVideos();
    expect((await list()).elsewhere).toMatchObject({ videos: 1 });
    expect((await api.call("DELETE", url(root.root_id))).status).toBe(204);
    expect(await paths()).toHaveLength(videos.length + 1);
    expect(await list()).toMatchObject({ roots: [], elsewhere: { videos: 3, bytes: 3000, duration_seconds: 30 } });
    expect(codeOf(await api.call("DELETE", url(root.root_id)))).toEqual([404, "NOT_FOUND"]);
  });

  test("removes its videos and problems on request, and no others", async () => {
    const { root } = await withVideos();
    await list();
    const { status, body } = await api.call("DELETE", url(root.root_id, "?forget_videos=true"));
    expect({ status, body }).toEqual({ status: 200, body: { count: 2, as_of: expect.any(String) } });
    expect(await paths()).toEqual([`${films}-too.mkv`]);
    expect(await problems()).toEqual([`${films}-too-bad.mkv`]);
    expect(await list()).toMatchObject({ roots: [], elsewhere: { videos: 1 } });
  });

  test("removes many videos by a job", async () => {
    const { root } = await withVideos(1_200);
    const { status, body } = await api.call("DELETE", url(root.root_id, "?forget_videos=true"));
    expect({ status, body }).toMatchObject({ status: 202, body: { count: 1_200 } });
    expect((await list()).roots).toEqual([]);
    expect(await ended(body.job_id)).toMatchObject({ status: "completed", counts: { forgotten: 1_200 } });
    expect(await paths()).toEqual([`${films}-too.mkv`]);
    expect(await problems()).toEqual([`${films}-too-bad.mkv`]);
  });

  test("keeps it from being scanned until the job has removed its videos", async () => {
    const removing = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    await api[Symbol.asyncDispose]();
    api = await startApi({
      concurrency: 5,
      onForgotten: () => {
        removing.resolve();
        return goesOn.promise;
      },
    });
    films = join(api.directory, "films");
    for (const path of ["a", `../films-too`]) await mkdir(join(films, path), { recursive: true });
    const { root } = await withVideos(1_200);
    const [{ job_id: last }] = (await api.call("GET", "/api/v1/jobs")).body.jobs;
    const { body } = await api.call("DELETE", url(root.root_id, "?forget_videos=true"));
    await removing.promise;
    for (const path of [films, join(films, "a")]) {
      const answer = await api.call("POST", "/api/v1/videos/scan", { path });
      expect(codeOf(answer)).toEqual([409, "FORGET_ACTIVE"]);
      expect(answer.body.detail.message).toContain(`Wait for the end of this job, then scan it: ${body.job_id}`);
    }
    expect(codeOf(await api.call("POST", `/api/v1/jobs/${last}/resume`))).toEqual([409, "FORGET_ACTIVE"]);
    expect(await list()).toMatchObject({ roots: [] });
    await api.scan(`${films}-too`);
    (await api.nextScan()).finish();
    goesOn.resolve();
    await ended(body.job_id);
    await api.scan(films);
    (await api.nextScan()).finish();
  });

  test("is refused while it, or a directory in it, is scanned or waits for it", async () => {
    const { root } = await withVideos();
    for (const path of [films, join(films, "a")]) {
      const id = await api.scan(path);
      const answer = await api.call("DELETE", url(root.root_id, "?forget_videos=true"));
      expect(codeOf(answer)).toEqual([409, "SCAN_ACTIVE"]);
      expect(answer.body.detail.message).toContain(`Cancel this scan first: ${id}`);
      (await api.nextScan()).finish();
      await ended(id);
    }
    expect(await paths()).toHaveLength(3);
    const around = await api.scan(api.directory);
    expect((await api.call("DELETE", url(root.root_id))).status).toBe(204);
    (await api.nextScan()).finish();
    await ended(around);
  });
});
