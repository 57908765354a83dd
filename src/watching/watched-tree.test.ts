import { execFile, spawnSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { watchUnderTest } from "../../test/watching/watch-under-test.ts";
import { WatchedTree, type WatchedTreeOptions } from "./watched-tree-thread.ts";

/** Whether this user may make a system of its own for a limit. */
const mayLimit =
  spawnSync("unshare", ["--user", "--map-root-user", "test", "-w", "/proc/sys/user/max_inotify_watches"]).status === 0;

const underTest = watchUnderTest();
const { write, watched } = underTest;
let base: string;
let root: string;
beforeEach(() => {
  ({ base, root } = underTest);
});

function nothingHappens(): WatchedTreeOptions {
  const fail = () => expect.fail("That has not happened");
  return {
    root,
    recursive: true,
    includeHidden: false,
    followLinks: false,
    exclude: [],
    extensions: defaultWalkRules.extensions,
    passesOver: new Set(),
    mostEvents: 16_384,
    onChange: fail,
    onFile: fail,
    onGone: fail,
    onLink: fail,
    onRootGone: fail,
    onRefused: fail,
    onMissed: fail,
  };
}

describe("a watched directory", () => {
  test("reports the directories in which videos or subtitles were added, written, renamed and removed", async () => {
    await write("a/1.mp4", "b/c/2.mkv", "d/3.mp4");
    const { watch, next } = await watched();
    expect(watch.state).toEqual({ state: "watching", directories: 5, problem: null });
    await write("a/new.mp4");
    expect(await next()).toEqual(["a"]);
    await writeFile(join(root, "b/c/2.mkv"), "longer");
    expect(await next()).toEqual(["b/c"]);
    await write("d/3.en.srt");
    expect(await next()).toEqual(["d"]);
    await rename(join(root, "a/1.mp4"), join(root, "d/1.mp4"));
    expect(await next()).toEqual(["a", "d"]);
    await rm(join(root, "d/1.mp4"));
    expect(await next()).toEqual(["d"]);
    await write("5.mp4");
    expect(await next()).toEqual([""]);
  });

  test.each([".gleanerignore", ".ignore"])(
    "reports everything below a %s that comes, changes or goes",
    async (name) => {
      await write("a/1.mp4", "a/b/c/2.mp4", "d/3.mp4");
      const { next, reports } = await watched();
      for (const text of ["1.avi", "2.avi"]) {
        await writeFile(join(root, "a", name), text);
        expect(await next()).toEqual(["a", "a/b", "a/b/c"]);
      }
      await rm(join(root, "a", name));
      expect(await next()).toEqual(["a", "a/b", "a/b/c"]);
      expect(reports).toEqual([]);
    },
  );

  test("reports nothing of other files, of hidden directories, and of new directories without videos", async () => {
    await write(".hidden/1.mp4", "a/1.mp4");
    const { next, reports } = await watched();
    await write("a/notes.txt", ".hidden/2.mp4", "empty/notes.txt", "@eaDir/3.mp4");
    await write("a/2.mp4");
    expect(await next()).toEqual(["a"]);
    expect(reports).toEqual([]);
  });

  test("follows directories that are made and moved, and reports both ends of a move together", async () => {
    await write("a/season/1.mp4", "a/season/extras/2.mp4", "b/3.mp4");
    await mkdir(join(base, "outside/deep/deeper"), { recursive: true });
    await writeFile(join(base, "outside/deep/deeper/4.mp4"), "x");
    const { all, next } = await watched();
    await write("new/deep/5.mp4");
    expect(await all(1)).toEqual(["new/deep"]);
    await rename(join(root, "a/season"), join(root, "b/season"));
    expect(await next()).toEqual(["a", "b/season", "b/season/extras"]);
    await write("b/season/extras/6.mp4");
    expect(await next()).toEqual(["b/season/extras"]);
    await rename(join(base, "outside"), join(root, "came"));
    expect(await next()).toEqual(["came/deep/deeper"]);
    await write("came/deep/7.mp4");
    expect(await next()).toEqual(["came/deep"]);
    await rm(join(root, "came"), { recursive: true });
    expect(await next()).toEqual([""]);
    await rename(join(root, "b"), join(base, "away"));
    expect(await next()).toEqual([""]);
    await writeFile(join(base, "away/8.mp4"), "x");
    await write("a/9.mp4");
    expect(await next()).toEqual(["a"]);
  });

  test("notices that a directory was replaced by another one of its name", async () => {
    await write("a/deep/1.mp4", "other/2.mp4");
    const { all, next } = await watched();
    await rename(join(root, "a"), join(base, "away"));
    await rename(join(root, "other"), join(root, "a"));
    expect(await all(2)).toEqual(["", "a"]);
    await write("a/3.mp4");
    expect(await next()).toEqual(["a"]);
  });

  test("does not enter file systems that do not tell of changes", async () => {
    await write("a/1.mp4", "a/b/2.mp4", "c/3.mp4");
    const tree = new WatchedTree({ ...nothingHappens(), root, passesOver: new Set([join(root, "a/b")]) });
    await tree.begin();
    expect(tree.size).toBe(3);
    tree.close();
  });

  test("waits for a file that still grows, and for nothing else, also in its directory", async () => {
    await write("a/1.mp4", "a/other.mp4", "b/2.mp4");
    const { next, reports, growing: grows } = await watched({ times: { stillMs: 3_000 } });
    let isWritten = false;
    const growing = (async () => {
      for (let size = 1; size < 60; size += 1) {
        await writeFile(join(root, "a/film.mp4"), "x".repeat(size));
        // A file that came in one piece does not wait.
        if (size === 15) await rm(join(root, "b/2.mp4"));
        if (size === 30) await rm(join(root, "a/other.mp4"));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      isWritten = true;
    })();
    expect(await next()).toEqual(["b"]);
    expect(await next()).toEqual(["a"]);
    expect(isWritten).toBe(false);
    expect(await next()).toEqual(["a"]);
    expect(isWritten).toBe(true);
    expect(grows).toEqual([[], [], ["a/film.mp4"], []]);
    await growing;
    expect(reports).toEqual([]);
  });

  test("is reported as a whole once when very many of its directories change", async () => {
    for (let nth = 0; nth < 400; nth += 1) await mkdir(join(root, `${nth}`));
    const { next, reports } = await watched({ times: { quietMs: 500 } });
    for (let nth = 0; nth < 400; nth += 1) await write(`${nth}/film.mp4`);
    expect(await next()).toBeNull();
    await write("7/other.mp4");
    expect(await next()).toEqual(["7"]);
    expect(reports).toEqual([]);
  });

  test("that goes away is waited for, and reported as a whole once it is back", async () => {
    await write("a/1.mp4");
    const { watch, next, reports } = await watched();
    await rename(root, join(base, "away"));
    await expect.poll(() => watch.state.state).toBe("absent");
    expect(reports).toEqual([]);
    await rename(join(base, "away"), root);
    expect(await next()).toBeNull();
    expect(watch.state).toEqual({ state: "watching", directories: 2, problem: null });
    await write("a/2.mp4");
    expect(await next()).toEqual(["a"]);
    expect(reports).toEqual([]);
  });

  test("is watched anew, and reported as a whole once, when another directory has taken its place", async () => {
    await write("a/1.mp4");
    const { watch, next, reports } = await watched();
    for (const name of ["other", "away", "other again"]) {
      await rename(root, join(base, `before ${name}`));
      await mkdir(join(root, "b"), { recursive: true });
      await writeFile(join(root, "b/2.mp4"), "x");
      expect(await next()).toBeNull();
    }
    for (const name of ["b/3.mp4", "b/4.mp4", "b/5.mp4"]) {
      await write(name);
      expect(await next()).toEqual(["b"]);
    }
    expect(watch.state).toEqual({ state: "watching", directories: 2, problem: null });
    expect(reports).toEqual([]);
  });

  test.runIf(mayLimit)("says the limit of the system, and how to raise it", async () => {
    for (let nth = 0; nth < 20; nth += 1) await write(`${nth}/film.mp4`);
    // A system of its own, whose limit harms nobody else.
    const program = fileURLToPath(new URL("../../test/watching/print-state.ts", import.meta.url));
    const limited = `echo 10 > /proc/sys/user/max_inotify_watches && exec '${process.execPath}' '${program}' '${root}'`;
    const { stdout } = await promisify(execFile)("unshare", ["--user", "--map-root-user", "sh", "-c", limited]);
    expect(JSON.parse(stdout)).toEqual({
      state: "limit",
      problem: expect.objectContaining({
        message: expect.stringMatching(
          /^The system allows no more watches \(max_user_watches is \d+\). Raise the limit as root: sysctl fs.inotify.max_user_watches=\d+. /,
        ),
      }),
    });
  });

  test("without subdirectories is watched alone", async () => {
    await write("1.mp4", "a/2.mp4");
    const { watch, next } = await watched({ recursive: false });
    expect(watch.state).toEqual({ state: "watching", directories: 1, problem: null });
    await write("a/3.mp4", "4.mp4");
    expect(await next()).toEqual([""]);
  });
});

test("events of directories that have moved meanwhile count as well", async () => {
  for (let nth = 0; nth < 30; nth += 1) await write(`a/${nth}/film.mp4`);
  const missed = Promise.withResolvers<void>();
  const options = { ...nothingHappens(), root, onChange: () => {}, onFile: () => {}, onGone: () => {} };
  const tree = new WatchedTree({ ...options, mostEvents: 60, onMissed: missed.resolve });
  await tree.begin();
  // No event is read before the last one has come.
  renameSync(join(root, "a"), join(root, "b"));
  for (let nth = 0; nth < 30; nth += 1) writeFileSync(join(root, "b", `${nth}`, "other.mp4"), "x");
  await missed.promise;
  expect(tree.size).toBe(32);
  tree.close();
});

test("as many events at once as the system keeps count as missed events", async () => {
  const missed = Promise.withResolvers<void>();
  const tree = new WatchedTree({
    ...nothingHappens(),
    root,
    mostEvents: 20,
    onFile: () => {},
    onMissed: missed.resolve,
  });
  await tree.begin();
  await Promise.all(Array.from({ length: 200 }, (_, nth) => write(`${nth}.mp4`)));
  await missed.promise;
  tree.close();
  expect(tree.size).toBe(0);
});
