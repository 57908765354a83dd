/** `gleaner roots …` as people and scripts use it. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RootJson } from "../src/api/contract/roots.ts";
import { copyClip, temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { startGleanerServer } from "./gleaner-process.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
let albums: string;
beforeEach(async () => {
  directory = await temporaryDirectory();
  [data, films, albums] = ["data", "films", "albums"].map((name) => join(directory.path, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(join(films, "deep"), { recursive: true });
  await mkdir(albums);
  await copyClip("av1-opus.mp4", join(films, "a.mp4"));
  await copyClip("av1-opus.mp4", join(films, "deep", "b.mp4"));
  await copyClip("av1-opus.mp4", join(albums, "c.mp4"));
});
afterEach(() => directory[Symbol.asyncDispose]());

const roots = (...args: string[]) => runInProcess(["roots", ...args, "--data", data]);
const sentence = (text: string) => text.replaceAll(/\s+/g, " ").trim();
const list = async (): Promise<RootJson[]> =>
  (await roots("--json")).stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RootJson);

describe("gleaner roots", () => {
  test("sets and ends a schedule, and says when the next scan begins", async () => {
    await roots("add", films, "--schedule", "0 3 * * *", "--time-zone", "Europe/Berlin");
    expect(sentence((await roots()).stdout)).toMatch(
      /never scanned schedule 0 3 \* \* \* in Europe\/Berlin, next 2\d\d\d-\d\d-\d\d 03:00/,
    );
    const ofThisMachine = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    await roots("set", films, "--schedule", "0 3 * * *", "--time-zone", "Pacific/Kiritimati");
    const [, there = "", here = "", zone] =
      /next 2\d\d\d-\d\d-(\d\d 03:00) \(2\d\d\d-\d\d-(\d\d \d\d:\d\d) in (\S+)\)$/.exec(
        sentence((await roots()).stdout),
      ) ?? [];
    expect(zone).toBe(ofThisMachine);
    expect(there).not.toBe(here);
    await roots("set", films, "--schedule", "0 3 * * *", "--time-zone", ofThisMachine);
    expect(sentence((await roots()).stdout)).toMatch(/, next 2\d\d\d-\d\d-\d\d 03:00$/);
    await roots("set", films, "--schedule", "@hourly");
    expect((await list())[0]?.schedule).toEqual({ cron: "@hourly", time_zone: ofThisMachine });
    expect(await roots("set", films, "--schedule", "0 25 * * *")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining('--schedule: "0 25 * * *" is no schedule'),
    });
    expect(await roots("set", films, "--schedule", "@daily", "--time-zone", "Mars/Olympus")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--time-zone: "Mars/Olympus" is no time zone'),
    });
    expect(await roots("set", films, "--time-zone", "UTC")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--schedule"),
    });
    expect((await roots("set", films, "--no-schedule")).stdout).not.toContain("schedule");
    expect((await list())[0]).toMatchObject({ schedule: null, next_run_at: null });
  });

  test("adds, lists, sets and forgets directories, named by path, name or id", async () => {
    const none = await roots();
    expect(none).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("There is no library") });
    const added = await roots("add", films, "--name", "Our films", "--no-recursive", "--max-rate", "5");
    expect(added).toMatchObject({ code: 0 });
    expect(sentence(added.stdout)).toMatch(
      /^[0-9a-f]{8} Our films: .*\/films no videos never scanned without subdirectories, at most 5 files per second$/,
    );
    expect(added.stderr).toContain("Nothing is scanned yet.");
    const refused = await roots("add", join(films, "deep"));
    expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(`lies in ${films}`) });
    const watched = await roots("add", albums, "--watch");
    expect(watched.stderr).toMatch(
      /^While `gleaner serve` runs, it scans the directory by itself, within seconds. To scan/,
    );
    expect(watched.stderr).not.toContain("Nothing is scanned yet.");
    expect((await list()).map(({ name }) => name)).toEqual(["albums", "Our films"]);

    const id = (await list())[0]?.root_id ?? "";
    for (const name of ["our FILMS", films]) {
      const set = await roots("set", name, "--recursive", "--max-rate", "default", "--follow-links", "yes", "--json");
      expect(JSON.parse(set.stdout)).toMatchObject({
        name: "Our films",
        recursive: true,
        max_rate: null,
        follow_links: true,
      });
    }
    const left = await roots("set", films, "--exclude", "extras/", "--exclude", "*-bonus.*");
    expect(sentence(left.stdout)).toMatch(/without extras\/ \*-bonus\.\*$/);
    expect((await list())[1]?.exclude).toEqual(["extras/", "*-bonus.*"]);
    expect(await roots("set", films, "--exclude", "!")).toMatchObject({ code: 2 });
    await roots("set", films, "--no-exclude");
    expect((await list())[1]?.exclude).toEqual([]);
    expect(await roots("set", id.slice(0, 4), "--name", "Our films")).toMatchObject({ code: 0 });
    const several = await roots("set", "Our films", "--name", "x");
    expect(several).toMatchObject({ code: 1, stderr: expect.stringContaining("Several directories of the library") });
    expect(await roots("set", "nothing", "--name", "x")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("No directory of the library has the path, the name or the id nothing."),
    });
    expect(await roots("set", films)).toMatchObject({ code: 2, stderr: expect.stringContaining("Say what to change") });
    expect(await roots("set", films, "--follow-links", "maybe")).toMatchObject({ code: 2 });

    expect(await roots("forget", id)).toMatchObject({ code: 0, stdout: expect.stringContaining("is no directory of") });
    expect((await list()).map(({ path }) => path)).toEqual([films]);
  });

  test("scans one or all with their settings, and says of each what it has found", async () => {
    await roots("add", films, "--no-recursive");
    await roots("add", albums);
    const one = await roots("scan", "films");
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^Scanned 1 file in .*: 1 new\.\n$/);
    await roots("set", "films", "--recursive");
    const all = await roots("scan", "--all");
    expect(all.code).toBe(0);
    const lines = all.stdout.trim().split("\n").toSorted();
    expect(lines).toEqual([
      expect.stringMatching(/\/albums: Scanned 1 file in .*: 1 new\.$/),
      expect.stringMatching(/\/films: Scanned 2 files in .*: 1 new, 1 unchanged\.$/),
    ]);
    expect((await list()).map(({ videos, last_job: job }) => [videos, job?.status])).toEqual([
      [1, "completed"],
      [2, "completed"],
    ]);
    expect(sentence((await roots()).stdout)).toMatch(/2 videos, .* scanned \S+ \S+ ago: 2 files, 1 new$/);
    await writeFile(join(films, "no film.mp4"), "no film");
    await roots("scan", films);
    expect(sentence((await roots()).stdout)).toMatch(
      /ago: \d files?, 0 new 1 file could not be read: \S*\/films\/no film\.mp4: .*$/,
    );
    expect((await roots("list", "--csv")).stdout).toMatch(/^path,name,.*\r\n[^]*\/films,films,.*,completed,/);
    expect(await roots("scan")).toMatchObject({ code: 2, stderr: expect.stringContaining("or add --all") });
    expect(await roots("scan", "films", "--all")).toMatchObject({ code: 2 });
  });

  test("names the disk that seems not to be mounted, and says what to do", async () => {
    await runInProcess(["scan", films, "--data", data]);
    await rm(films, { recursive: true });
    await mkdir(films);
    await roots("scan", films);
    const shown = sentence((await roots()).stdout);
    expect(shown).toMatch(/1 directory could not be read: \S*\/films: it is empty, though .* Is its disk mounted\?/);
    expect(shown).toMatch(/If the disk is not mounted, mount it and scan again\. .* scan again with --accept-empty\.$/);
    await rm(films, { recursive: true });
    expect((await roots("scan", films)).stderr).toContain("films: it is not there. Is its disk mounted?");
    await roots("add", albums);
    await roots("scan", "--all");
    expect(sentence((await roots()).stdout)).toMatch(
      /scan failed .* Cannot read \S*\/films: it is not there\. Is its disk mounted\? Resume the scan with: \S+ resume/,
    );
  });

  test("says how to go on with a scan that was cancelled", async () => {
    const server = await startGleanerServer(data, { GLEANER_MAX_RATE: "0.01" });
    const scanning = runInProcess(["scan", films, "--data", data]);
    await expect.poll(async () => (await list())[0]?.last_job?.status).toBe("running");
    await runInProcess(["cancel", "--data", data]);
    await scanning;
    const id = (await list())[0]?.last_job?.job_id ?? "";
    expect(sentence((await roots()).stdout)).toMatch(
      new RegExp(`scan cancelled .* Resume the scan with: \\S+ resume ${id.slice(0, 8)}`),
    );
    server.kill("SIGTERM");
    await server.exit;
  });

  test("scans the others if one cannot be read, and exits with 1", async () => {
    await roots("add", films);
    await roots("add", albums);
    await rm(albums, { recursive: true });
    const { code, stdout } = await roots("scan", "--all", "--json");
    expect(code).toBe(1);
    const jobs = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { status: string; payload: { path: string } });
    expect(jobs.map(({ status, payload: { path } }) => [path, status]).toSorted()).toEqual([
      [albums, "failed"],
      [films, "completed"],
    ]);
  });

  test("forgets a directory with its videos after saying how many, and only if told to", async () => {
    await runInProcess(["scan", films, albums, "--data", data]);
    expect(await roots("forget", "films", "--videos", "--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("would be forgotten. Files are never touched."),
    });
    expect(await roots("forget", "films", "--videos")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/2 videos in .*films would be forgotten\. .* add --yes\.\n$/),
    });
    expect(await list()).toHaveLength(2);
    expect(await roots("forget", "films", "--videos", "--yes")).toEqual({
      code: 0,
      stdout: "Forgot 2 videos.\n",
      stderr: "",
    });
    const kept = await roots("forget", albums);
    expect(sentence(kept.stderr)).toBe("Its video stays in the library. With --videos it is forgotten, too.");
    expect(await list()).toEqual([]);
    expect(sentence((await roots()).stdout)).toContain("1 video of the library is in no directory of it.");
    expect((await roots("add", albums)).stderr).toMatch(/^It was scanned before\. To scan it again: .* roots scan /);
  });

  test("works through a server, which a scan that runs there keeps from forgetting its directory", async () => {
    const server = await startGleanerServer(data, { GLEANER_MAX_RATE: "0.01" });
    await roots("add", films);
    const all = roots("scan", "--all");
    await expect.poll(async () => (await list())[0]?.last_job?.status).toBe("running");
    const refused = await roots("forget", "films");
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is being scanned. Cancel this scan first"),
    });
    await runInProcess(["cancel", "--data", data]);
    expect(await all).toMatchObject({ code: 130, stdout: expect.stringContaining("Cancelled after") });
    expect(await roots("forget", "films")).toMatchObject({ code: 0 });
    server.kill("SIGTERM");
    await server.exit;
  });
});
