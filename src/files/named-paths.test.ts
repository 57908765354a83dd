import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, realpath, rm, rmdir, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attack, exchangeForLink } from "../../test/files/exchange-directory.ts";
import { DiskThreads } from "./disk-threads.ts";
import { NamedPaths } from "./named-paths.ts";

let directory: string;
let disks: DiskThreads;

/** What becomes of a path where only these roots are allowed. */
const resolve = (path: string, { roots }: { readonly roots: readonly string[] }) =>
  new NamedPaths({ roots, loopbackOnly: true, disks }).resolveDirectory(path);

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "named-paths-")));
  disks = new DiskThreads();
});

afterEach(async () => {
  disks.close();
  await rm(directory, { recursive: true, force: true });
});

describe("a directory that can be read", () => {
  test("is given back without links, dots and separators at its end", async () => {
    await mkdir(join(directory, "films"));
    await symlink(join(directory, "films"), join(directory, "link"));
    for (const path of ["films", "films/", "films//", "./films/.", "x/../films", "link", "link/"]) {
      const outcome = await resolve(`${directory}/${path}`, { roots: [] });
      if (path === "x/../films") expect(outcome.kind).toBe("invalid_path");
      else expect(outcome).toEqual({ kind: "ok", path: join(directory, "films"), roots: [] });
    }
  });

  test("may have any name", async () => {
    for (const name of ["with space", "ünï\u0301", "a\nb", "'\"$(x)", "🎬"]) {
      await mkdir(join(directory, name));
      expect(await resolve(join(directory, name), { roots: [directory] })).toEqual({
        kind: "ok",
        path: join(directory, name),
        roots: [directory],
      });
    }
  });

  test("may be the root of the file system", async () => {
    expect(await resolve("/", { roots: [] })).toMatchObject({ kind: "ok", path: "/" });
    expect(await resolve(directory, { roots: ["/"] })).toMatchObject({ kind: "ok", path: directory });
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
    { what: "a link to itself", make: (path) => symlink(path, path), why: "its links form a loop" },
  ];
  for (const { what, make, path, why } of cases) {
    test(what, async () => {
      const given = path ?? join(directory, "it");
      await make?.(given);
      expect(await resolve(given, { roots: [] })).toMatchObject({
        kind: "invalid_path",
        message: expect.stringContaining(why),
      });
    });
  }

  test("a socket", async () => {
    const server = createServer();
    const path = join(directory, "socket");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await resolve(path, { roots: [] })).toMatchObject({ kind: "invalid_path" });
    await new Promise((resolve) => server.close(resolve));
  });

  test("a path where nothing is, which is told apart", async () => {
    const path = join(directory, "gone");
    const message = `Cannot read ${path}: it is not there.`;
    expect(await resolve(path, { roots: [] })).toMatchObject({ kind: "invalid_path", message, absent: true });
    await writeFile(path, "");
    expect(await resolve(path, { roots: [] })).toMatchObject({ kind: "invalid_path", absent: false });
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
    const module = (name: string) => JSON.stringify(join(import.meta.dirname, name));
    const look = `import { DiskThreads } from ${module("disk-threads.ts")};
      import { NamedPaths } from ${module("named-paths.ts")};
      const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks: new DiskThreads() });
      const staying = setInterval(() => {}, 1_000);
      console.log((await paths.resolveDirectory(${JSON.stringify(path)})).message);
      clearInterval(staying);`;
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const args = ["--input-type=module", "--eval", look];
    const { stdout } = await promisify(execFile)(process.execPath, args, { ...asNobody, cwd: "/" });
    expect(stdout).toContain(`Cannot read ${path}: permission denied.`);
    await chmod(path, 0o755);
  });

  test("control characters of the path are shown, not sent", async () => {
    const outcome = await resolve("/no\u001b[2Jthing\u202e", { roots: [] });
    expect(outcome).toMatchObject({ message: "Cannot read /no\\x1b[2Jthing\\u{202e}: it is not there." });
  });
});

describe("outside of the roots nothing is allowed", () => {
  test("whether it is there or not, so that nobody learns what is", async () => {
    await mkdir(join(directory, "films"));
    await mkdir(join(directory, "films and more"));
    const options = { roots: [join(directory, "films")] };
    for (const name of ["films and more", "gone", "films/.."]) {
      const outcome = await resolve(`${directory}/${name}`, options);
      expect(outcome).toMatchObject({
        kind: "not_allowed",
        message: expect.stringContaining(join(directory, "films")),
      });
    }
    expect(await resolve(join(directory, "films/gone"), options)).toMatchObject({ kind: "invalid_path" });
  });

  test("links count by where they lead", async () => {
    await mkdir(join(directory, "films"));
    await mkdir(join(directory, "secret"));
    await symlink(join(directory, "secret"), join(directory, "films/out"));
    await symlink(join(directory, "films"), join(directory, "in"));
    const options = { roots: [join(directory, "films")] };
    expect(await resolve(join(directory, "films/out"), options)).toMatchObject({ kind: "not_allowed" });
    expect(await resolve(join(directory, "in"), options)).toMatchObject({
      kind: "ok",
      path: join(directory, "films"),
    });
  });
});

