import { randomUUID } from "node:crypto";
import { mkdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JobJson } from "../../src/api/contract/jobs.ts";
import { problemOfPattern } from "../../src/scanning/exclude/exclude-patterns.ts";
import { scanRequest } from "../../src/scanning/scan-payload.ts";
import { type Api, startApi } from "./start-api.ts";

const jobUrl = (id: string, rest = "") => `/api/v1/jobs/${id}${rest}`;

async function ended(api: Api, id: string) {
  const { status, body } = await api.call("GET", jobUrl(id, "/wait?timeout=20"));
  expect(status).toBe(200);
  return body;
}

/** Settings that no request has given. */
const nothingGiven = { follow_links: null, include_hidden: null, max_rate: null };

describe("handing a scan in", () => {
  test("says what has begun each scan, and lists those of one beginning", async () => {
    await using api = await startApi();
    const scan = { path: api.directory, recursive: true, retry_errors: false };
    await api.queue.submit(scanRequest(scan));
    const changes = { ...scan, only: [api.directory, join(api.directory, "a")], trigger: "watch" as const };
    await api.queue.submit(scanRequest(changes));
    await api.queue.submit(scanRequest({ ...scan, path: "/elsewhere", trigger: "schedule" }));
    const list = async (query: string) =>
      (await api.call("GET", `/api/v1/jobs?${query}`)).body.jobs.map(({ payload }: JobJson) => payload.trigger);
    expect(await list("")).toEqual(["schedule", "watch", "hand"]);
    expect(await list("trigger=watch")).toEqual(["watch"]);
    expect(await list("trigger=hand&trigger=schedule")).toEqual(["schedule", "hand"]);
    expect(await list("trigger=hand,schedule,watch")).toHaveLength(3);
    expect(await list("trigger=watch&q=elsewhere")).toEqual([]);
    const { body } = await api.call("GET", "/api/v1/jobs?trigger=watch");
    expect(body.jobs[0].payload).toMatchObject({ path: api.directory, directory_count: 2 });
    const wrong = await api.call("GET", "/api/v1/jobs?trigger=moon");
    expect([wrong.status, wrong.body.detail.message]).toEqual([
      422,
      expect.stringContaining("must be one of hand, schedule, watch"),
    ]);
  });

  test("answers with a job that runs, and that tells of its end", async () => {
    await using api = await startApi();
    const { status, body } = await api.call("POST", "/api/v1/videos/scan", { path: api.directory, recursive: false });
    expect({ status, body }).toEqual({
      status: 202,
      body: {
        job_id: expect.any(String),
        already_active: false,
        recursive: false,
        retry_errors: false,
        accept_empty: false,
        full: false,
        exclude: [],
        exclude_samples: false,
        ...nothingGiven,
        root_id: expect.any(String),
        root_added: true,
        root_inside: null,
      },
    });
    const scan = await api.nextScan();
    await scan.commit({ videos: [join(api.directory, "a.mkv")], problems: [join(api.directory, "b.mkv")] });
    scan.at(join(api.directory, "c.mkv"));

    const running = await api.call("GET", jobUrl(body.job_id));
    const counts = {
      found: 2,
      scanned: 2,
      new: 1,
      updated: 0,
      moved: 0,
      skipped: 0,
      unreadable: 0,
      missing: 0,
      excluded: 0,
      error_count: 1,
      directory_errors: 0,
    };
    expect(running.body).toEqual({
      job_id: body.job_id,
      job_type: "scan",
      status: "running",
      progress: null,
      result: null,
      error: null,
      counts,
      payload: { path: api.directory, recursive: false, accept_empty: false, trigger: "hand" },
      attempt: 0,
      worker: expect.any(String),
      current_path: join(api.directory, "c.mkv"),
      cancel_requested_at: null,
      cancel_reason: null,
      resumes: null,
      submitted_at: expect.stringMatching(/^\d{4}-.*Z$/),
      started_at: expect.stringMatching(/^\d{4}-.*Z$/),
      finished_at: null,
    });

    scan.finish();
    const job = await ended(api, body.job_id);
    expect(job).toMatchObject({ status: "completed", progress: 1, counts, worker: null, current_path: null });
    expect(job.finished_at).toMatch(/Z$/);
    expect(job.result).toEqual({
      ...counts,
      errors: [{ path: join(api.directory, "b.mkv"), error: "There is no picture in it." }],
      stopped_early: false,
      duration_ms: expect.any(Number),
    });
  });

  test("adds the directory to the library if it lies in none of its directories and around none", async () => {
    await using api = await startApi({ concurrency: 5 });
    const scan = async (path: string) => (await api.call("POST", "/api/v1/videos/scan", { path })).body;
    const [films, deep] = [join(api.directory, "films"), join(api.directory, "films/a/b")];
    await mkdir(deep, { recursive: true });
    const first = await scan(films);
    expect(first).toMatchObject({ root_id: expect.any(String), root_added: true, root_inside: null });
    const known = { root_id: first.root_id, root_added: false, root_inside: null };
    expect(await scan(`${films}/../films/`)).toMatchObject(known);
    expect(await scan(deep)).toMatchObject(known);
    const around = await scan(api.directory);
    expect(around).toMatchObject({ already_active: false, root_id: null, root_added: false, root_inside: films });
    expect(await api.store.roots.list()).toMatchObject([{ path: films, name: "films", recursive: true }]);
  });

  test("that is refused adds no directory to the library", async () => {
    await using api = await startApi();
    const { status } = await api.call("POST", "/api/v1/videos/scan", { path: join(api.directory, "absent") });
    expect(status).toBe(400);
    expect(await api.store.roots.list()).toEqual([]);
  });

  test("of a directory that is being scanned answers with that scan", async () => {
    await using api = await startApi();
    const first = await api.scan();
    expect(await api.scan(`${api.directory}/.`)).toBe(first);
    await mkdir(join(api.directory, "other"));
    expect(await api.scan(join(api.directory, "other"))).not.toBe(first);
  });

  test("of a directory whose scan waits or runs answers with what that scan does: a waiting one takes over new wishes", async () => {
    await using api = await startApi();
    const post = async (path: string, wishes: object) =>
      (await api.call("POST", "/api/v1/videos/scan", { path, ...wishes })).body;
    const { job_id: running, root_id } = await post(api.directory, { recursive: true });
    const root = { root_id, root_added: false, root_inside: null };
    await api.nextScan();
    expect(await post(api.directory, { recursive: false, retry_errors: true })).toEqual({
      job_id: running,
      already_active: true,
      recursive: true,
      retry_errors: false,
      accept_empty: false,
      full: false,
      exclude: [],
      exclude_samples: false,
      ...nothingGiven,
      ...root,
    });
    const waitingPath = join(api.directory, "waiting");
    await mkdir(waitingPath);
    const { job_id: waiting } = await post(waitingPath, {});
    const taken = {
      recursive: false,
      retry_errors: true,
      accept_empty: true,
      full: true,
      exclude: ["a"],
      exclude_samples: true,
      follow_links: false,
      include_hidden: true,
      max_rate: 2.5,
    };
    expect(await post(waitingPath, taken)).toEqual({ job_id: waiting, already_active: true, ...taken, ...root });
    expect((await api.call("GET", jobUrl(waiting))).body).toMatchObject({
      payload: { recursive: false, follow_links: false, include_hidden: true, max_rate: 2.5 },
    });
    // It still reads all files again, and tries unreadable ones again: a paused scan waits, too, and has done a part of that.
    expect(await post(waitingPath, {})).toMatchObject({
      job_id: waiting,
      full: true,
      retry_errors: true,
      accept_empty: false,
      exclude: [],
      ...nothingGiven,
    });
  });

  test.each([
    ["relative", "films", "films"],
    ["relative to the directory of the server", "./x", "./x"],
    ["empty", "", "absolute"],
    ["broken by a NUL", "/etc\0/passwd", "/etc\\x00/passwd: a path cannot have a NUL character in it."],
    ["nothing", "/there/is/nothing", "/there/is/nothing"],
    ["a file", "/etc/hostname", "/etc/hostname"],
  ])("of a path that is %s is refused", async (_what, path, message) => {
    await using api = await startApi();
    const { status, body } = await api.call("POST", "/api/v1/videos/scan", { path });
    expect({ status, code: body.detail.code }).toEqual({ status: 400, code: "INVALID_PATH" });
    expect(body.detail.message).toContain(message);
  });

  test("outside of the allowed roots is refused", async () => {
    await using api = await startApi({ roots: ["/srv/films"] });
    const { status, body } = await api.call("POST", "/api/v1/videos/scan", { path: api.directory });
    expect({ status, code: body.detail.code }).toEqual({ status: 403, code: "PATH_NOT_ALLOWED" });
  });

  test("without roots is refused when other machines can ask", async () => {
    await using api = await startApi({ loopbackOnly: false });
    const { status, body } = await api.call("POST", "/api/v1/videos/scan", { path: api.directory });
    expect({ status, code: body.detail.code }).toEqual({ status: 403, code: "SCAN_ROOTS_REQUIRED" });
  });
});

