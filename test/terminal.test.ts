/** The commands as people and scripts use them in a terminal. */
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobJson } from "../src/api/contract/jobs.ts";
import { copyClip, temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import {
  type Exit,
  ffprobeThatFirst,
  type GleanerServer,
  startGleaner,
  startGleanerServer,
} from "./gleaner-process.ts";
import { readFacts } from "./scanning/sample-facts.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let films: string;
let clips: string;
beforeAll(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  films = join(directory.path, "films");
  clips = join(directory.path, "clips");
  for (const path of [films, clips]) await mkdir(path);
  await copyClip("av1-opus.mp4", join(films, "b.mp4"));
  await copyClip("av1-opus.mp4", join(films, "a \u001b[2J\n.mp4"));
  await copyClip("av1-opus.mp4", join(clips, "c.mp4"));
  await run("scan", films, clips);
});
afterAll(() => directory[Symbol.asyncDispose]());

const run = (...args: string[]) => runInProcess([...args, "--data", data]);

describe("the commands", () => {
  test("scan several directories one after the other, and go on after one that cannot be read", async () => {
    const gone = join(directory.path, "gone");
    const { code, stdout, stderr } = await runInProcess([
      "scan",
      films,
      gone,
      clips,
      "--data",
      join(directory.path, "new"),
    ]);
    expect(stdout).toMatch(/^Scanned 2 files in .*: 2 new\.\nScanned 1 file in .*: 1 new\.\n$/);
    expect(stderr).toContain(`Cannot read ${gone}`);
    expect(code).toBe(1);
  });

  test("scan reads files of videos again, those of one directory in one scan, and no others", async () => {
    const [library, own] = [["--data", join(directory.path, "again")], join(directory.path, "own")];
    const file = (name: string) => join(own, name);
    for (const name of ["a/1.mp4", "a/2.mp4", "a/3.mp4", "b/4.mp4"]) await copyClip("av1-opus.mp4", file(name));
    await runInProcess(["scan", own, ...library]);
    for (const name of ["a/2.mp4", "a/3.mp4"]) await rm(file(name));
    const again = await runInProcess(["scan", ...["a/1.mp4", "b/4.mp4", "a/2.mp4"].map(file), ...library]);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining(`Scanning 2 videos in ${own}\n`) });
    expect(again.stdout).toMatch(
      /^Scanned 1 file in .*: 0 new, 1 unchanged, 1 missing\.\nScanned 1 file in .*: 0 new, 1 unchanged\.\n$/,
    );
    const refused = await runInProcess(["scan", file("a/1.mp4"), "--exclude", "*.ts", ...library]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--exclude is for directories, and") });
    const refusal = async (...args: string[]) => {
      const { code, stderr } = await runInProcess([...args, ...library]);
      expect(code).toBe(1);
      return stderr.replaceAll(/\s+/g, " ");
    };
    expect(await refusal("scan", file("a/2new.mp4"))).toContain("There is nothing at ");
    await copyClip("av1-opus.mp4", file("a/new.mp4"));
    await writeFile(file("b/text.mkv"), "no film");
    await writeFile(file("b/notes.txt"), "no film");
    await runInProcess(["scan", file("b"), ...library]);
    for (const command of ["scan", "check"]) {
      expect(await refusal(command, file("a/new.mp4"))).toMatch(
        /The library has no video at .*Scan its directory first with: gleaner scan .*\/a .* leaves it out\./,
      );
      expect(await refusal(command, file("b/text.mkv"))).toMatch(
        /text\.mkv: is a text.*\. A scan has found this file and could not read it\. .* as it is: gleaner scan --retry-errors --no-recursive .*\/b /,
      );
      expect(await refusal(command, file("b/notes.txt"))).toMatch(
        /^Scans do not read .*notes\.txt: .* end in: mp4 m4v /,
      );
    }
  });

  test("scan leaves out what patterns match, and says how many videos it has removed", async () => {
    const library = ["--data", join(directory.path, "patterns")];
    expect(await runInProcess(["scan", films, ...library])).toMatchObject({ code: 0 });
    const preview = await runInProcess(["scan", films, "--exclude", "a *", "--dry-run", ...library]);
    expect(preview).toMatchObject({ code: 0, stderr: "" });
    expect(preview.stdout).toMatch(
      /^1 video in .*films would be left out, and removed from the library:\n {2}.*films\/a .*\.mp4\n$/,
    );
    expect(preview.stdout).not.toContain("\u001b");
    const mistyped = await runInProcess(["scan", `${films}s`, "--exclude", "a *", "--dry-run", ...library]);
    expect(mistyped).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("in no directory of") });
    const { code, stdout } = await runInProcess(["scan", films, "--exclude", "a *", "--exclude-samples", ...library]);
    expect(stdout).toMatch(/: 0 new, 1 unchanged, 1 removed, because it is left out\.\n$/);
    expect(code).toBe(0);
    const refused = await runInProcess(["scan", films, "--exclude", "!", ...library]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("The pattern names nothing.") });
  });

  test("scan says how to answer if a directory is empty, and exits with 1", async () => {
    const empty = join(directory.path, "empty");
    await mkdir(empty);
    const library = ["--data", join(directory.path, "emptied")];
    const video = join(empty, "v.mp4");
    await copyClip("av1-opus.mp4", video);
    expect(await runInProcess(["scan", empty, ...library])).toMatchObject({ code: 0 });
    await rm(video);
    const { code, stderr } = await runInProcess(["scan", empty, ...library]);
    expect(stderr).toContain("If the videos are gone, scan again with --accept-empty.");
    expect(code).toBe(1);
    const accepted = await runInProcess(["scan", empty, "--accept-empty", ...library]);
    expect(accepted).toMatchObject({ code: 0, stdout: expect.stringContaining("1 missing") });
  });

  test("scan says that a directory around one of the library does not become one", async () => {
    const library = ["--data", join(directory.path, "around")];
    expect((await runInProcess(["scan", films, ...library])).stderr).not.toContain("directory of the library");
    const { code, stderr } = await runInProcess(["scan", directory.path, ...library]);
    expect(code).toBe(0);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(
      `This directory does not become a directory of the library: ${films} lies in it, and is one already.`,
    );
  });

  test("forget missing videos, after saying how many, and only if they are told to", async () => {
    const [a, b] = [join(directory.path, "forget", "a"), join(directory.path, "forget", "b")];
    const library = ["--data", join(directory.path, "forgetful")];
    const forget = (...args: string[]) => runInProcess(["forget", "--missing", ...args, ...library]);
    for (const path of [a, b]) {
      await mkdir(path, { recursive: true });
      for (const name of ["1.mp4", "2.mp4"]) await copyClip("av1-opus.mp4", join(path, name));
    }
    await runInProcess(["scan", a, b, ...library]);
    expect(await forget("--yes")).toEqual({ code: 0, stdout: "There are no missing videos.\n", stderr: "" });
    for (const path of [a, b]) await rm(join(path, "1.mp4"));
    await runInProcess(["scan", a, b, ...library]);

    expect(await forget("--dry-run")).toMatchObject({
      code: 0,
      stdout: "2 missing videos would be forgotten. Files are never touched.\n",
    });
    expect(await forget("--under", a)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^1 missing video in .*\/forget\/a would be forgotten\. .* add --yes\.\n$/),
    });
    const link = join(directory.path, "forget", "link");
    await symlink(a, link);
    expect(await forget("--under", link, "--yes")).toEqual({ code: 0, stdout: "Forgot 1 video.\n", stderr: "" });
    expect(await forget("--json", "--yes")).toEqual({ code: 0, stdout: '{"count":1}\n', stderr: "" });
    const left = await runInProcess(["videos", "--paths", "--sort", "name", ...library]);
    expect(left.stdout.trim().split("\n").toSorted()).toEqual([a, b].map((path) => join(path, "2.mp4")));
  });

  test("list videos as they are asked for", { timeout: 90_000 }, async () => {
    const b = join(films, "b.mp4");
    await rename(b, join(directory.path, "away.mp4"));
    await run("scan", films);
    await rename(join(directory.path, "away.mp4"), b);
    // Commands that join a server may run at the same time.
    const server = await startGleanerServer(data);
    const list = async (...args: string[]) => (await run("videos", ...args)).stdout;
    const names = async (...args: string[]) =>
      (await list("--sort", "name", "-0", ...args))
        .split("\0")
        .slice(0, -1)
        .map((path) => basename(path));
    const [all, reverse, two, words, none, missing, lines, csv, people] = await Promise.all([
      names(),
      names("--reverse"),
      names("--limit", "2", "--codec", "AV1"),
      names("films", "mp4"),
      names("--codec", "hevc"),
      names("--missing"),
      list("--paths", "clips"),
      list("--csv", "--missing"),
      list("--missing"),
    ]);
    const [first, second, third] = ["a \u001b[2J\n.mp4", "b.mp4", "c.mp4"];
    expect({ all, reverse, two, words, none, missing }).toEqual({
      all: [first, second, third],
      reverse: [third, second, first],
      two: [first, second],
      words: [first, second],
      none: [],
      missing: [second],
    });
    expect(lines).toBe(`${join(clips, "c.mp4")}\n`);
    expect(csv).toMatch(/^id,path,filename,.*\r\n[^,]+,[^,]+\/b\.mp4,b\.mp4,.*\r\n$/);
    expect(people).toMatch(/av1 .*b\.mp4 {2}\(missing\)\n$/);
    const url = `${server.url}/api/v1/saved-filters`;
    const saved = { name: "Small AV1", filter: { video_codec: "av1", size_max: 1e9 }, sort: "-filename" };
    await fetch(url, { method: "POST", body: JSON.stringify(saved), headers: { "content-type": "application/json" } });
    const filtered = await Promise.all([
      names("--in", directory.path),
      names("--in", films),
      names("--under", films, "--present"),
      names("--audio", "not-german,none", "--resolution", "sd"),
      names("--min-length", "1h"),
      list("--saved", "Small AV1", "-0"),
      names("--saved", "small av1", "--missing"),
    ]);
    expect(filtered).toEqual([
      [],
      [first, second],
      [first],
      [first, second, third],
      [],
      expect.stringMatching(/c\.mp4\0.*b\.mp4\0.*\.mp4\0$/s),
      [second],
    ]);
    expect(await run("videos", "--present")).toMatchObject({
      stderr: expect.stringMatching(/^Together: 2 videos, [\d.]+ kB, \d+ s\n$/),
    });
    expect(await run("videos", "--saved", "Large")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining('There are no saved filters with the name "Large". There are: Small AV1.'),
    });
    expect((await run("statistics", "--saved", "small AV1", "--present")).stdout).toMatch(/\nTogether: 2 videos, /);
    expect((await run("videos", "--min-size", "1TB")).stderr).toBe("No video matches.\n");
    server.kill("SIGTERM");
    await server.exit;
  });

  test("list every stream of an HDR film with --json, as ffprobe tells it", async () => {
    const library = ["--data", join(directory.path, "streams")];
    const film = "hdr10-several-streams.mkv";
    await copyClip(film, join(directory.path, "hdr", film));
    await runInProcess(["scan", join(directory.path, "hdr"), ...library]);
    const { stdout } = await runInProcess(["videos", "--json", ...library]);
    const { recorded_at: createdAt, encoder, date, ...facts } = (await readFacts())[film] ?? {};
    expect(date).toBeNull();
    expect(JSON.parse(stdout)).toMatchObject({ ...facts, tags: { created_at: createdAt, encoder } });
    expect(await runInProcess(["videos", "--suspect", ...library])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("is cut off, and no length is in doubt. The next scan of a directory checks"),
    });
  });

  test("take the first characters of an id, at least four of them", async () => {
    const { stdout } = await run("jobs", "--json", "--limit", "1");
    const { job_id: id } = JSON.parse(stdout) as JobJson;
    expect(JSON.parse((await run("jobs", id.slice(0, 8), "--json")).stdout)).toMatchObject({ job_id: id });
    expect(await run("jobs", id.slice(0, 3))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("at least 4 characters"),
    });
    expect(await run("jobs", "ffff0000")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("No scan has an id that starts with"),
    });
    expect(await run("cancel", id.slice(0, 8))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The job had already completed at \d{4}-\d\d-\d\d \d\d:\d\d\. There is/),
    });
  });

  test("say whether the token of a server is missing or wrong", async () => {
    const server = await startGleanerServer(join(directory.path, "protected"), { GLEANER_TOKEN: "correct horse" });
    const refusals: Record<string, string> = {
      "": `The server at ${server.url} is protected. Set GLEANER_TOKEN to its token.\n`,
      "wrong horse": `GLEANER_TOKEN is not the token of the server at ${server.url}. Set it to the token that the server was started with.\n`,
    };
    for (const [token, stderr] of Object.entries(refusals)) {
      const environment = { GLEANER_TOKEN: token };
      for (const command of ["jobs", "videos", "cancel"]) {
        expect(await runInProcess([command, "--server", server.url], environment)).toMatchObject({ code: 1, stderr });
      }
    }
    server.kill("SIGTERM");
    await server.exit;
  });

  test("check everything that a scan needs, for people and for programs", async () => {
    const { code, stdout } = await run("doctor", "--json");
    const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: { about: string; ok: boolean }[] };
    expect({ code, ok }).toEqual({ code: 0, ok: true });
    expect(checks.map(({ about }) => about)).toEqual(["gleaner", "library", "database", "disk", "prober"]);
  });

  test("say which scans were set aside, and that nothing else is wrong", async () => {
    const { stdout } = await run("jobs", "--json", "--limit", "1");
    const { job_id: id } = JSON.parse(stdout) as JobJson;
    using database = new DatabaseSync(join(data, "gleaner.db"), { timeout: 5_000 });
    const counts = database.prepare("select counts from jobs where id = ?").get(id)?.["counts"] ?? null;
    database.prepare("update jobs set counts = '{' where id = ?").run(id);
    const doctor = await run("doctor");
    database.prepare("update jobs set counts = ? where id = ?").run(counts, id);
    expect(doctor.stdout).toMatch(new RegExp(`^ok .*1 of its scans was set aside.*${id}`, "m"));
    expect(doctor.code).toBe(0);
  });

  test.each([
    [["scan", "--quickly", "."], "Unknown option '--quickly'.\nSee: gleaner scan --help\n"],
    [
      ["videos", "--sort", "colour"],
      /^Option '--sort <order>' argument 'colour' is invalid\. .*\nSee: gleaner videos --help\n$/,
    ],
    [["videos", "--csv", "--json"], /^Option '--csv' cannot be used with option '--json'/],
    [["scan", "--max-rate", "-1", "."], '--max-rate "-1" must be from 0 to 1000000.\n'],
  ])("%j is refused in the same words as everything else", async (args, message) => {
    expect((await runInProcess(args)).stderr).toMatch(message);
  });
});

