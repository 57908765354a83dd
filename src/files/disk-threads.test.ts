/** What file calls that do not come back do to others: real calls, on pipes without a writer. */
import { once } from "node:events";
import { open as fileHandle, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hangingCalls, makeSilent } from "../../test/scanning/hanging-calls-under-test.ts";
import { DiskThreads } from "./disk-threads.ts";
import { DiskSilent } from "./file-call-errors.ts";
import { NamedPaths } from "./named-paths.ts";
import { beginOf } from "./resolve-path-thread.ts";

const aMoment = { timeoutMs: 50 };
const long = { timeoutMs: 60_000 };

let directory: string;
let disks: DiskThreads;
let silent: { letGo(): void }[];
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "disk-threads-")));
  silent = [];
  for (const name of ["one", "other"]) await mkdir(join(directory, name));
  disks = new DiskThreads({ execArgv: hangingCalls, mounts });
});
afterEach(async () => {
  letGo();
  disks.close();
  await rm(directory, { recursive: true, force: true });
});

/** Two devices beside that of the system. */
const mounts = () =>
  [
    ["/", "1:1"],
    [join(directory, "one"), "2:2"],
    [join(directory, "other"), "3:3"],
  ] as const;

/** The drives answer. */
function letGo(): void {
  for (const one of silent.splice(0)) one.letGo();
}

function fallSilent(path: string): string {
  silent.push(makeSilent(join(directory, path, ".."), path.slice(path.lastIndexOf("/") + 1)));
  return join(directory, path);
}

/** Follows the links of a path, in a single call to its device. */
function ask(path: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal } = long) {
  const device = mounts().findLast(([mountPoint]) => path.startsWith(mountPoint))?.[1] ?? "";
  const state = { ...beginOf("/"), done: join(path, ".."), rest: [path.slice(path.lastIndexOf("/") + 1)] };
  return disks.ask(path, { kind: "follow-path", state, mounts: mounts(), device }, options);
}

const silentInOne = () => [fallSilent("one/silent-1"), fallSilent("one/silent-2")];

describe("a device that does not answer", () => {
  test("takes no thread of other devices, nor of this process's own files", async () => {
    const asking = Promise.allSettled(silentInOne().map((path) => ask(path, aMoment)));
    await writeFile(join(directory, "other/film"), "film");
    expect(await ask(join(directory, "other/film"))).toMatchObject({ kind: "resolved", isDirectory: false });
    expect(await readFile(join(directory, "other/film"), "utf8")).toBe("film");
    for (const { status } of await asking) expect(status).toBe("rejected");
  });

  test("gets no request while all its threads wait for it, and gets requests again once one has come back", async () => {
    for (const path of silentInOne()) {
      await expect(ask(path, aMoment)).rejects.toThrow("its disk has not answered for 0 seconds");
    }
    await expect(ask(join(directory, "one/film"))).rejects.toBeInstanceOf(DiskSilent);
    expect(disks.size).toBe(2);
    letGo();
    await expect
      .poll(() => ask(join(directory, "one/film")).catch((error: unknown) => error))
      .toMatchObject({ kind: "failed", code: "ENOENT" });
    expect(disks.size).toBe(2);
  });

  test("does not get a request again while it has not answered the same request", async () => {
    const path = fallSilent("one/silent");
    await expect(ask(path, aMoment)).rejects.toThrow("has not answered");
    await expect(ask(path)).rejects.toThrow("still does not answer");
    expect(await ask(join(directory, "one/film"))).toMatchObject({ code: "ENOENT" });
  });

  test("leaves no more than two threads behind, however often it is asked and given up", async () => {
    for (let attempt = 0; attempt < 25; attempt += 1) {
      await ask(fallSilent(`one/silent-${attempt}`), aMoment).catch(() => {});
    }
    expect(disks.size).toBe(2);
  });

  test("refuses everyone who waits for it", async () => {
    const asking = Promise.allSettled(silentInOne().map((path) => ask(path, aMoment)));
    await expect(ask(join(directory, "one/film"))).rejects.toBeInstanceOf(DiskSilent);
    await asking;
  });
});

describe("a request", () => {
  test("waits for its turn, and is not begun when its asker has left before", async () => {
    const [first, second] = silentInOne().map((path) => ask(path));
    const leaving = new AbortController();
    const third = ask(join(directory, "one/film"), { ...long, signal: leaving.signal });
    leaving.abort(new Error("left"));
    await expect(third).rejects.toThrow("left");
    letGo();
    expect(await first).toMatchObject({ kind: "failed", code: "ENOENT" });
    expect(await second).toMatchObject({ kind: "failed", code: "ENOENT" });
  });

  test("to delete that was reported as failed deletes nothing later", async () => {
    const film = fallSilent("one/silent.mp4");
    await writeFile(film, "film");
    const version = { size: 4, modifiedUs: 0 };
    const request = { kind: "delete-file", path: film, roots: [], version } as const;
    await expect(disks.ask(film, request, aMoment)).rejects.toBeInstanceOf(DiskSilent);
    letGo();
    await expect.poll(() => ask(film).catch((error: unknown) => error)).toMatchObject({ kind: "resolved" });
    expect(await readFile(film, "utf8")).toBe("film");
  });
});

