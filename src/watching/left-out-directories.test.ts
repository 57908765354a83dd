/** Directories that scans leave out have no watches, and those behind links neither. */
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchUnderTest } from "../../test/watching/watch-under-test.ts";

const underTest = watchUnderTest();
const { write, watched } = underTest;
const at = (name: string) => join(underTest.root, name);
/** Writes a file in one step: it is not empty in between. */
async function replace(name: string, text: string): Promise<void> {
  const written = join(underTest.base, "written");
  await writeFile(written, text);
  await rename(written, at(name));
}

/** New files are not reported once more. */
const filesAreStill = { stillMs: 0 };

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

test("what the patterns of a .gleanerignore leave out is not watched, and is scanned once they bring it back", async () => {
  await write("a/b/extras/1.mp4", "a/b/c/extras/deep/2.mp4", "d/extras/3.mp4");
  await writeFile(at("a/.gleanerignore"), "extras/\n*.part.mp4\n");
  const { watch, next, all, reports } = await watched({ times: filesAreStill });
  expect(watch.state).toMatchObject({ directories: 6 });
  await write("a/b/extras/4.mp4", "a/b/c/extras/deep/5.mp4", "a/b/6.part.mp4", "a/extras/7.mp4", "d/extras/8.mp4");
  expect(await next()).toEqual(["d/extras"]);
  await writeFile(at("a/b/c/.gleanerignore"), "!extras/");
  expect(await all(3)).toEqual(["a/b/c", "a/b/c/extras", "a/b/c/extras/deep"]);
  await write("a/b/c/extras/deep/9.mp4");
  expect(await next()).toEqual(["a/b/c/extras/deep"]);
  await replace("a/.gleanerignore", "/b/c/");
  expect(await all(4)).toEqual(["a", "a/b", "a/b/extras", "a/extras"]);
  await expect.poll(() => watch.state).toMatchObject({ directories: 7 });
  await write("a/b/c/extras/10.mp4", "a/b/extras/11.mp4");
  expect(await next()).toEqual(["a/b/extras"]);
  expect(reports).toEqual([]);
});

test("a .gleanerignore in the watched directory itself holds, and a change of it begins a scan of everything", async () => {
  await write("a/extras/1.mp4", "b/2.mp4");
  await writeFile(at(".gleanerignore"), "extras/");
  const { watch, next } = await watched();
  expect(watch.state).toMatchObject({ directories: 3 });
  await writeFile(at(".gleanerignore"), "b/");
  expect(await next()).toBeNull();
  await write("b/3.mp4", "a/extras/4.mp4");
  expect(await next()).toEqual(["a/extras"]);
  await rename(at("a"), at("b/a"));
  expect(await next()).toEqual([""]);
});

test("a directory that is moved obeys the .gleanerignore files at its new place", async () => {
  await write("a/b/extras/1.mp4", "c/2.mp4");
  await writeFile(at("a/.gleanerignore"), "/b/extras/");
  const { watch, next, all } = await watched({ times: filesAreStill });
  expect(watch.state).toMatchObject({ directories: 4 });
  await rename(at("a/b"), at("c/b"));
  expect(await all(2)).toEqual(["a", "c/b/extras"]);
  await rename(at("c/b"), at("a/b"));
  expect(await all(1)).toEqual(["c"]);
  await write("a/b/extras/3.mp4", "a/b/4.mp4");
  expect(await next()).toEqual(["a/b"]);
  await expect.poll(() => watch.state).toMatchObject({ directories: 4 });
});

test("everything is watched below a .gleanerignore that cannot be read, or that is a link: no event tells of its changes", async () => {
  const elsewhere = join(underTest.base, "patterns");
  await writeFile(elsewhere, "extras/");
  await write("a/extras/1.mp4", "b/extras/2.mp4", "c/extras/3.mp4");
  await symlink(elsewhere, at("a/.gleanerignore"));
  await writeFile(at("b/.gleanerignore"), `extras/\n${"#".repeat(65_536)}`);
  const { watch, next } = await watched({ exclude: ["c/extras/"] });
  expect(watch.state).toMatchObject({ directories: 6 });
  await write("a/extras/4.mp4");
  expect(await next()).toEqual(["a/extras"]);
  await replace("b/.gleanerignore", "extras/");
  expect(await next()).toEqual(["b"]);
  await expect.poll(() => watch.state).toMatchObject({ directories: 5 });
});

test("a directory of the name .nomedia leaves out nothing", async () => {
  await write("a/b/1.mp4", "a/.nomedia/notes.txt");
  const { watch, next } = await watched();
  expect(watch.state).toMatchObject({ directories: 3 });
  await write("a/b/2.mp4");
  expect(await next()).toEqual(["a/b"]);
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
    problem: expect.objectContaining({
      message: `What is behind links such as ${at("a/link")} is not watched. Scans of the whole directory find changes there.`,
    }),
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
