/** Directories that cannot be read, or only later. */
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { watchUnderTest } from "../../test/watching/watch-under-test.ts";

// Permissions do not apply to root, so tests that start as root become the user `nobody` of most systems.
const isRoot = process.geteuid?.() === 0;
beforeAll(() => {
  if (isRoot) process.seteuid?.(65_534);
});
afterAll(() => {
  if (isRoot) process.seteuid?.(0);
});

const underTest = watchUnderTest();
const { write, watched } = underTest;
const at = (name: string) => join(underTest.root, name);
const closed: string[] = [];
async function close(path: string, mode = 0o000): Promise<void> {
  closed.push(path);
  await chmod(path, mode);
}
afterEach(async () => {
  for (const path of closed.splice(0)) await chmod(path, 0o755).catch(() => {});
});

test("a new directory that cannot be read is reported, so that a scan says so, and again when it can be read", async () => {
  await write("0.mp4");
  const { watch, next, all } = await watched();
  // Its owner may put something into it, and cannot list it.
  await mkdir(at("c"), { mode: 0o300 });
  closed.push(at("c"));
  await write("c/deep/1.mp4");
  expect(await next()).toEqual(["c"]);
  await expect
    .poll(() => watch.state)
    .toEqual({
      state: "watching",
      directories: 1,
      problem: expect.objectContaining({
        message:
          `${at("c")} in it cannot be watched: permission denied. Give this user read access, or choose another directory. ` +
          "Changes there are noticed as soon as they can be read.",
      }),
    });
  await chmod(at("c"), 0o755);
  expect(await all(2)).toEqual(["c", "c/deep"]);
  await expect.poll(() => watch.state).toEqual({ state: "watching", directories: 3, problem: null });
  await write("c/deep/2.mp4");
  expect(await next()).toEqual(["c/deep"]);
});

test.each([0o000, 0o111, 0o300, 0o444])(
  "a directory that could not be read for a while (mode %o) is reported as a whole when it can be read again",
  async (mode) => {
    await write("a/1.mp4", "a/b/2.mp4", "c/3.mp4");
    const { watch, next, reports } = await watched();
    await close(at("a"), mode);
    expect(await next()).toEqual(["a"]);
    await expect
      .poll(() => watch.state)
      .toMatchObject({ problem: { message: expect.stringContaining("in it cannot be watched") } });
    await chmod(at("a"), 0o755);
    expect(await next()).toEqual(["a", "a/b"]);
    await write("a/b/4.mp4");
    expect(await next()).toEqual(["a/b"]);
    expect(reports).toEqual([]);
  },
);

test("directories that cannot be read at first are watched once they can, and what is in them is reported", async () => {
  await write("a/1.mp4", "b/deep/2.mp4", "c/3.mp4");
  for (const name of ["a", "b"]) await close(at(name));
  // New files are not reported once more.
  const { watch, next, all } = await watched({ times: { stillMs: 0 } });
  expect(watch.state).toMatchObject({
    directories: 2,
    problem: expect.objectContaining({ message: expect.stringMatching(/^2 directories in it cannot be/) }),
  });
  await chmod(at("b"), 0o755);
  expect(await all(2)).toEqual(["b", "b/deep"]);
  await chmod(at("a"), 0o755);
  expect(await next()).toEqual(["a"]);
  await expect.poll(() => watch.state).toEqual({ state: "watching", directories: 5, problem: null });
});

test("other changes of the rights and times of directories report nothing", async () => {
  await write("a/1.mp4", "a/b/2.mp4");
  const { next, reports } = await watched();
  await chmod(at("a/b"), 0o700);
  await chmod(at("a"), 0o777);
  await write("a/b/3.mp4");
  expect(await next()).toEqual(["a/b"]);
  expect(reports).toEqual([]);
});

test("the watched directory itself says why it cannot be read, and is scanned once it can", async () => {
  await write("a/1.mp4");
  const { watch, next } = await watched();
  await close(underTest.root);
  await expect
    .poll(() => watch.state)
    .toEqual({
      state: "absent",
      problem: expect.objectContaining({
        message:
          "It cannot be read: permission denied. Give this user read access, or choose another directory. " +
          "It is watched as soon as it can be read.",
      }),
    });
  await chmod(underTest.root, 0o755);
  let report = await next();
  // It may have been reported when it could not be read any more.
  if (report !== null) report = await next();
  expect(report).toBeNull();
  await write("a/2.mp4");
  expect(await next()).toEqual(["a"]);
});