describe("while a scan runs", () => {
  let held: Readonly<Record<string, string>>;
  let server: GleanerServer;
  const scanOf = async (path: string): Promise<string> =>
    (await server.call<{ job_id: string }>("POST", "/api/v1/videos/scan", { path, retry_errors: true })).body.job_id;

  beforeAll(async () => {
    // No probe ends by itself.
    held = {
      ...(await ffprobeThatFirst(join(directory.path), "exec sleep 600")),
      GLEANER_PROBE_TIMEOUT: "500",
      GLEANER_CANCEL_GRACE: "0",
    };
    server = await startGleanerServer(join(directory.path, "other"), held);
  });
  afterAll(async () => {
    server.kill("SIGTERM");
    await server.exit;
  });
  const cancel = () => runInProcess(["cancel", "--data", join(directory.path, "other")]);

  test("another scan of its directory says which flags have no effect, and follows it", async () => {
    const id = await scanOf(films);
    await expect.poll(async () => (await server.call("GET", `/api/v1/jobs/${id}`)).body.status).toBe("running");
    const flags = ["--no-recursive", "--retry-errors", "--accept-empty", "--full", "--exclude", "x", "--max-rate", "5"];
    const scanning = startGleaner(["scan", films, ...flags, "--data", join(directory.path, "other")]);
    await scanning.said(/The scan runs in the Gleaner process/);
    scanning.kill("SIGINT");
    const { code, stderr } = await scanning.exit;
    expect(code).toBe(130);
    // The request to the server asked for --retry-errors.
    const without = "--no-recursive, --accept-empty, --full, --exclude and --max-rate";
    expect(stderr).toContain(`${without} have no effect on that scan.`);
    expect((await server.call("GET", `/api/v1/jobs/${id}`)).body.status).toBe("cancelled");
  });

  test("cancel without an id cancels it, and says so where there are more or none", async () => {
    expect(await cancel()).toMatchObject({ code: 1, stderr: "No scan is running or waiting.\n" });
    const ids = [await scanOf(films), await scanOf(clips)];
    const several = await cancel();
    expect(several).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Several scans are running or waiting:\n"),
    });
    for (const id of ids) expect(several.stderr).toContain(id);
    await server.call("POST", `/api/v1/jobs/${ids[1]}/cancel`);
    await server.call("GET", `/api/v1/jobs/${ids[1]}/wait`);
    expect(await cancel()).toMatchObject({ code: 0, stdout: expect.stringContaining("Cancelled after") });
    expect((await server.call("GET", `/api/v1/jobs/${ids[0]}`)).body.status).toBe("cancelled");
  });
});