describe("a path that leads through a link out of the roots is refused", () => {
  test("also where nothing is there, without saying so", async () => {
    for (const place of ["films/inside", "secret/known"]) await mkdir(join(directory, place), { recursive: true });
    await writeFile(join(directory, "secret/file"), "");
    await symlink("../secret", join(directory, "films/out"));
    await symlink("../secret/gone", join(directory, "films/out-gone"));
    await symlink("inside/gone", join(directory, "films/in-gone"));
    const options = { roots: [join(directory, "films")] };
    const refused = (name: string) => ({
      kind: "not_allowed",
      message: `${directory}/films/${name} is outside the allowed directories. Choose one in: ${directory}/films`,
    });
    for (const name of [
      "out",
      "out/known",
      "out/gone",
      "out/file",
      "out/file/x",
      "out/gone/x",
      "out-gone",
      "out-gone/x",
    ]) {
      expect(await resolve(`${directory}/films/${name}`, options)).toMatchObject(refused(name));
    }
    for (const name of ["in-gone", "in-gone/x", "inside/gone"]) {
      expect(await resolve(`${directory}/films/${name}`, options)).toMatchObject({
        kind: "invalid_path",
        absent: true,
      });
    }
  });
});

describe("a configured root", () => {
  test("that is a link to a disk which is mounted later is allowed from then on", async () => {
    await symlink(join(directory, "disk"), join(directory, "link"));
    const paths = new NamedPaths({ roots: [join(directory, "link")], loopbackOnly: true, disks });
    for (const name of ["link", "link/films"]) {
      expect(await paths.resolveDirectory(join(directory, name))).toMatchObject({
        kind: "invalid_path",
        message: `Cannot read ${directory}/${name}: it is not there. Is its disk mounted?`,
        absent: false,
      });
    }
    await mkdir(join(directory, "disk/films"), { recursive: true });
    expect(await paths.resolveDirectory(join(directory, "link/films"))).toEqual({
      kind: "ok",
      path: join(directory, "disk/films"),
      roots: [join(directory, "disk")],
    });
    expect((await paths.resolveDirectory(directory)).kind).toBe("not_allowed");
  });

  test("that is not there yet says so, and is no way to anywhere else", async () => {
    const paths = new NamedPaths({ roots: [join(directory, "a/b")], loopbackOnly: true, disks });
    expect(await paths.resolveDirectory(join(directory, "a/b/c"))).toMatchObject({ kind: "invalid_path" });
    expect((await paths.resolveDirectory(join(directory, "a"))).kind).toBe("not_allowed");
    expect((await paths.resolveDirectory(join(directory, "a/c"))).kind).toBe("not_allowed");
  });

  test("that was a directory and is exchanged for a link leads nowhere", async () => {
    const root = join(directory, "films");
    await mkdir(root);
    await mkdir(join(directory, "secret/inner"), { recursive: true });
    const paths = new NamedPaths({ roots: [root], loopbackOnly: true, disks });
    expect((await paths.resolveDirectory(root)).kind).toBe("ok");
    await rmdir(root);
    await symlink("secret", root);
    for (const path of [root, join(root, "inner")]) {
      expect(await paths.resolveDirectory(path)).toMatchObject({
        kind: "invalid_path",
        message: expect.stringContaining("it has become a link since Gleaner was started"),
      });
    }
    expect((await paths.resolveDirectory(join(directory, "secret"))).kind).toBe("not_allowed");
    await rm(root);
    await mkdir(root);
    expect((await paths.resolveDirectory(root)).kind).toBe("ok");
  });
});

describe("deleting a file", () => {
  const version = { size: 4, modifiedUs: 1_000_000_000 };
  async function makeFilm(path: string): Promise<void> {
    await writeFile(path, "film");
    await utimes(path, 1_000, 1_000);
  }

  test("keeps a file that is not the one in the library", async () => {
    const film = join(directory, "film.mp4");
    await makeFilm(film);
    const paths = new NamedPaths({ roots: [directory], loopbackOnly: true, disks });
    for (const other of [
      { ...version, size: 5 },
      { ...version, modifiedUs: 1 },
    ]) {
      expect(await paths.deletions.deleteFile(film, other)).toMatchObject({
        kind: "failed",
        message: "it has changed since it was scanned. Scan its directory again first.",
      });
    }
    expect(await paths.deletions.deleteFile(film, version)).toBeNull();
    expect(existsSync(film)).toBe(false);
    expect(await paths.deletions.deleteFile(film, version)).toBeNull();
  });

  test("deletes nothing outside the roots while its directory is exchanged for a link", async () => {
    const root = join(directory, "root");
    const films = 20;
    await mkdir(join(root, "films"), { recursive: true });
    await mkdir(join(directory, "outside"));
    for (let film = 0; film < films; film += 1) await makeFilm(join(directory, `outside/${film}.mp4`));
    const paths = new NamedPaths({ roots: [root], loopbackOnly: true, disks });
    const exchange = await exchangeForLink(join(root, "films"), join(directory, "outside"));
    const outcomes = new Set<string>();
    let next = 0;
    await attack(exchange, { attempts: 2_000, exchanges: 3_000, seconds: 6 }, async () => {
      const name = `${(next += 1) % films}.mp4`;
      const outcome = await paths.deletions.deleteFile(join(root, "films", name), version);
      outcomes.add(outcome?.kind ?? "gone");
    });
    await exchange.stop();
    expect(exchange.count).toBeGreaterThan(500);
    expect(await readdir(join(directory, "outside"))).toHaveLength(films);
    // The attempts have met the directory and the link.
    expect([...outcomes]).toEqual(expect.arrayContaining(["gone", "not_allowed"]));
  });
});