describe("cancelling", () => {
  test("a running scan is told to stop, and keeps what it saved", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({ videos: [join(api.directory, "a.mkv")] });

    const { status, body } = await api.call("POST", jobUrl(id, "/cancel"), { reason: "wrong disk" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "running", cancel_reason: "wrong disk" });
    expect(body.cancel_requested_at).toMatch(/Z$/);

    const job = await ended(api, id);
    expect(job).toMatchObject({ status: "cancelled", cancel_reason: "wrong disk" });
    expect(job.cancel_requested_at).toBe(body.cancel_requested_at);
    expect(job.result).toMatchObject({ ...job.counts, new: 1, stopped_early: true });
    const videos = await api.call("GET", `/api/v1/videos?job_id=${id}`);
    expect(videos.body).toMatchObject({ total: 1, videos: [{ filename: "a.mkv", job_id: id }] });
  });

  test("a scan that waits is cancelled at once", async () => {
    await using api = await startApi();
    await api.scan();
    await api.nextScan();
    await mkdir(join(api.directory, "second"));
    const second = await api.scan(join(api.directory, "second"));
    const { status, body } = await api.call("POST", jobUrl(second, "/cancel"));
    expect({ status, is: body.status }).toEqual({ status: 200, is: "cancelled" });
    expect(body.result).toMatchObject({ found: 0, errors: [], stopped_early: true, duration_ms: 0 });
  });

  test("a scan that had ended is a conflict that says how it ended", async () => {
    await using api = await startApi();
    const id = await api.scan();
    (await api.nextScan()).finish();
    await ended(api, id);
    const { status, body } = await api.call("POST", jobUrl(id, "/cancel"), {});
    expect({ status, code: body.detail.code }).toEqual({ status: 409, code: "ALREADY_TERMINAL" });
    expect(body.detail.message).toContain("had already completed");
  });

  test("again is answered as the first time", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    scan.stopsWhenTold = false;
    const first = await api.call("POST", jobUrl(id, "/cancel"), { reason: "first" });
    const second = await api.call("POST", jobUrl(id, "/cancel"), { reason: "second" });
    expect(second).toMatchObject({ status: 200, body: first.body });
    scan.finish({ stoppedEarly: true });
    expect(await ended(api, id)).toMatchObject({ status: "cancelled", cancel_reason: "first" });
  });

  test("all leaves none active, and answers with those that were", async () => {
    await using api = await startApi();
    const running = await api.scan();
    await api.nextScan();
    await mkdir(join(api.directory, "second"));
    const waiting = await api.scan(join(api.directory, "second"));
    const { status, body } = await api.call("POST", "/api/v1/jobs/cancel", { reason: "all" });
    expect(status).toBe(200);
    const told = new Map(body.jobs.map((job: { job_id: string; status: string }) => [job.job_id, job.status]));
    expect(told.get(waiting)).toBe("cancelled");
    expect([...told.keys()].toSorted()).toEqual([running, waiting].toSorted());
    expect(await ended(api, running)).toMatchObject({ status: "cancelled", cancel_reason: "all" });
    expect((await api.call("POST", "/api/v1/jobs/cancel")).body).toEqual({ jobs: [] });
  });

  test("with an empty body that calls itself JSON is no error", async () => {
    await using api = await startApi();
    const headers = { "content-type": "application/json" };
    expect(await api.call("POST", "/api/v1/jobs/cancel", undefined, headers)).toMatchObject({ status: 200 });
  });
});

