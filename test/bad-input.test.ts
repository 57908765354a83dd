/** Mistakes of people and failures of systems. Each gives a clear error that names the cause and the remedy, and loses nothing. */
import { spawnSync } from "node:child_process";
import { chmod, chown, cp, mkdir, readdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ErrorJson } from "../src/api/contract/errors.ts";
import { copyClip, makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { runInProcess } from "./gleaner-in-process.ts";
import { runGleaner, startGleaner, startGleanerServer } from "./gleaner-process.ts";
import { openLibrary } from "./library-rows.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: string;
let root: string;

/** A directory of three videos, which no test changes, and the data directory of its scan. */
let scanned: { readonly root: string; readonly data: string };

beforeAll(async () => {
  const home = await temporaryDirectory();
  scanned = { root: join(home.path, "videos"), data: join(home.path, "data") };
  await makeClipTree(scanned.root, 3);
  const { code, stderr } = await runInProcess(["scan", scanned.root, "--data", scanned.data]);
  if (code !== 0) throw new Error(`The scan for the tests failed: ${stderr}`);
  return () => home[Symbol.asyncDispose]();
});

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = join(directory.path, "data");
  root = join(directory.path, "videos");
  await makeClipTree(root, 3);
  return () => directory[Symbol.asyncDispose]();
});

/** Begins a test with the library of `scanned`. */
async function useScannedLibrary(): Promise<void> {
  root = scanned.root;
  await cp(scanned.data, data, { recursive: true });
}

const scan = (path: string, ...more: string[]) => runInProcess(["scan", path, "--data", data, ...more]);

describe("a directory that cannot be scanned", () => {
  test.each([
    ["absent", () => join(root, "nowhere"), /nowhere.*(not there|does not exist)/i],
    [
      "a file",
      () => join(root, "shelf 0", "box-0", "00000.webm"),
      /There is no library.*Make one with: gleaner scan DIR/,
    ],
    ["5,000 characters long", () => `/${"x".repeat(5_000)}`, /too long|longer/i],
  ])("%s", async (_, path, message) => {
    if (_ === "a file") await writeFile(join(root, "shelf 0", "box-0", "00000.webm"), "x");
    const { code, stderr, stdout } = await scan(path());
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("outside the allowed roots, also through a link", async () => {
    await mkdir(join(directory.path, "private"));
    await symlink(join(directory.path, "private"), join(root, "way-out"));
    for (const path of [join(directory.path, "private"), join(root, "way-out"), join(root, "..", "private")]) {
      const { code, stderr } = await runInProcess(["scan", path, "--data", data], { GLEANER_ROOTS: root });
      expect(code).toBe(1);
      expect(stderr).toMatch(/(private|way-out) is outside the allowed directories/);
    }
    expect(await runInProcess(["scan", root, "--data", data], { GLEANER_ROOTS: root })).toMatchObject({ code: 0 });
  });

  test.runIf(process.getuid?.() === 0)(
    "unreadable, or with an unreadable directory in it, for a user who is not root",
    async () => {
      const nobody = 65_534;
      await mkdir(data);
      for (const path of [directory.path, data]) await chown(path, nobody, nobody);
      await mkdir(join(root, "secret"));
      await copyClip("av1-opus.mp4", join(root, "secret", "x.mp4"));
      await chmod(join(root, "secret"), 0o700);
      await copyClip("av1-opus.mp4", join(root, "locked.mp4"));
      await chmod(join(root, "locked.mp4"), 0o600);
      const asNobody = { uid: nobody, environment: { HOME: directory.path } };
      const refused = await runGleaner(["scan", join(root, "secret"), "--data", data], asNobody);
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("or choose another directory.") });
      const { code, stderr, stdout } = await runGleaner(["scan", root, "--data", data], asNobody);
      // The scan is incomplete, because it could not list a directory.
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: expect.stringMatching(/^Scanned 4 files in .*: 3 new, 1 error, 1 directory error\.$/m),
      });
      expect(stderr).toContain("1 directory and 1 file could not be read:\n");
      expect(stderr).toContain("secret: permission denied. Give this user read access.\n");
      expect(stderr).toMatch(/locked\.mp4: .*permission denied/);
    },
  );
});

