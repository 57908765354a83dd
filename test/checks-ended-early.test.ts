/** Promises 1 to 4 for checks of videos: by a process that is killed, and a check that a person cancels within a film. */
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { JobJson } from "../src/api/contract/jobs.ts";
import { firstEvent, listenTo } from "./api/start-api.ts";
import { makeFilm } from "./checking/films-under-test.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { type GleanerServer, startGleaner, startGleanerServer } from "./gleaner-process.ts";
import { lengthen } from "./lengthen.ts";
import { isThere, processWithFile, untilGone } from "./scanning/processes-under-test.ts";
import { type DatabaseUnderTest, databaseFor } from "./store/database-under-test.ts";

const clipCount = 24;
const url = "/api/v1/videos/check";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let root: string;
let database: DatabaseUnderTest;

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  root = join(directory.path, "videos");
  await mkdir(data);
  await mkdir(root);
  database = await databaseFor(data);
  return () => directory[Symbol.asyncDispose]();
});

async function scanned(): Promise<void> {
  const { code } = await runInProcess(["scan", root, "--data", data, "--json"], database.settings);
  expect(code).toBe(0);
}

/** A film that takes many seconds to check. */
async function addLongFilm(): Promise<string> {
  const path = join(root, "zz long.ts");
  await makeFilm(path, { seconds: 3 });
  const part = await readFile(path);
  await appendFile(path, Buffer.concat(Array.from({ length: 300 }, () => part)));
  return path;
}

/** Of one job: a later check of the same videos takes over their rows. */
async function expectCountsToEqualRows(jobId: string): Promise<void> {
  const library = database.openLibrary();
  const { counted, rows } = await library.countsAndRowsOf(jobId);
  await library.close();
  expect(counted).toEqual(rows);
}

const once = { numRuns: lengthen(1, 2), endOnFailure: true } as const;
const killsAtVideo = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 2 });

test(
  "a check that is killed again and again keeps what it counts, and checks nothing twice",
  async () => {
    await makeClipTree(root, clipCount);
    await scanned();
    await fc.assert(
      fc.asyncProperty(killsAtVideo, async (kills) => {
        let server = await startGleanerServer(data, database.settings);
        const { body } = await server.call<{ job_id: string }>("POST", url, { filter: {}, again: true });
        const path = `/api/v1/jobs/${body.job_id}`;
        let before = 0;
        for (const videos of kills) {
          const events = await listenTo(`${server.url}/api/v1/events`);
          // A server that starts goes on at once, and may have checked the last ones by now.
          const enough = Math.min(before + videos, clipCount);
          const first = (await server.call(`GET`, path)).body;
          if ((first.counts.checked ?? 0) < enough)
            await firstEvent(events.events, ({ counts }) => (counts.checked ?? 0) >= enough);
          server.kill("SIGKILL");
          await server.exit;
          events.close();
          await expectCountsToEqualRows(body.job_id);
          server = await startGleanerServer(data, database.settings);
          before = (await server.call("GET", path)).body.counts.checked ?? 0;
          expect(before).toBeGreaterThanOrEqual(enough);
        }
        const end = (await server.call("GET", `${path}/wait`)).body;
        // A video that is checked twice would be counted twice.
        expect(end).toMatchObject({
          status: "completed",
          attempt: 0,
          progress: 1,
          counts: { found: clipCount, checked: clipCount, broken: 0, error_count: 0, skipped: 0 },
        });
        server.kill("SIGTERM");
        await server.exit;
        await expectCountsToEqualRows(body.job_id);
      }),
      once,
    );
  },
  lengthen(120_000),
);

/** After how many checked videos to cancel. */
const cancelsAtVideo = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 2, maxLength: 2 });

test(
  "a cancel of a check that was accepted holds though the process is killed right after",
  async () => {
    await makeClipTree(root, 8);
    await scanned();
    await fc.assert(
      fc.asyncProperty(cancelsAtVideo, async (cancels) => {
        let server = await startGleanerServer(data, database.settings);
        for (const videos of cancels) {
          const events = await listenTo(`${server.url}/api/v1/events`);
          const { body } = await server.call<{ job_id: string }>("POST", url, { filter: {}, again: true });
          const path = `/api/v1/jobs/${body.job_id}`;
          if (videos > 0) {
            await firstEvent(
              events.events,
              ({ job_id: id, counts }) => id === body.job_id && (counts.checked ?? 0) >= videos,
            );
          }
          const { status } = await server.call("POST", `${path}/cancel`);
          server.kill("SIGKILL");
          await server.exit;
          events.close();
          expect([200, 409]).toContain(status);
          await expectCountsToEqualRows(body.job_id);
          server = await startGleanerServer(data, database.settings);
          const end = (await server.call("GET", path)).body;
          expect(end).toMatchObject({
            status: status === 200 ? "cancelled" : "completed",
            result: end.counts,
            attempt: 0,
          });
        }
        server.kill("SIGTERM");
        await server.exit;
      }),
      once,
    );
  },
  lengthen(120_000),
);