test("a directory's name cannot send escape sequences to the terminal, whatever becomes of its scan", async () => {
  const hostile = join(directory.path, "\u001b]0;owned\u0007\u009b2J\u202e");
  await mkdir(hostile);
  await copyClip("av1-opus.mp4", join(hostile, "x.mp4"));
  const held = await ffprobeThatFirst(directory.path, `rm -rf "$(dirname "\${file#file:}")"; exec sleep 600`);
  const own = join(directory.path, "hostile");
  const scanning = startGleaner(["scan", hostile, "--data", own], {
    environment: { ...held, GLEANER_CANCEL_GRACE: "0" },
  });
  await scanning.said(/Scanning/);
  scanning.kill("SIGINT");
  const outputs: Omit<Exit, "signal">[] = [await scanning.exit];
  await rm(hostile, { recursive: true, force: true });
  // The job fails, as its directory is gone, and its error names the directory.
  outputs.push(await runInProcess(["scan", hostile, "--data", own]));
  const listed = await runInProcess(["jobs", "--data", own, "--json"]);
  const { job_id: id } = JSON.parse(listed.stdout.split("\n")[0] ?? "") as JobJson;
  outputs.push(listed, await runInProcess(["jobs", id, "--data", own]), await runInProcess(["jobs", "--data", own]));
  for (const { stdout, stderr } of outputs) {
    // oxlint-disable-next-line no-control-regex -- control characters are what this test is about
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  }
  expect(outputs[0]?.stderr).toContain("\\x1b]0;owned\\x07\\x9b2J\\u202e");
});