test("a scan that is not there: the terminal says by which command the others are listed", async () => {
  await useScannedLibrary();
  for (const command of ["cancel", "resume", "jobs"]) {
    const { code, stderr } = await runInProcess([command, "nope", "--data", data]);
    const message = `There is no scan with this id. \`gleaner jobs --data ${data}\` lists them.\n`;
    expect({ command, code, stderr }).toEqual({ command, code: 1, stderr: message });
  }
});

describe("a data directory that cannot be used", () => {
  test("its database is no database: it is left as it is", async () => {
    await mkdir(data);
    const file = join(data, "gleaner.db");
    await writeFile(file, "These are my tax returns, not a database. ".repeat(200));
    const before = await readFile(file);
    const { code, stderr } = await scan(root);
    expect(code).toBe(1);
    expect(stderr).toContain(file);
    expect(stderr).toMatch(/move it away|backup/);
    expect(await readFile(file)).toEqual(before);
  });

  test("its database is of a newer Gleaner", async () => {
    await useScannedLibrary();
    const database = new DatabaseSync(join(data, "gleaner.db"));
    database.exec("update store_info set schema_version = 999");
    database.close();
    const { code, stderr } = await scan(root);
    expect(code).toBe(1);
    expect(stderr).toMatch(/newer Gleaner.*Update Gleaner/s);
  });

  test("its database is emptied while the server runs: requests, readiness and log say so in a sentence", async () => {
    await useScannedLibrary();
    const server = await startGleanerServer(data);
    expect((await server.call("GET", "/api/v1/videos")).status).toBe(200);
    const file = join(data, "gleaner.db");
    await truncate(file);
    const { status, body } = await server.call<ErrorJson>("GET", "/api/v1/videos");
    expect({ status, code: body.detail.code }).toEqual({ status: 503, code: "STORE_CORRUPT" });
    expect(body.detail.message).toContain(`${file} is damaged or not a database`);
    const ready = await server.call<ErrorJson>("GET", "/health/ready");
    expect(ready.status).toBe(503);
    expect(ready.body.detail.message).toContain(body.detail.message);
    server.kill("SIGTERM");
    const { stderr } = await server.exit;
    expect(stderr).toContain(body.detail.message);
    expect(stderr).not.toMatch(/SqliteError|SQLITE_|no such table|\bselect\b|^ {4}at /m);
  });

  test("it cannot be written: what is in it is shown, and whatever must write says why it cannot", async () => {
    await useScannedLibrary();
    const names = (await readdir(data)).toSorted();
    await chmod(directory.path, 0o755);
    for (const name of names) await chmod(join(data, name), 0o444);
    await chmod(data, 0o555);
    // Root may write whatever the modes say.
    const run = (...args: string[]) =>
      runGleaner([...args, "--data", data], process.getuid?.() === 0 ? { uid: 65_534 } : {});
    const only = `The data directory ${data} cannot be written. Gleaner only reads it.\n`;
    const videos = await run("videos", "--paths", "00001");
    expect(videos).toMatchObject({ code: 0, stderr: only });
    expect(videos.stdout).toMatch(/\/00001\.\w+\n/);
    const jobs = await run("jobs", "--json");
    expect(jobs).toMatchObject({ code: 0, stderr: only });
    expect(JSON.parse(jobs.stdout)).toMatchObject({ status: "completed" });
    for (const args of [
      ["scan", root],
      ["cancel", "abcd"],
      ["resume", "abcd"],
      ["serve", "--port", "0"],
    ]) {
      const { code, stderr } = await run(...args);
      expect({ args, code }).toEqual({ args, code: 1 });
      expect(stderr).toMatch(/gleaner\.(db|lock) cannot be written .*Give this user write access/);
    }
    expect((await readdir(data)).toSorted()).toEqual(names);
    await chmod(data, 0o755);
  });

  test("it is a file", async () => {
    await writeFile(data, "x");
    const { code, stderr } = await scan(root);
    expect(code).toBe(1);
    expect(stderr).toContain(data);
    expect(stderr).toContain("--data");
  });

  test("another program has its database locked: the scan says so, and works once it is let go", async () => {
    await useScannedLibrary();
    const other = new DatabaseSync(join(data, "gleaner.db"));
    other.exec("begin exclusive");
    const { code, stderr } = await runGleaner(["scan", root, "--data", data]);
    other.exec("rollback");
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/gleaner\.db is locked by another program\. Close what has it open/);
    expect(await scan(root)).toMatchObject({ code: 0, stdout: expect.stringContaining("3 unchanged") });
  });

  test("its disk is full in the middle of a scan: what was committed is kept, and it goes on when there is room", async ({
    skip,
  }) => {
    await mkdir(data);
    const mount = (options: string) => spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", data]).status === 0;
    if (!mount("size=1m")) skip("a small disk can only be made by a user who may mount one");
    try {
      const many = join(directory.path, "many");
      await makeClipTree(many, 500);
      // Slow enough for several commits before the disk is full.
      const full = await scan(many, "--max-rate", "300");
      expect(full).toMatchObject({ code: 1, stdout: expect.stringMatching(/gleaner\.db is full\. Free some space/) });
      const library = openLibrary(data);
      library.expectCountsToEqualRows();
      const kept = library.paths().length;
      expect(kept).toBeGreaterThan(0);
      library.close();
      expect(mount("remount,size=60m")).toBe(true);
      const rest = await scan(many, "--json");
      expect(JSON.parse(rest.stdout)).toMatchObject({
        status: "completed",
        counts: { found: 500, skipped: kept, new: 500 - kept },
      });
    } finally {
      // The threads of the last scan may still have the database open.
      spawnSync("umount", ["-l", data]);
    }
  });

  test.runIf(process.platform === "linux")("of the system is refused at once, also through a link", async () => {
    await symlink("/proc", join(directory.path, "link"));
    for (const path of ["/proc", "/proc/gleaner", "/sys/x/y", "/dev", join(directory.path, "link", "data")]) {
      const { code, stderr } = await runInProcess(["jobs", "--data", path]);
      expect({ path, code, stderr }).toEqual({
        path,
        code: 1,
        stderr: `The data directory ${path} belongs to the system and cannot hold a library. Choose another directory with --data.\n`,
      });
    }
  });

  test("a server has it: another server is told so, other commands go through it", async () => {
    const server = await startGleanerServer(data);
    const second = await runInProcess(["serve", "--data", data, "--port", "0"]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`process ${server.pid}`);
    expect(second.stderr).toContain(server.url);
    const through = await scan(root);
    expect(through).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`The scan runs in the Gleaner process at ${server.url}`),
    });
    server.kill("SIGTERM");
    expect(await server.exit).toMatchObject({ code: 0 });
  });
});

