import { spawnSync } from "node:child_process";
import { link, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { videoExtensions } from "./scan-directory.ts";
import { ScanRootUnreadable, type WalkEvent, walk } from "./walk.ts";

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "gleaner-walk-")));
});

afterEach(() => rm(root, { recursive: true, force: true }));

type Options = Partial<Parameters<typeof walk>[1]>;

async function walkAll(path = root, options: Options = {}) {
  const files: string[] = [];
  const problems: Record<string, string> = {};
  const directories: Record<string, Extract<WalkEvent, { kind: "directory" }>> = {};
  const { signal } = new AbortController();
  for await (const event of walk(path, { recursive: true, extensions: videoExtensions, signal, ...options })) {
    if (event.kind === "files") {
      files.push(...event.files.map((file) => relative(root, file.path)));
      for (const problem of event.problems) problems[relative(root, problem.path)] = problem.code;
    } else {
      directories[relative(root, event.path)] = event;
      if (event.problem !== null) problems[relative(root, event.path)] = event.problem.code;
    }
  }
  return { files: files.toSorted(), problems, directories };
}

async function make(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), path);
  }
}

describe("walking", () => {
  test("finds video files by their extension, at any depth, whatever their names", async () => {
    const names = [
      "a.mp4",
      "b/c/D.MKV",
      'b/it\'s "quoted".webm',
      "b/new\nline.avi",
      "b/-rf.mov",
      "b/😀 夏.ts",
      "b/.hidden.mp4",
    ];
    await make(...names, "b/notes.txt", "b/mp4", "b/x.mp4.part");
    expect((await walkAll()).files).toEqual(names.toSorted());
  });

  test("stays in its directory when it is not recursive", async () => {
    await make("a.mp4", "b/c.mp4");
    const { files, directories } = await walkAll(root, { recursive: false });
    expect(files).toEqual(["a.mp4"]);
    expect(Object.keys(directories)).toEqual([""]);
    expect([...(directories[""]?.subdirectories ?? [])]).toEqual(["b"]);
  });

  test("gives the size and the time of each file", async () => {
    await make("a.mp4");
    const { signal } = new AbortController();
    for await (const event of walk(root, { recursive: true, extensions: videoExtensions, signal })) {
      if (event.kind !== "files") continue;
      expect(event.files[0]).toMatchObject({ path: join(root, "a.mp4"), size: 5 });
      expect(Math.abs((event.files[0]?.modifiedUs ?? 0) / 1_000 - Date.now())).toBeLessThan(60_000);
    }
  });

  test("what is named like a video but is none is a problem, and never read", async () => {
    await make("real.mp4");
    for (const name of ["fifo.mp4", "fifo2.mp4", "fifo3.mp4", "fifo4.mp4", "fifo5.mp4"])
      spawnSync("mkfifo", [join(root, name)]);
    const server = createServer().listen(join(root, "socket.mp4"));
    await new Promise((resolve) => server.once("listening", resolve));
    await symlink("nowhere", join(root, "dangling.mp4"));
    await symlink("loop.mp4", join(root, "loop.mp4"));
    await symlink("/dev/zero", join(root, "device.mp4"));
    const { files, problems } = await walkAll();
    server.close();
    expect(files).toEqual(["real.mp4"]);
    expect(problems).toMatchObject({
      "fifo.mp4": "not_regular_file",
      "fifo5.mp4": "not_regular_file",
      "socket.mp4": "not_regular_file",
      "device.mp4": "not_regular_file",
      "dangling.mp4": "dangling_link",
      "loop.mp4": "unreadable",
    });
  });

  test("a directory named x.mp4 is a directory", async () => {
    await make("x.mp4/y.mp4");
    expect(await walkAll()).toMatchObject({ files: ["x.mp4/y.mp4"], problems: {} });
  });

  test("links to files are files, links to directories are not followed, so loops end", async () => {
    await make("a/one.mp4");
    await symlink("one.mp4", join(root, "a/link.mp4"));
    await link(join(root, "a/one.mp4"), join(root, "a/hard.mp4"));
    await symlink("..", join(root, "a/up"));
    await symlink(root, join(root, "a/up.mp4"));
    expect(await walkAll()).toMatchObject({ files: ["a/hard.mp4", "a/link.mp4", "a/one.mp4"], problems: {} });
  });

  test("a link out of the allowed directories is a problem", async () => {
    await make("allowed/in.mp4", "outside.mp4");
    await symlink("../outside.mp4", join(root, "allowed/out.mp4"));
    const mayFollow = (path: string) => path.startsWith(join(root, "allowed"));
    expect(await walkAll(join(root, "allowed"), { mayFollow })).toMatchObject({
      files: ["allowed/in.mp4"],
      problems: { "allowed/out.mp4": "link_outside_roots" },
    });
  });

  test("names that are not UTF-8 are problems with their bytes shown, and two of them stay two", async () => {
    await make("ok.mp4");
    for (const byte of [0xe9, 0xea]) {
      const name = Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([byte]), Buffer.from(".mp4")]);
      await writeFile(name, "x");
    }
    await mkdir(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xff])]));
    const { signal } = new AbortController();
    for await (const event of walk(root, { recursive: true, extensions: videoExtensions, signal })) {
      if (event.kind === "files") for (const { stat } of event.problems) expect(stat).not.toBeNull();
    }
    expect(await walkAll()).toMatchObject({
      files: ["ok.mp4"],
      problems: { "caf\\xe9.mp4": "name_not_utf8", "caf\\xea.mp4": "name_not_utf8", "dir\\xff": "name_not_utf8" },
    });
  });

  test("a complete directory tells what is in it", async () => {
    await make("a.mp4", "b/c.mp4", "d/e.txt");
    await mkdir(join(root, "empty"));
    const { directories } = await walkAll();
    expect(directories[""]).toMatchObject({ complete: true, empty: false });
    expect([...(directories[""]?.subdirectories ?? [])].toSorted()).toEqual(["b", "d", "empty"]);
    expect(directories["empty"]).toMatchObject({ complete: true, empty: true });
    expect([...(directories["b"]?.listed ?? [])]).toEqual(["c.mp4"]);
  });

  test("a root that is not there, or is a file, throws", async () => {
    await make("file.mp4");
    await expect(walkAll(join(root, "absent"))).rejects.toThrow(ScanRootUnreadable);
    await expect(walkAll(join(root, "file.mp4"))).rejects.toThrow("it is not a directory");
  });

  test("a directory deleted on the way is a problem, and proves nothing", async () => {
    await make("a/1.mp4", "b/2.mp4", "c/3.mp4");
    const { signal } = new AbortController();
    const ends: Record<string, boolean> = {};
    for await (const event of walk(root, { recursive: true, extensions: videoExtensions, signal })) {
      if (event.kind !== "directory") continue;
      ends[relative(root, event.path)] = event.complete;
      if (event.path === root) await rm(join(root, "b"), { recursive: true });
    }
    expect(ends).toEqual({ "": true, a: true, b: false, c: true });
  });

  test("a directory replaced while it is listed is not complete", async () => {
    await make(...Array.from({ length: 200 }, (_, index) => `a/${index}.mp4`), "other/x.mp4");
    const { signal } = new AbortController();
    let complete: boolean | null = null;
    let replaced = false;
    for await (const event of walk(join(root, "a"), { recursive: true, extensions: videoExtensions, signal })) {
      if (event.kind === "directory") complete = event.complete;
      else if (!replaced) {
        replaced = true;
        await rename(join(root, "a"), join(root, "old"));
        await rename(join(root, "other"), join(root, "a"));
      }
    }
    expect(complete).toBe(false);
  });

  test("an aborted walk throws the signal's reason, between two entries of one directory", async () => {
    await make(...Array.from({ length: 300 }, (_, index) => `${index}.mp4`));
    const stop = new AbortController();
    const reason = new Error("enough");
    let files = 0;
    const walking = (async () => {
      for await (const event of walk(root, { recursive: true, extensions: videoExtensions, signal: stop.signal })) {
        if (event.kind === "files") files += event.files.length;
        stop.abort(reason);
      }
    })();
    await expect(walking).rejects.toBe(reason);
    expect(files).toBeLessThanOrEqual(64);
  });
});