describe("a directory that people name", () => {
  test("on another device than a link's is reached while the link's does not answer", async () => {
    await mkdir(join(directory, "other/films"));
    const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks, timeoutMs: 500 });
    for (const path of silentInOne()) await paths.resolveDirectory(path);
    expect((await paths.resolveDirectory(join(directory, "one"))).kind).toBe("invalid_path");
    expect(await paths.resolveDirectory(join(directory, "other/films"))).toMatchObject({ kind: "ok" });
  });

  test("is listed beside a link to a device that does not answer, without the link", async () => {
    await mkdir(join(directory, "other/films"));
    await symlink(fallSilent("one/silent"), join(directory, "other/dead"));
    await symlink(join(directory, "one"), join(directory, "other/link"));
    const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks, timeoutMs: 500 });
    const outcome = await paths.resolveDirectory(join(directory, "other"));
    if (outcome.kind !== "ok") throw new Error(outcome.message);
    expect(await paths.listDirectories(outcome, { offset: 0, limit: 10, hidden: false })).toEqual({
      directories: [
        { name: "films", path: join(directory, "other/films") },
        { name: "link", path: join(directory, "one") },
      ],
      total: 2,
    });
  });

  test("is scanned while twenty large directories of its device are listed", async () => {
    const large = join(directory, "other/large");
    await mkdir(large);
    for (let entry = 0; entry < 5_000; entry += 1) await writeFile(join(large, `film-${entry}`), "");
    const paths = new NamedPaths({ roots: [], loopbackOnly: true, disks, timeoutMs: 2_000 });
    const listings = Array.from({ length: 20 }, () =>
      paths.listDirectories({ path: large, roots: [] }, { offset: 0, limit: 10, hidden: false }),
    );
    expect((await paths.resolveDirectory(large)).kind).toBe("ok");
    expect(await Promise.all(listings)).toEqual(listings.map(() => ({ directories: [], total: 0 })));
  });
});

test("a thread that was started ahead makes the first call, on any device", async () => {
  disks.warmUp();
  disks.warmUp();
  expect(disks.size).toBe(1);
  await ask(join(directory, "one", "video.mp4"));
  expect(disks.size).toBe(1);
});

test("a thread that has answered makes the next call, also to another device", async () => {
  await ask(join(directory, "one", "video.mp4"));
  await ask(join(directory, "other", "video.mp4"));
  expect(disks.size).toBe(1);
});

test("threads without work can be ended at once, and a later call gets a new one", async () => {
  await ask(join(directory, "one", "video.mp4"));
  disks.endIdle();
  expect(disks.size).toBe(0);
  expect(await ask(join(directory, "one", "video.mp4"))).toMatchObject({ kind: "failed", code: "ENOENT" });
  expect(disks.size).toBe(1);
});

test("threads without work end", async () => {
  disks = new DiskThreads({ idleMs: 1 });
  await disks.ask("/", { kind: "follow-path", state: beginOf("/"), mounts: [], device: "/" }, long);
  await expect.poll(() => disks.size).toBe(0);
});

test("a file that one thread has opened and another has closed is not closed once more when the first thread ends", async () => {
  const exits: Promise<unknown>[] = [];
  const onWorker = (worker: Worker) => exits.push(once(worker, "exit"));
  process.on("worker", onWorker);
  const brief = new DiskThreads({ mounts, idleMs: 200 });
  try {
    const path = join(directory, "one/film");
    await writeFile(path, "film");
    const open = () => brief.ask(path, { kind: "open-file", path, roots: [] }, long);
    const files = await Promise.all([open(), open()]);
    // Both are closed by the thread that was used last.
    for (const file of files) {
      if (file.kind !== "open") throw new Error("The file cannot be opened");
      await brief.ask(path, { kind: "close-file", descriptor: file.descriptor }, long);
    }
    const own = [await fileHandle(path), await fileHandle(path)];
    await expect.poll(() => brief.size).toBe(0);
    await Promise.all(exits);
    expect(exits).toHaveLength(2);
    for (const handle of own) {
      expect(await handle.readFile("utf8")).toBe("film");
      await handle.close();
    }
  } finally {
    process.off("worker", onWorker);
    brief.close();
  }
});
