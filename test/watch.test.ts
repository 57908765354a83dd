/** Directories of the library that are watched, with the program as people run it. */
import { execFile } from "node:child_process";
import { chmod, mkdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JobJson } from "../src/api/contract/jobs.ts";
import type { RootJson } from "../src/api/contract/roots.ts";
import type { VideoJson } from "../src/api/contract/videos.ts";
import { firstEvent, listenTo } from "./api/start-api.ts";
import { copyClip, temporaryDirectory } from "./clip-tree.ts";
import { type GleanerProcess, startGleaner } from "./gleaner-process.ts";

const run = promisify(execFile);
const clip = "av1-opus.mp4";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let films: string;
let server: GleanerProcess | null;
let url: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  films = join(directory.path, "films");
  server = null;
  for (const name of ["a", "b"]) {
    await mkdir(join(films, name), { recursive: true });
    await copyClip(clip, join(films, name, "1.mp4"));
  }
});
afterEach(async () => {
  server?.kill("SIGTERM");
  await server?.exit;
  await directory[Symbol.asyncDispose]();
});

async function serve(): Promise<void> {
  const data = ["--data", join(directory.path, "data")];
  // Permissions do not apply to root.
  const user = process.getuid?.() === 0 ? { uid: 65_534, environment: { HOME: directory.path } } : {};
  await chmod(directory.path, 0o777);
  expect((await startGleaner(["roots", "add", films, "--watch", ...data], user).exit).code).toBe(0);
  server = startGleaner(["serve", "--port", "0", ...data], user);
  [, url = ""] = await server.said(/Gleaner is at (\S+?),/);
}

const get = async (path: string) => (await fetch(`${url}/api/v1/${path}`)).json();
const jobs = async (): Promise<JobJson[]> => ((await get("jobs?limit=100")) as { jobs: JobJson[] }).jobs.toReversed();
const videos = async () =>
  ((await get("videos?limit=100&sort=filename")) as { videos: VideoJson[] }).videos.map(
    ({ id, path, missing_since }) => ({
      id,
      path: path.slice(films.length + 1),
      isMissing: missing_since !== null,
    }),
  );
const root = async () => ((await get("roots")) as { roots: [RootJson] }).roots[0];

/** Waits until so many scans have ended, and returns the last one. */
async function scans(count: number): Promise<JobJson> {
  const { events, close } = await listenTo(`${url}/api/v1/events`);
  let all = await jobs();
  while (all.length < count) {
    await firstEvent(events, ({ job_id: id }) => all.every((job) => job.job_id !== id));
    all = await jobs();
  }
  close();
  expect(all).toHaveLength(count);
  return (await get(`jobs/${all[count - 1]?.job_id}/wait?timeout=60`)) as JobJson;
}

describe("a watched directory", { timeout: 120_000 }, () => {
  test("is scanned when the server starts, and after each change, where it has changed", async () => {
    await serve();
    expect(await scans(1)).toMatchObject({
      status: "completed",
      payload: { path: films, trigger: "watch" },
      counts: { found: 2, new: 2 },
    });
    expect(await root()).toMatchObject({ watch: true, watch_state: "watching", watch_problem: null });
    const [first, second] = await videos();

    await copyClip(clip, join(directory.path, "2.mp4"));
    await rename(join(directory.path, "2.mp4"), join(films, "b/2.mp4"));
    expect(await scans(2)).toMatchObject({
      payload: { path: films, trigger: "watch", directory_count: 1 },
      counts: { found: 2, new: 1, skipped: 1 },
    });

    await rename(join(films, "a"), join(films, "b/season"));
    expect(await scans(3)).toMatchObject({ counts: { moved: 1, new: 0, missing: 0 } });
    expect(await videos()).toEqual(
      [{ ...first, path: "b/season/1.mp4" }, second, expect.objectContaining({ path: "b/2.mp4" })].toSorted(
        (one, other) => (one.id === first?.id ? -1 : 1) - (other.id === first?.id ? -1 : 1),
      ),
    );

    await rm(join(films, "b/season"), { recursive: true });
    expect(await scans(4)).toMatchObject({ payload: { directory_count: 1 }, counts: { missing: 1, error_count: 0 } });
    expect((await videos()).filter(({ isMissing }) => isMissing)).toEqual([
      { ...first, path: "b/season/1.mp4", isMissing: true },
    ]);
  });

  test("with a directory that cannot be read says so, and finds its videos as soon as it can be read", async () => {
    await serve();
    await scans(1);
    expect(await root()).toMatchObject({ problems: 0, last_change_job: null });
    await mkdir(join(films, ".c"));
    await copyClip(clip, join(films, ".c/1.mp4"));
    // A file that was written a moment ago would wait.
    await utimes(join(films, ".c/1.mp4"), 1_000_000_000, 1_000_000_000);
    await chmod(join(films, ".c"), 0o000);
    await rename(join(films, ".c"), join(films, "c"));
    const { job_id } = await scans(2);
    expect(await root()).toMatchObject({
      problems: 1,
      last_job: { counts: { new: 2, error_count: 0 } },
      last_change_job: { job_id, status: "completed", counts: { error_count: 1, directory_errors: 1 } },
      watch_state: "watching",
    });
    await expect.poll(async () => (await root()).watch_problem, { timeout: 30_000 }).toContain(join(films, "c"));
    const shown = await startGleaner(["roots", "--server", url]).exit;
    expect(shown.stdout).toContain("1 directory could not be read");
    await chmod(join(films, "c"), 0o755);
    expect(await scans(3)).toMatchObject({ counts: { new: 1, error_count: 0 } });
    expect(await root()).toMatchObject({ problems: 0, videos: 3 });
  });

  test.runIf(process.getuid?.() === 0)(
    "on a disk that is unmounted and mounted again keeps all videos, and is scanned once",
    async () => {
      const disk = join(directory.path, "disk");
      await rename(films, disk);
      await mkdir(films);
      const mount = () => run("mount", ["--bind", disk, films]);
      const unmount = () => run("umount", [films]);
      await mount();
      try {
        await serve();
        expect(await scans(1)).toMatchObject({ counts: { new: 2 } });
        await unmount();
        await expect.poll(async () => (await root()).watch_state, { timeout: 30_000 }).toBe("absent");
        expect(await root()).toMatchObject({
          watch_problem:
            "It is empty, though your library has videos in it. Is its disk mounted? " +
            "It is watched as soon as the disk is back.",
        });
        await copyClip(clip, join(disk, "a/2.mp4"));
        await mount();
        expect(await scans(2)).toMatchObject({
          payload: { trigger: "watch" },
          counts: { new: 1, missing: 0, error_count: 0 },
        });
        expect(await root()).toMatchObject({ watch_state: "watching", watch_problem: null });
        expect((await videos()).filter(({ isMissing }) => isMissing)).toEqual([]);
        await rm(join(films, "a/2.mp4"));
        expect(await scans(3)).toMatchObject({ counts: { missing: 1 } });
      } finally {
        await unmount().catch(() => {});
      }
    },
  );
});