describe("resuming", () => {
  test("scans the same directory again with the same wishes, in a job of its own", async () => {
    await using api = await startApi();
    const asked = { path: api.directory, recursive: false, retry_errors: true, accept_empty: true, full: true };
    const id = (await api.call("POST", "/api/v1/videos/scan", asked)).body.job_id;
    await api.nextScan();
    expect(await api.call("POST", jobUrl(id, "/resume"))).toMatchObject({
      status: 409,
      body: { detail: { code: "STILL_ACTIVE" } },
    });
    await api.call("POST", jobUrl(id, "/cancel"));
    await ended(api, id);

    const { status, body } = await api.call("POST", jobUrl(id, "/resume"));
    expect(status).toBe(202);
    const scan = await api.nextScan();
    expect(scan.job).toMatchObject({ id: body.job_id, resumes: id, payload: asked });
    expect((await api.call("GET", jobUrl(body.job_id))).body).toMatchObject({ resumes: id });
  });

  test("reads the files that were being written when changes began the scan", async () => {
    await using api = await startApi();
    const path = api.directory;
    const changes = { only: [path], growing: [join(path, "half.mkv")], trigger: "watch" } as const;
    const id = await api.queue.submit(scanRequest({ path, recursive: true, retry_errors: false, ...changes }));
    await api.nextScan();
    await api.call("POST", jobUrl(id, "/cancel"));
    await ended(api, id);

    await api.call("POST", jobUrl(id, "/resume"));
    const { payload } = (await api.nextScan()).job;
    expect(payload).toMatchObject({ only: [path], trigger: "hand" });
    expect(payload).not.toHaveProperty("growing");
  });

  test("lets a pending job go on as it is, if that is asked for", async () => {
    await using api = await startApi();
    await api.scan(api.directory);
    const running = await api.nextScan();
    const path = join(api.directory, "other");
    await mkdir(path);
    const asked = { path, max_rate: 3 };
    const id = (await api.call("POST", "/api/v1/videos/scan", asked)).body.job_id;
    expect(await api.call("POST", jobUrl(id, "/resume"))).toMatchObject({ status: 409 });
    const goOn = { continue_pending: true, max_rate: 9 };
    expect(await api.call("POST", jobUrl(id, "/resume"), goOn)).toMatchObject({ status: 202, body: { job_id: id } });
    expect(await api.call("POST", jobUrl(running.job.id, "/resume"), goOn)).toMatchObject({ status: 409 });
    await api.call("POST", jobUrl(running.job.id, "/cancel"));
    expect((await api.nextScan()).job).toMatchObject({ id, payload: asked });
  });

  test("looks at the directory again", async () => {
    await using api = await startApi();
    const path = join(api.directory, "gone");
    await mkdir(path);
    const id = await api.scan(path);
    (await api.nextScan()).fail("The disk broke");
    expect(await ended(api, id)).toMatchObject({ status: "failed", error: "The disk broke" });
    await rmdir(path);
    expect(await api.call("POST", jobUrl(id, "/resume"))).toMatchObject({
      status: 400,
      body: { detail: { code: "INVALID_PATH" } },
    });
  });
});

