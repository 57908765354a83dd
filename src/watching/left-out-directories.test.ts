/** Directories that scans leave out have no watches, and those behind links neither. */
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchUnderTest } from "../../test/watching/watch-under-test.ts";

const underTest = watchUnderTest();
const { write, watched } = underTest;
const at = (name: string) => join(underTest.root, name);

test("what the patterns of the settings leave out is not watched, whether it was there or comes", async () => {
  await write("a/1.mp4", "a/extras/deep/2.mp4", "b/3.mp4");
  const { watch, next, reports } = await watched({ exclude: ["extras/", "*.part.mp4"] });
  expect(watch.state).toMatchObject({ directories: 3 });
  await write("a/extras/deep/4.mp4", "b/extras/5.mp4", "b/6.part.mp4");
  await write("a/7.mp4");
  expect(await next()).toEqual(["a"]);
  await rename(at("b/extras"), at("b/more"));
  expect(await next()).toEqual(["b/more"]);
  expect(reports).toEqual([]);
});

test("a .gleanerignore may bring back what the settings leave out, so everything below it is watched", async () => {
  await write("a/extras/1.mp4", "b/extras/2.mp4");
  await writeFile(at("a/.gleanerignore"), "!extras/");
  const { watch, next, all } = await watched({ exclude: ["extras/"] });
  expect(watch.state).toMatchObject({ directories: 4 });
  await write("a/extras/3.mp4");
  expect(await next()).toEqual(["a/extras"]);
  await writeFile(at("b/.gleanerignore"), "!extras/");
  expect(await all(2)).toEqual(["b", "b/extras"]);
  await write("b/extras/4.mp4");
  expect(await next()).toEqual(["b/extras"]);
  await rm(at("b/.gleanerignore"));
  expect(await next()).toEqual(["b"]);
  await expect.poll(() => watch.state).toMatchObject({ directories: 4 });
});

test.each([".nomedia", ".ignore"])("what is below a directory with a %s is watched once that is gone", async (name) => {
  await write("a/1.mp4", "a/b/2.mp4", "c/3.mp4");
  await writeFile(at(`a/${name}`), "");
  const { watch, next, all } = await watched();
  expect(watch.state).toMatchObject({ directories: 3 });
  await write("a/b/4.mp4", "a/5.mp4", "c/6.mp4");
  expect(await next()).toEqual(["c"]);
  await rm(at(`a/${name}`));
  expect(await all(2)).toEqual(["a", "a/b"]);
  await write("a/b/7.mp4");
  expect(await next()).toEqual(["a/b"]);
  await writeFile(at(`a/${name}`), "");
  expect(await next()).toEqual(["a"]);
  await expect.poll(() => watch.state).toMatchObject({ directories: 3 });
});

test("what is behind links is not watched, which the state says, and a link that comes or goes begins a scan", async () => {
  const outside = join(underTest.base, "outside");
  await mkdir(outside);
  await write("a/1.mp4");
  await symlink(outside, at("a/link"));
  await symlink(at("a/1.mp4"), at("a/2.mp4"));
  const { watch, next } = await watched({ followLinks: true });
  expect(watch.state).toEqual({
    state: "watching",
    directories: 2,
    problem: `What is behind links such as ${at("a/link")} is not watched. Scans of the whole directory find changes there.`,
  });
  await symlink(outside, at("a/more"));
  expect(await next()).toBeNull();
  await rm(at("a/link"));
  expect(await next()).toBeNull();
  await rm(at("a/more"));
  expect(await next()).toBeNull();
  await expect.poll(() => watch.state).toEqual({ state: "watching", directories: 2, problem: null });
});

test("links say nothing where scans do not follow them", async () => {
  await write("a/1.mp4");
  await symlink(underTest.base, at("a/link"));
  const { watch, next, reports } = await watched();
  expect(watch.state).toMatchObject({ problem: null });
  await symlink(underTest.base, at("a/more"));
  await write("a/2.mp4");
  expect(await next()).toEqual(["a"]);
  expect(reports).toEqual([]);
});