async function begunOnLongFilm(server: GleanerServer, film: string, again = false): Promise<JobJson> {
  const events = await listenTo(`${server.url}/api/v1/events`);
  const { body } = await server.call<{ job_id: string }>("POST", url, { filter: {}, again });
  const inFilm = await firstEvent(
    events.events,
    ({ job_id: id, progress, current_path: path }) =>
      id === body.job_id && path?.startsWith(film) === true && progress !== null && progress > 0,
  );
  events.close();
  return inFilm.job;
}

test.runIf(process.platform === "linux")(
  "a cancel within a film ends at once, keeps the other results, and the film is checked by the resumed job",
  async () => {
    await makeClipTree(root, 2);
    await scanned();
    const film = await addLongFilm();
    await scanned();
    const server = await startGleanerServer(data, database.settings);
    const job = await begunOnLongFilm(server, film);
    expect((await server.call("POST", `/api/v1/jobs/${job.job_id}/cancel`)).status).toBe(200);
    const end = (await server.call("GET", `/api/v1/jobs/${job.job_id}/wait`)).body;
    expect(end).toMatchObject({
      status: "cancelled",
      counts: { found: 3, checked: 2, broken: 0, error_count: 0 },
      result: { stopped_early: true },
    });
    await expectCountsToEqualRows(job.job_id);

    // The same for a process that does not hear: it is killed.
    const { body: resumed } = await server.call<{ job_id: string }>("POST", `/api/v1/jobs/${job.job_id}/resume`);
    const events = await listenTo(`${server.url}/api/v1/jobs/${resumed.job_id}/events`);
    await firstEvent(events.events, ({ current_path: path }) => path?.startsWith(film) === true);
    const deaf = await processWithFile(film);
    process.kill(deaf, "SIGSTOP");
    await server.call("POST", `/api/v1/jobs/${resumed.job_id}/cancel`);
    expect((await server.call("GET", `/api/v1/jobs/${resumed.job_id}/wait`)).body).toMatchObject({
      status: "cancelled",
      resumes: job.job_id,
      counts: { found: 1, checked: 0, skipped: 2, error_count: 0 },
    });
    await untilGone(deaf);
    events.close();
    server.kill("SIGTERM");
    expect(await server.exit).toMatchObject({ code: 0 });
  },
);

test("a server that stops within a film leaves the check to its next start, and takes the process with it", async () => {
  const film = await addLongFilm();
  await scanned();
  const server = await startGleanerServer(data, database.settings);
  const job = await begunOnLongFilm(server, film);
  const pid = await processWithFile(film);
  server.kill("SIGTERM");
  expect(await server.exit).toMatchObject({ code: 0 });
  expect(isThere(pid)).toBe(false);
  const next = await startGleanerServer(data, database.settings);
  const again = (await next.call("GET", `/api/v1/jobs/${job.job_id}`)).body;
  expect(again).toMatchObject({ attempt: 0, counts: { checked: 0 } });
  expect(["pending", "running"]).toContain(again.status);
  next.kill("SIGTERM");
  await next.exit;
});

/** What a terminal shows is the same with every database. */
const isOnPostgres = process.env["TEST_DATABASE"] === "postgres";

test.runIf(process.platform === "linux" && !isOnPostgres)(
  "Ctrl-C in a terminal cancels the check, and says what is kept and how to resume it",
  async () => {
    const film = await addLongFilm();
    await scanned();
    const checking = startGleaner(["check", film, "--data", data], { environment: database.settings });
    await checking.said(/Checking .*zz long\.ts\. Ctrl-C cancels\./);
    await processWithFile(film);
    checking.kill("SIGINT");
    expect(await checking.exit).toMatchObject({
      code: 130,
      stdout: expect.stringMatching(
        /^Cancelled before a video was finished\. The next check begins these videos again\.\nResume with: .*resume [\da-f]{8}/,
      ),
    });
  },
);

test.skipIf(isOnPostgres)(
  "the command names broken videos and where, and its exit code says that there are some",
  async () => {
    await makeClipTree(root, 3);
    const film = join(root, "cut.mkv");
    await makeFilm(film, { seconds: 10 });
    const bytes = await readFile(film);
    await scanned();
    const check = (...args: string[]) => runInProcess(["check", ...args, "--data", data], database.settings);
    expect(await check(root)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Checked 4 videos in .*None of these is broken\.\n$/),
    });
    expect(await check()).toMatchObject({
      code: 0,
      stdout: "4 videos were checked before. To check again, add --again.\n",
    });
    expect(await check(film, "--again")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("It is not broken."),
    });
    expect(await check(join(root, "nothing"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is nothing at"),
    });
    await mkdir(join(root, "empty"));
    expect(await check(join(root, "empty"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Scan them first with:"),
    });

    await writeFile(film, bytes.subarray(0, bytes.length / 2));
    await scanned();
    const broken = await check(root);
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.stdout).toMatch(
      /^1 video is broken:\n {2}.*cut\.mkv: at 0:\d\d: .+\nChecked 1 video in .*\. It is broken\. 3 videos were checked before\./,
    );
    expect(await check(root)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^1 video is broken; it was checked before:\n.*\n4 videos were checked before\./),
    });
    const videos = await runInProcess(["videos", "--broken", "--data", data], database.settings);
    expect(videos.stdout).toMatch(/^ .*cut\.mkv {2}\(broken\)\n$/);
  },
  180_000,
);