describe("waiting", () => {
  test("ends with a timeout when the job does not", async () => {
    await using api = await startApi();
    const id = await api.scan();
    await api.nextScan();
    const { status, body } = await api.call("GET", jobUrl(id, "/wait?timeout=1"));
    expect({ status, code: body.detail.code }).toEqual({ status: 408, code: "JOB_WAIT_TIMEOUT" });
  });

  test("ends when the client leaves", async () => {
    await using api = await startApi();
    const id = await api.scan();
    await api.nextScan();
    const url = await api.listen();
    const leaving = new AbortController();
    const waiting = fetch(`${url}${jobUrl(id, "/wait?timeout=600")}`, { signal: leaving.signal });
    await expect.poll(() => api.queue.feed.size).toBe(1);
    leaving.abort();
    await expect(waiting).rejects.toThrow("aborted");
    await expect.poll(() => api.queue.feed.size).toBe(0);
  });

  test("ends when the server stops", async () => {
    await using api = await startApi();
    const id = await api.scan();
    await api.nextScan();
    const url = await api.listen();
    const waiting = fetch(`${url}${jobUrl(id, "/wait?timeout=600")}`);
    await expect.poll(() => api.queue.feed.size).toBe(1);
    await api.app.close();
    expect((await waiting).status).toBe(503);
  });
});

