/** Which files and directories a scan leaves out. */
import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { usualRootSettings } from "../library/library-roots.ts";
import { samplePatterns } from "./exclude/sample-patterns.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

async function ignore(directory: string, ...patterns: string[]): Promise<void> {
  await writeFile(join(scans.root, directory, ".gleanerignore"), patterns.map((line) => `${line}\n`).join(""));
}

test("patterns leave out files and whole directories, and nothing of these is counted", async () => {
  await scans.make(
    "a.mp4",
    "a-sample.mp4",
    "sample/b.mp4",
    "films/c.mp4",
    "films/extras/d.mp4",
    "films/extras/e/f.mp4",
  );
  const job = await scans.scan({ exclude: ["*-sample.*", "sample/"], without: ["/films/extras/"] });
  expect(counts(job)).toMatchObject({ found: 2, scanned: 2, new: 2, excluded: 0, missing: 0, error_count: 0 });
  expect(await scans.all()).toEqual(["a.mp4", "films/c.mp4"]);
});

test("a .gleanerignore holds for its directory and those below, and the deepest one decides", async () => {
  await scans.make("a.mp4", "b.mp4", "one/a.mp4", "one/b.mp4", "one/two/a.mp4", "one/two/b.mp4", "one/two/c.mp4");
  await ignore("", "a.mp4", "/one/two/c.mp4");
  await ignore("one", "!a.mp4", "/b.mp4");
  await scans.scan();
  expect(await scans.all()).toEqual(["b.mp4", "one/a.mp4", "one/two/a.mp4", "one/two/b.mp4"]);
});

test("a .gleanerignore overrides the settings, and the patterns of a scan override it", async () => {
  await scans.make("a.mp4", "b.mp4");
  await ignore("", "!a.mp4");
  await scans.scan({ exclude: ["*.mp4"] });
  expect(await scans.all()).toEqual(["a.mp4"]);
  expect(counts(await scans.scan({ exclude: ["*.mp4"], without: ["a.mp4"] }))).toMatchObject({ found: 0, excluded: 1 });
  expect(await scans.all()).toEqual([]);
});

test("patterns of a directory of the library hold for a scan of a directory below it, and so do the files above", async () => {
  await scans.make("films/a.mp4", "films/extras/b.mp4", "films/other/c.mp4", "films/other/d.mp4");
  await ignore("", "d.mp4");
  const own = { path: scans.root, ...usualRootSettings, exclude: ["/films/extras/"] };
  const settingsOf = async () => ({ own, inside: [] });
  await scans.scan({ settingsOf, path: join(scans.root, "films") });
  expect(await scans.all()).toEqual(["films/a.mp4", "films/other/c.mp4"]);

  const job = await scans.scan({ settingsOf, path: join(scans.root, "films/extras") });
  expect(counts(job)).toMatchObject({ found: 1, new: 0, directory_errors: 1 });
  await writeFile(join(scans.root, ".nomedia"), "");
  expect(counts(await scans.scan({ settingsOf, path: join(scans.root, "films/other") }))).toMatchObject({
    excluded: 1,
  });
});

test("samples and trailers are left out by their names", async () => {
  const left = [
    "Sample/a.mp4",
    "trailers/b.mp4",
    "c-sample.mp4",
    "d.sample.mp4",
    "e_trailer.mp4",
    "sample.mp4",
    "sample-f.mp4",
  ];
  const kept = ["The.Sample.2019.mp4", "Trailer Park.mp4", "samples.mp4", "trailer-man.mp4"];
  await scans.make(...left, ...kept);
  await scans.scan({ exclude: samplePatterns });
  expect(await scans.all()).toEqual(kept.toSorted());
  const queue = await scans.startQueue();
  const wishes = { path: scans.root, recursive: true, retry_errors: false, exclude_samples: true };
  const id = await queue.submit(scanRequest({ ...wishes, exclude: ["!c-sample.mp4"] }));
  expect(counts(await ended(queue, id))).toMatchObject({ new: 1, excluded: 0 });
});

