import { execFile, execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { holdFileCalls } from "../../test/scanning/hold-file-calls-under-test.ts";
import { resolveScanRoot } from "./scan-root.ts";

let directory: string;

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "scan-root-")));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe("a directory that can be read", () => {
  test("is given back without links, dots and separators at its end", async () => {
    await mkdir(join(directory, "films"));
    await symlink(join(directory, "films"), join(directory, "link"));
    for (const path of ["films", "films/", "films//", "./films/.", "x/../films", "link", "link/"]) {
      const outcome = await resolveScanRoot(`${directory}/${path}`, { roots: [] });
      if (path === "x/../films") expect(outcome.kind).toBe("invalid_path");
      else expect(outcome).toEqual({ kind: "ok", path: join(directory, "films") });
    }
  });

  test("may have any name", async () => {
    for (const name of ["with space", "ünï\u0301", "a\nb", "'\"$(x)", "🎬"]) {
      await mkdir(join(directory, name));
      expect(await resolveScanRoot(join(directory, name), { roots: [directory] })).toEqual({
        kind: "ok",
        path: join(directory, name),
      });
    }
  });

  test("may be the root of the file system", async () => {
    expect(await resolveScanRoot("/", { roots: [] })).toEqual({ kind: "ok", path: "/" });
    expect(await resolveScanRoot(directory, { roots: ["/"] })).toEqual({ kind: "ok", path: directory });
  });
});

describe("what is no directory that can be read is an invalid path, and the message says why", () => {
  const cases: readonly { what: string; make?: (path: string) => Promise<unknown>; path?: string; why: string }[] = [
    { what: "a relative path", path: "films", why: "not an absolute path" },
    { what: "a path after a blank", path: " /films", why: 'Cannot read " /films": it is not an absolute path' },
    { what: "an empty path", path: "", why: "Cannot read an empty path: it is not an absolute path" },
    { what: "a NUL character", path: "/films\0x", why: "Cannot read /films\\x00x: a path cannot have a NUL" },
    { what: "too long a path", path: `/${"ä".repeat(2048)}`, why: "longer than 4096 bytes" },
    { what: "too long a name", path: `/${"x".repeat(300)}`, why: "its path is too long" },
    { what: "a file", make: (path) => writeFile(path, ""), why: "it is not a directory" },
    { what: "a FIFO", make: async (path) => execFileSync("mkfifo", [path]), why: "it is not a directory" },
    { what: "a link to nothing", make: (path) => symlink(`${path}-gone`, path), why: "it is not there" },
    { what: "a link to itself", make: (path) => symlink(path, path), why: "links lead round in a circle" },
  ];
  for (const { what, make, path, why } of cases) {
    test(what, async () => {
      const given = path ?? join(directory, "it");
      await make?.(given);
      expect(await resolveScanRoot(given, { roots: [] })).toMatchObject({
        kind: "invalid_path",
        message: expect.stringContaining(why),
      });
    });
  }

  test("a socket", async () => {
    const server = createServer();
    const path = join(directory, "socket");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await resolveScanRoot(path, { roots: [] })).toMatchObject({ kind: "invalid_path" });
    await new Promise((resolve) => server.close(resolve));
  });

  test("a path where nothing is, which is told apart", async () => {
    const path = join(directory, "gone");
    const message = `Cannot read ${path}: it is not there.`;
    expect(await resolveScanRoot(path, { roots: [] })).toEqual({ kind: "invalid_path", message, absent: true });
    await writeFile(path, "");
    expect(await resolveScanRoot(path, { roots: [] })).toMatchObject({ kind: "invalid_path", absent: false });
  });

  test.each([
    ["read", 0o111],
    ["enter", 0o444],
  ])("a directory that this user may not %s", async (_what, mode) => {
    const path = join(directory, "locked");
    await mkdir(path);
    await chmod(directory, 0o755);
    await chmod(path, mode);
    // The superuser may do everything, so somebody else looks.
    const look = `import { resolveScanRoot } from ${JSON.stringify(join(import.meta.dirname, "scan-root.ts"))};
      console.log((await resolveScanRoot(${JSON.stringify(path)}, { roots: [] })).message);`;
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const args = ["--input-type=module", "--eval", look];
    const { stdout } = await promisify(execFile)(process.execPath, args, { ...asNobody, cwd: "/" });
    expect(stdout).toContain(`Cannot read ${path}: permission denied.`);
    await chmod(path, 0o755);
  });

  test("control characters of the path are shown, not sent", async () => {
    const outcome = await resolveScanRoot("/no\u001b[2Jthing\u202e", { roots: [] });
    expect(outcome).toMatchObject({ message: "Cannot read /no\\x1b[2Jthing\\u{202e}: it is not there." });
  });
});

describe("outside of the roots nothing is allowed", () => {
  test("whether it is there or not, so that nobody learns what is", async () => {
    await mkdir(join(directory, "films"));
    await mkdir(join(directory, "films and more"));
    const options = { roots: [join(directory, "films")] };
    for (const name of ["films and more", "gone", "films/.."]) {
      const outcome = await resolveScanRoot(`${directory}/${name}`, options);
      expect(outcome).toMatchObject({
        kind: "not_allowed",
        message: expect.stringContaining(join(directory, "films")),
      });
    }
    expect(await resolveScanRoot(join(directory, "films/gone"), options)).toMatchObject({ kind: "invalid_path" });
  });

  test("links count by where they lead", async () => {
    await mkdir(join(directory, "films"));
    await mkdir(join(directory, "secret"));
    await symlink(join(directory, "secret"), join(directory, "films/out"));
    await symlink(join(directory, "films"), join(directory, "in"));
    const options = { roots: [join(directory, "films")] };
    expect(await resolveScanRoot(join(directory, "films/out"), options)).toMatchObject({ kind: "not_allowed" });
    expect(await resolveScanRoot(join(directory, "in"), options)).toEqual({
      kind: "ok",
      path: join(directory, "films"),
    });
  });
});

test("a disk that does not answer is given up on", async () => {
  const drive = holdFileCalls(directory);
  const outcome = await resolveScanRoot(directory, { roots: [], timeoutMs: 50 });
  await drive.letGo();
  expect(outcome).toMatchObject({ kind: "invalid_path", message: expect.stringContaining("has not answered") });
});