describe("patterns and settings of a scan", () => {
  test("are kept in the job, and a resume has them", async () => {
    await using api = await startApi();
    const exclude = ["*-bonus.*", "!keep.mkv"];
    const wishes = { path: api.directory, exclude, exclude_samples: true, full: true, follow_links: true, max_rate: 9 };
    const accepted = await api.call("POST", "/api/v1/videos/scan", wishes);
    expect(accepted).toMatchObject({ status: 202, body: { exclude, exclude_samples: true } });
    const cancel = async (id: string) => {
      await api.nextScan();
      await api.call("POST", `/api/v1/jobs/${id}/cancel`);
      return ended(api, id);
    };
    await cancel(accepted.body.job_id);
    const resume = async (body?: object) =>
      cancel((await api.call("POST", `/api/v1/jobs/${accepted.body.job_id}/resume`, body)).body.job_id);
    const kept = { exclude, exclude_samples: true, full: true, follow_links: true };
    expect(await resume()).toMatchObject({ payload: { ...kept, max_rate: 9 }, counts: { excluded: 0 } });
    expect(await resume({ max_rate: 0 })).toMatchObject({ payload: { ...kept, max_rate: 0 } });
  });

  test("can be tried: a preview counts the known videos that they would remove, and changes nothing", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    await scan.commit({
      videos: ["a.mkv", "extras/b.mkv", "c-bonus.mkv"].map((name) => join(api.directory, name)),
    });
    scan.finish();
    await ended(api, id);
    const preview = (body: object) =>
      api.call("POST", "/api/v1/videos/exclude/preview", { path: api.directory, ...body });
    expect((await preview({ exclude: ["extras/", "*-bonus.*"] })).body).toEqual({
      videos: 2,
      examples: ["c-bonus.mkv", "extras/b.mkv"].map((name) => join(api.directory, name)),
    });
    expect((await preview({})).body).toEqual({ videos: 0, examples: [] });
    expect((await preview({ path: "films" })).body.detail.code).toBe("INVALID_PATH");
    expect((await preview({ exclude: ["!"] })).status).toBe(422);
    expect((await api.call("GET", "/api/v1/videos")).body.total).toBe(3);
  });

  test("can be tried in place of those of the directory of the library", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    const names = ["a.mkv", "extras/b.mkv", "c-bonus.mkv", "d-sample.mkv"];
    await scan.commit({ videos: names.map((name) => join(api.directory, name)) });
    scan.finish();
    await ended(api, id);
    const [root] = (await api.call("GET", "/api/v1/roots")).body.roots;
    await api.call("PATCH", `/api/v1/roots/${root.root_id}`, { exclude: ["extras/"] });
    const tried = async (body: object) => {
      const request = { path: api.directory, ...body };
      return (await api.call("POST", "/api/v1/videos/exclude/preview", request)).body.videos;
    };
    expect(await tried({ exclude: ["*-bonus.*"] })).toBe(2);
    expect(await tried({ exclude: ["*-bonus.*"], as_root_patterns: true })).toBe(1);
    expect(await tried({ exclude: ["*-bonus.*"], exclude_samples: true, as_root_patterns: true })).toBe(2);
    expect(await tried({ as_root_patterns: true })).toBe(0);
  });

  test("are refused with the words of the terminal if they are none", async () => {
    await using api = await startApi();
    const wrong = ["", "  ", "!", "/", "!/", "! ", "#a", "a\0b", "a\nb", "a".repeat(1_001)];
    const right = ["a", "!a", "a/", "**", " a", "\\#", "a".repeat(1_000)];
    for (const pattern of [...wrong, ...right]) {
      const problem = problemOfPattern(pattern);
      expect(problem === null, JSON.stringify(pattern)).toBe(right.includes(pattern));
      const answer = await api.call("POST", "/api/v1/videos/scan", { path: api.directory, exclude: [pattern] });
      expect(answer.status).toBe(problem === null ? 202 : 422);
      if (problem !== null) expect(answer.body.detail.message).toContain(problem);
    }
  });
});