test("a directory with .nomedia, or with an empty .ignore, is left out with everything below", async () => {
  await scans.make("a.mp4", "phone/b.mp4", "phone/c/d.mp4", "jelly/e.mp4", "other/f.mp4");
  await scans.scan();
  await writeFile(join(scans.root, "phone/.nomedia"), "");
  await writeFile(join(scans.root, "jelly/.ignore"), "");
  await writeFile(join(scans.root, "other/.ignore"), "*.mp4\n");
  // Only a file means something.
  await mkdir(join(scans.root, "other/.nomedia"));
  expect(counts(await scans.scan())).toMatchObject({ found: 2, skipped: 2, excluded: 3, missing: 0, error_count: 0 });
  expect(await scans.all()).toEqual(["a.mp4", "other/f.mp4"]);
});

test("an excluded link, FIFO or name that is not UTF-8 is no problem", async () => {
  await scans.make("a.mp4");
  await symlink("nowhere", join(scans.root, "dangling-sample.mp4"));
  await promisify(execFile)("mkfifo", [join(scans.root, "fifo-sample.mp4")]);
  await writeFile(
    Buffer.concat([Buffer.from(`${scans.root}/caf`), Buffer.from([0xe9]), Buffer.from("-sample.mp4")]),
    "",
  );
  expect(counts(await scans.scan())).toMatchObject({ error_count: 3 });
  expect(counts(await scans.scan({ without: ["*-sample.*"] }))).toMatchObject({ found: 1, error_count: 0 });
});

test("links to directories are left out as directories if they are followed", async () => {
  await scans.make("real/a.mp4");
  await symlink("real", join(scans.root, "linked"));
  const walk = { ...defaultWalkRules, followLinks: true };
  await scans.scan({ walk });
  expect(await scans.all()).toEqual(["linked/a.mp4", "real/a.mp4"]);
  expect(counts(await scans.scan({ walk, without: ["linked/"] }))).toMatchObject({ excluded: 1, skipped: 1 });
});

test.each([
  ["a FIFO", (path: string) => promisify(execFile)("mkfifo", [path]), "is a FIFO"],
  ["a directory", (path: string) => mkdir(path), "is a directory"],
  ["a link to an endless device", (path: string) => symlink("/dev/zero", path), "is a device"],
  ["a link to nothing", (path: string) => symlink("nowhere", path), "is not there any more"],
  ["too large", (path: string) => writeFile(path, "#".repeat(65_537)), "is larger than 64 KiB"],
])("a .gleanerignore that is %s leaves its directory as it is", async (_name, make, why) => {
  await scans.make("a.mp4", "d/b.mp4", "d/extras/c.mp4");
  await scans.scan();
  await make(join(scans.root, "d/.gleanerignore"));
  await rm(join(scans.root, "d/b.mp4"));
  await scans.make("d/new.mp4");
  const job = await scans.scan({ without: ["b.mp4", "c.mp4"] });
  expect(counts(job)).toMatchObject({ found: 2, skipped: 1, new: 0, excluded: 0, missing: 0, directory_errors: 1 });
  expect((await scans.store.videos.errorsOfJob(job.id, { limit: 10 })).errors).toMatchObject([
    { path: join(scans.root, "d"), code: "directory_unreadable", error: expect.stringContaining(why) },
  ]);
  expect(await scans.all()).toEqual(["a.mp4", "d/b.mp4", "d/extras/c.mp4"]);
});

test("a .gleanerignore in the largest size is read to its end", async () => {
  await scans.make("a.mp4", "b.mp4");
  await writeFile(join(scans.root, ".gleanerignore"), `${"#".repeat(65_530)}\nb.*\n`);
  await scans.scan();
  expect(await scans.all()).toEqual(["a.mp4"]);
});