describe("a server that other machines can reach", () => {
  test.each(["0.0.0.0", "::", "192.0.2.7"])(
    "does not start at %s without a token, and says what to set",
    async (host) => {
      const { code, stderr } = await runInProcess(["serve", "--data", data, "--port", "0", "--host", host]);
      expect(code).toBe(2);
      expect(stderr).toContain(`Anyone who can reach ${host} could use this server. Set GLEANER_TOKEN`);
      expect(stderr).toContain("GLEANER_ALLOW_ANYONE=1");
    },
  );

  test.each([{ GLEANER_TOKEN: "correct horse" }, { GLEANER_ALLOW_ANYONE: "1" }])(
    "starts with %j",
    async (environment) => {
      const args = ["serve", "--data", data, "--port", "0", "--host", "0.0.0.0"];
      const server = startGleaner(args, { environment });
      await server.said(/Gleaner is at http:/);
      server.kill("SIGTERM");
      expect((await server.exit).code).toBe(0);
    },
  );
});

describe("settings that cannot be", () => {
  test("a port in use", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => {
        const address = taken.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const { code, stderr } = await runInProcess(["serve", "--data", data, "--port", String(port)]);
    taken.close();
    expect(code).toBe(1);
    const user = process.platform === "linux" ? `process ${process.pid} (${process.execPath}` : "another program";
    expect(stderr).toContain(`Cannot listen on 127.0.0.1, port ${port}: ${user}`);
    expect(stderr).toContain("--port");
  });

  test.each([
    [["serve", "--port", "http"], {}, '--port "http" is not a number'],
    [["jobs"], { GLEANER_CONCURRENT_SCANS: "0" }, 'GLEANER_CONCURRENT_SCANS "0" must be from 1 to 64'],
    [["jobs"], { GLEANER_PROBER: "magic" }, 'GLEANER_PROBER "magic" must be auto, libav or ffprobe'],
    [["scan"], {}, "Missing required argument 'path'"],
    [["scan", "--quickly", "."], {}, "Unknown option '--quickly'.\nSee: gleaner scan --help\n"],
    [["frobnicate"], {}, "Unknown command 'frobnicate'.\nSee: gleaner --help\n"],
    [["help", "frobnicate"], {}, "Unknown command 'frobnicate'.\nSee: gleaner --help\n"],
    [["settings", "set"], {}, "Missing required argument 'name'.\nSee: gleaner settings set --help\n"],
    [["jobs", "--limit", "0"], {}, "whole number from 1 to 100"],
  ])("%j with %j is wrong usage", async (args, environment, message) => {
    const { code, stderr } = await runInProcess(args[0] === "jobs" ? [...args, "--data", data] : args, environment);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("an unknown setting is reported, and changes nothing", async () => {
    const args = ["scan", root, "--data", data];
    const { code, stderr } = await runInProcess(args, { GLEANER_PROBRES: "4" });
    expect(code).toBe(0);
    expect(stderr).toContain("GLEANER_PROBRES is not a setting of Gleaner");
  });

  test("a server that is not there", async () => {
    const { code, stderr } = await runInProcess(["jobs", "--server", "http://127.0.0.1:9"]);
    expect(code).toBe(1);
    expect(stderr).toContain("No Gleaner answers at http://127.0.0.1:9");
  });
});

test("names with anything in them are scanned, listed, and shown without being obeyed", async () => {
  const odd = [
    'it\'s "quoted".mp4',
    "two  spaces .mp4",
    "-rf.mp4",
    "new\nline.mp4",
    "😀.mp4",
    "\u001b[31mred.mp4",
    "%s%n.mp4",
    "a:b.mp4",
  ];
  const tree = join(directory.path, "odd");
  for (const name of odd) await copyClip("av1-opus.mp4", join(tree, name));
  await writeFile(Buffer.concat([Buffer.from(`${tree}/caf`), Buffer.from([0xe9]), Buffer.from(".mp4")]), "x");
  const scanned = await scan(tree);
  expect(scanned).toMatchObject({ code: 0, stdout: expect.stringContaining(`${odd.length} new, 1 error.`) });
  expect(scanned.stderr).toContain("caf\\xe9.mp4: its name is not UTF-8. Rename it to have it scanned.");
  const listed = await runInProcess(["videos", "--data", data]);
  expect(listed.stdout.trimEnd().split("\n")).toHaveLength(odd.length);
  expect(listed.stdout).not.toContain("\u001b");
  const json = await runInProcess(["videos", "--data", data, "--json"]);
  const names = json.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).filename);
  expect(names.toSorted()).toEqual(odd.toSorted());
});