describe("looking at jobs", () => {
  test("lists them newest first, page by page", async () => {
    await using api = await startApi();
    const ids: string[] = [];
    for (const name of ["a", "b", "c"]) {
      await mkdir(join(api.directory, name));
      const id = await api.scan(join(api.directory, name));
      ids.unshift(id);
      (await api.nextScan()).finish();
      await ended(api, id);
    }
    const first = (await api.call("GET", "/api/v1/jobs?limit=2")).body;
    const second = (await api.call("GET", `/api/v1/jobs?limit=2&cursor=${encodeURIComponent(first.next_cursor)}`)).body;
    expect([...first.jobs, ...second.jobs].map((job) => job.job_id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
    expect(await api.call("GET", "/api/v1/jobs?cursor=made-up")).toMatchObject({
      status: 422,
      body: { detail: { code: "VALIDATION_ERROR" } },
    });
  });

  test("lists those of some statuses, repeated or with commas", async () => {
    await using api = await startApi();
    const done = await api.scan();
    (await api.nextScan()).finish();
    await ended(api, done);
    const running = await api.scan();
    await api.nextScan();
    const idsOf = async (query: string) =>
      (await api.call("GET", `/api/v1/jobs?${query}`)).body.jobs.map((job: { job_id: string }) => job.job_id);
    expect(await idsOf("status=completed")).toEqual([done]);
    expect(await idsOf("status=running&status=completed")).toEqual([running, done]);
    expect(await idsOf("status=running,pending")).toEqual([running]);
    expect((await api.call("GET", "/api/v1/jobs?status=done")).status).toBe(422);
  });

  test("lists scans by a part of the path of their directory", async () => {
    await using api = await startApi();
    const ids: string[] = [];
    for (const name of ["Movies 100%", "movies_b", "Clips"]) {
      await mkdir(join(api.directory, name));
      ids.unshift(await api.scan(join(api.directory, name)));
    }
    const [clips, moviesB, movies100] = ids;
    const idsOf = async (query: Record<string, string>) =>
      (await api.call("GET", `/api/v1/jobs?${new URLSearchParams(query).toString()}`)).body.jobs.map(
        (job: { job_id: string }) => job.job_id,
      );
    expect(await idsOf({ q: "/MOVIES" })).toEqual([moviesB, movies100]);
    expect(await idsOf({ q: "0%" })).toEqual([movies100]);
    expect(await idsOf({ q: "s_b" })).toEqual([moviesB]);
    expect(await idsOf({ q: "" })).toEqual([clips, moviesB, movies100]);
    expect(await idsOf({ q: "recursive" })).toEqual([]);
    await api.nextScan();
    expect(await idsOf({ q: "/movies", status: "pending" })).toEqual([moviesB]);
    const { body } = await api.call("GET", "/api/v1/jobs?q=/movies&limit=1");
    expect(body.jobs).toMatchObject([{ job_id: moviesB }]);
    expect(await idsOf({ q: "/movies", cursor: body.next_cursor })).toEqual([movies100]);
  });

  test("lists the jobs of a directory by its name, also checks of directories in it", async () => {
    await using api = await startApi();
    const films = join(api.directory, "f");
    await mkdir(join(films, "new"), { recursive: true });
    await mkdir(join(api.directory, "f2"));
    await api.call("POST", "/api/v1/roots", { path: films, name: "Über-Filme" });
    const scan = await api.scan(films);
    await api.scan(join(api.directory, "f2"));
    const filter = { path: join(films, "new") };
    const check = (await api.call("POST", "/api/v1/videos/check", { filter })).body.job_id;
    await api.call("POST", "/api/v1/videos/check", { filter: { path: join(api.directory, "f2") } });
    const { body } = await api.call("GET", "/api/v1/jobs?q=uber");
    expect(body.jobs.map((job: { job_id: string }) => job.job_id)).toEqual([check, scan]);
    const inNew = (await api.call("GET", "/api/v1/jobs?q=f/new")).body.jobs;
    expect(inNew.map((job: { job_id: string }) => job.job_id)).toEqual([check]);
  });

  test("lists every file that a job could not read", async () => {
    await using api = await startApi();
    const id = await api.scan();
    const scan = await api.nextScan();
    const problems = Array.from({ length: 120 }, (_, index) => join(api.directory, `${index}.mkv`));
    await scan.commit({ problems });
    scan.finish();
    const job = await ended(api, id);
    expect(job.result.errors).toHaveLength(100);
    const paths: string[] = [];
    let cursor = "";
    do {
      const { body } = await api.call("GET", jobUrl(id, `/errors?limit=50${cursor}`));
      expect(body.errors[0]).toMatchObject({ job_id: id, code: "not_video", error: "There is no picture in it." });
      paths.push(...body.errors.map((error: { path: string }) => error.path));
      cursor = body.next_cursor === null ? "" : `&cursor=${encodeURIComponent(body.next_cursor)}`;
    } while (cursor !== "");
    expect(paths.toSorted()).toEqual(problems.toSorted());
  });

  test.each([randomUUID(), "no-id", "x".repeat(300)])("an unknown id is not found: %s", async (id) => {
    await using api = await startApi();
    for (const [method, rest] of [
      ["GET", ""],
      ["GET", "/wait"],
      ["GET", "/errors"],
      ["GET", "/throughput"],
      ["GET", "/events"],
      ["POST", "/cancel"],
      ["POST", "/resume"],
    ] as const) {
      const { status, body } = await api.call(method, jobUrl(id, rest));
      expect({ rest, status, code: body.detail?.code }).toEqual({ rest, status: 404, code: "NOT_FOUND" });
    }
  });

  test("an id may be written in capitals", async () => {
    await using api = await startApi();
    const id = await api.scan();
    expect((await api.call("GET", jobUrl(id.toUpperCase()))).body.job_id).toBe(id);
  });
});

test("a file in the way of a directory is named in the refusal", async () => {
  await using api = await startApi();
  const path = join(api.directory, "film.mkv");
  await writeFile(path, "");
  const { body } = await api.call("POST", "/api/v1/videos/scan", { path });
  expect(body.detail.message).toBe(
    `Cannot read ${path}: it is not a directory. Choose the directory that it is in. ` +
      "To read a video again, select it in the library and choose “Scan again”.",
  );
});
