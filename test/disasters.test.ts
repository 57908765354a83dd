/**
 * Promise 5: a scan never harms the library. Each row is a disaster that happens to scanned videos, with the videos that
 * the next scan may mark missing and the directories that it must warn of. Where it can be mended, the scan after that
 * finds everything as before and reads nothing again.
 *
 * The videos are `a.mp4` and `films/b.mp4` on the disk of the scanned directory, and three on a disk of their own that is
 * mounted at `disk2`: `1.mp4`, `2.mp4` and `deep/3.mp4`. In some rows the scanned directory itself is a mounted disk.
 */
import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FileThreadsOptions } from "../src/scanning/walk/file-threads.ts";
import { copyClip } from "./clip-tree.ts";
import { type Disks, makeDisks } from "./scanning/disks.ts";
import { counts, scansUnderTest, type Wishes } from "./scanning/scans-under-test.ts";
import { defaultWalkRules } from "./scanning/walk-rules.ts";

const scans = scansUnderTest();

let disks: Disks;
beforeEach(() => {
  disks = makeDisks(join(scans.directory, "disks"));
});
afterEach(() => disks[Symbol.asyncDispose]());

const onFirst = ["a.mp4", "films/b.mp4"];
const onSecond = ["disk2/1.mp4", "disk2/2.mp4", "disk2/deep/3.mp4"];

interface Disaster {
  readonly title: string;
  /** How the videos lie. Default: `nested`. */
  readonly lie?: "nested" | "mounted root" | "linked" | "one disk";
  /** What else was there before the first scan. */
  readonly before?: () => Promise<void>;
  readonly happens: () => Promise<void>;
  /** For the scan after it. */
  readonly wishes?: Wishes;
  readonly threads?: FileThreadsOptions;
  /** The videos that may be marked missing. Default: none. */
  readonly marks?: readonly string[];
  /** The directories or files that the scan reports, with the code; `any` if chance decides. Default: none. */
  readonly reports?: Readonly<Record<string, string>> | "any";
  /** Whether the scan fails. Default: no. */
  readonly fails?: boolean;
  /** Makes everything as it was. */
  readonly mend?: () => Promise<void>;
  /** The directories that the scan after that reports. Default: none. */
  readonly reportsThen?: Readonly<Record<string, string>>;
}

const at = (name: string) => join(scans.root, name);
const unmountSecond = () => disks.unmount(at("disk2"));
const mountSecond = () => disks.mount("second", at("disk2"));
const unmountRoot = () => disks.unmount(scans.root);
const mountRoot = () => disks.mount("first", scans.root);
const away = () => join(scans.directory, "away");

/** Gives the files of a directory to a disk of this name. */
async function fill(name: string, ...files: string[]): Promise<void> {
  const content = await disks.make(name);
  for (const file of files) await copyClip("h264-aac-faststart.mp4", join(content, file));
}

async function lay(lie: NonNullable<Disaster["lie"]>): Promise<void> {
  const second = onSecond.map((name) => name.replace("disk2/", ""));
  if (lie === "mounted root") {
    await fill("first", ...onFirst, ...onSecond);
    await mountRoot();
    return;
  }
  if (lie === "one disk") {
    await scans.make(...onFirst, ...onSecond);
    return;
  }
  await fill("second", ...second);
  await scans.make(...onFirst);
  const point = lie === "linked" ? join(scans.directory, "media") : at("disk2");
  await mkdir(point);
  await disks.mount("second", point);
  if (lie === "linked") await symlink(point, at("disk2"));
}

const diskErrors = ["EIO", "ENOENT", "ESTALE", "ENOTCONN", "EACCES", "EHOSTDOWN"];

/** Has a call give an error for each path whose last part is the code of the error, a blank and `name`. */
function failing(call: "readdirSync" | "lstatSync" | "openSync", name: string): FileThreadsOptions {
  const program = `
    import fs from "node:fs";
    import { syncBuiltinESMExports } from "node:module";
    const { ${call}: call, readlinkSync } = fs;
    const real = (path) => String(path).replace(/^\\/proc\\/self\\/fd\\/\\d+/, (own) => readlinkSync(own));
    fs.${call} = (path, ...rest) => {
      const code = /([A-Z]+) ${name}\\/?$/.exec(real(path))?.[1];
      if (code !== undefined) throw Object.assign(new Error("it fails"), { code, syscall: "${call}" });
      return call(path, ...rest);
    };
    syncBuiltinESMExports();`;
  return { execArgv: ["--import", `data:text/javascript,${encodeURIComponent(program)}`] };
}

const linked: Wishes = { walk: { ...defaultWalkRules, followLinks: true } };

const disasters: readonly Disaster[] = [
  {
    title: "the scanned disk is not mounted, and its mount point is empty",
    lie: "mounted root",
    happens: unmountRoot,
    reports: { "": "root_empty" },
    mend: mountRoot,
  },
  ...[".nomedia", "NOT_MOUNTED"].map(
    (name): Disaster => ({
      title: `the scanned disk is not mounted, and a marker ${name} is in its mount point`,
      lie: "mounted root",
      happens: async () => {
        await unmountRoot();
        await writeFile(at(name), "");
      },
      reports: { "": "disk_changed" },
      mend: mountRoot,
    }),
  ),
  {
    title: "the scanned disk is not mounted, and lost+found is in its mount point",
    lie: "mounted root",
    happens: async () => {
      await unmountRoot();
      await mkdir(at("lost+found"));
    },
    reports: { "": "disk_changed" },
    mend: mountRoot,
  },
  {
    title: "the scanned disk is not mounted, and a skeleton of empty directories is in its mount point",
    lie: "mounted root",
    happens: async () => {
      await unmountRoot();
      await mkdir(at("films"));
      await mkdir(at("disk2/deep"), { recursive: true });
    },
    reports: { "": "disk_changed" },
    mend: mountRoot,
  },
  {
    title: "the scanned disk is not mounted, and other videos are in its mount point",
    lie: "mounted root",
    happens: async () => {
      await unmountRoot();
      await scans.make("films/new.mp4");
    },
    reports: { "": "disk_changed" },
    mend: async () => {
      await rm(at("films"), { recursive: true });
      await mountRoot();
    },
    // The new video was seen on the other disk.
    reportsThen: { films: "disk_changed" },
  },
  {
    title: "the scanned disk and its mount point are removed together",
    lie: "mounted root",
    happens: async () => {
      await unmountRoot();
      await rm(scans.root, { recursive: true });
    },
    fails: true,
    mend: async () => {
      await mkdir(scans.root);
      await mountRoot();
    },
  },
  {
    title: "a disk below the scanned directory is not mounted",
    happens: unmountSecond,
    reports: { disk2: "disk_changed" },
    mend: mountSecond,
  },
  {
    title: "a disk below the scanned directory is not mounted, and a marker is in its mount point",
    happens: async () => {
      await unmountSecond();
      await writeFile(at("disk2/.nomedia"), "");
    },
    reports: { disk2: "disk_changed" },
    mend: mountSecond,
  },
  {
    title: "a disk below the scanned directory is not mounted, and a skeleton is in its mount point",
    happens: async () => {
      await unmountSecond();
      await mkdir(at("disk2/deep"));
    },
    reports: { disk2: "disk_changed" },
    mend: mountSecond,
  },
  {
    title: "a disk below the scanned directory and its mount point are removed together",
    happens: async () => {
      await unmountSecond();
      await rm(at("disk2"), { recursive: true });
    },
    reports: { "": "disk_changed" },
    mend: async () => {
      await mkdir(at("disk2"));
      await mountSecond();
    },
  },
  {
    title: "a disk below the scanned directory is not mounted, and is scanned by itself",
    happens: unmountSecond,
    wishes: { path: "disk2" },
    reports: { disk2: "root_empty" },
    mend: mountSecond,
  },
  {
    title: "a disk that was scanned by itself before is not mounted when its parent is scanned",
    before: async () => void (await scans.scan({ path: at("disk2"), threads: disks.threads })),
    happens: unmountSecond,
    reports: { disk2: "disk_changed" },
    mend: mountSecond,
  },
  {
    title: "another disk is mounted over a directory with videos",
    happens: async () => {
      await fill("third", "new.mp4");
      await disks.mount("third", at("films"));
    },
    reports: { films: "disk_changed" },
    mend: () => disks.unmount(at("films")),
    reportsThen: { films: "disk_changed" },
  },
  {
    title: "another disk is mounted in place of the right one",
    happens: async () => {
      await unmountSecond();
      await fill("third", "new.mp4", "deep/new.mp4");
      await disks.mount("third", at("disk2"));
    },
    reports: { disk2: "disk_changed" },
    mend: async () => {
      await disks.unmount(at("disk2"));
      await mountSecond();
    },
    reportsThen: { disk2: "disk_changed" },
  },
  {
    title: "the mount point behind a followed link is empty",
    lie: "linked",
    happens: () => disks.unmount(join(scans.directory, "media")),
    wishes: linked,
    reports: { disk2: "disk_changed" },
    mend: () => disks.mount("second", join(scans.directory, "media")),
  },
  {
    title: "the mount point behind a followed link is gone",
    lie: "linked",
    happens: async () => {
      await disks.unmount(join(scans.directory, "media"));
      await rm(join(scans.directory, "media"), { recursive: true });
    },
    wishes: linked,
    mend: async () => {
      await mkdir(join(scans.directory, "media"));
      await disks.mount("second", join(scans.directory, "media"));
    },
  },
  {
    title: "links to directories are no longer followed",
    lie: "linked",
    happens: async () => {},
  },
  {
    title: "a disk is unmounted in the middle of a scan, with a skeleton below",
    happens: async () => {
      await unmountSecond();
      await mkdir(at("disk2/deep"));
      await mountSecond();
      let isDone = false;
      scans.beforeLookUp = async () => {
        if (isDone) return;
        isDone = true;
        await unmountSecond();
      };
    },
    reports: "any",
    mend: mountSecond,
  },
  {
    title: "a disk is mounted in the middle of a scan",
    happens: async () => {
      await unmountSecond();
      let isDone = false;
      scans.beforeLookUp = async () => {
        if (isDone) return;
        isDone = true;
        await mountSecond();
      };
    },
    reports: "any",
  },
  {
    title: "the scanned directory is renamed",
    happens: async () => {
      await unmountSecond();
      await rename(scans.root, away());
    },
    fails: true,
    mend: async () => {
      await rename(away(), scans.root);
      await mountSecond();
    },
  },
  {
    title: "the scanned directory is replaced by a file",
    lie: "mounted root",
    happens: async () => {
      await unmountRoot();
      await rm(scans.root, { recursive: true });
      await writeFile(scans.root, "");
    },
    fails: true,
    mend: async () => {
      await rm(scans.root);
      await mkdir(scans.root);
      await mountRoot();
    },
  },
  {
    title: "all videos of the scanned directory are moved away, and nothing is left",
    lie: "one disk",
    happens: async () => {
      await rename(scans.root, away());
      await mkdir(scans.root);
    },
    reports: { "": "root_empty" },
    mend: async () => {
      await rm(scans.root, { recursive: true });
      await rename(away(), scans.root);
    },
  },
  {
    title: "a file is deleted",
    happens: () => rm(at("films/b.mp4")),
    marks: ["films/b.mp4"],
  },
  {
    title: "a file is moved away and comes back",
    happens: () => rename(at("films/b.mp4"), away()),
    marks: ["films/b.mp4"],
    mend: () => rename(away(), at("films/b.mp4")),
  },
  {
    title: "a file is renamed",
    happens: () => rename(at("films/b.mp4"), at("films/c.mp4")),
    marks: ["films/b.mp4"],
  },
  {
    title: "a directory is deleted",
    happens: () => rm(at("films"), { recursive: true }),
    marks: ["films/b.mp4"],
  },
  {
    title: "a directory is emptied",
    happens: () => rm(at("films/b.mp4")),
    marks: ["films/b.mp4"],
  },
  {
    title: "a file on a disk below the scanned directory is deleted",
    happens: () => rm(at("disk2/deep"), { recursive: true }),
    marks: ["disk2/deep/3.mp4"],
  },
  {
    title: "a directory is replaced by a file",
    happens: async () => {
      await rename(at("films"), away());
      await writeFile(at("films"), "");
    },
    marks: ["films/b.mp4"],
    mend: async () => {
      await rm(at("films"));
      await rename(away(), at("films"));
    },
  },
  {
    title: "a directory is replaced by a link to where it is now",
    happens: async () => {
      await rename(at("films"), away());
      await symlink(away(), at("films"));
    },
    mend: async () => {
      await rm(at("films"));
      await rename(away(), at("films"));
    },
  },
  {
    title: "a video is replaced by a directory of its name",
    happens: async () => {
      await rename(at("films/b.mp4"), away());
      await mkdir(at("films/b.mp4"));
      await rename(away(), at("films/b.mp4/b.mp4"));
    },
    marks: ["films/b.mp4"],
  },
  {
    title: "a video is replaced by a link to a file",
    happens: async () => {
      await rename(at("films/b.mp4"), away());
      await symlink(away(), at("films/b.mp4"));
    },
  },
  {
    title: "a video is replaced by a link to a file that is not there",
    happens: async () => {
      await rename(at("films/b.mp4"), away());
      await symlink(join(scans.directory, "nowhere"), at("films/b.mp4"));
    },
    reports: { "films/b.mp4": "dangling_link" },
    mend: async () => {
      await rm(at("films/b.mp4"));
      await rename(away(), at("films/b.mp4"));
    },
  },
  ...(
    [
      ["listing directories", "readdirSync", "directory", "directory_unreadable"],
      ["opening directories", "openSync", "directory", "directory_unreadable"],
      ["looking at files", "lstatSync", "file.mp4", "unreadable"],
    ] as const
  ).map(
    ([title, call, name, code]): Disaster => ({
      title: `${title} gives errors of the disk`,
      before: () => scans.make(...diskErrors.map((error) => `${error} ${name}${name === "directory" ? "/c.mp4" : ""}`)),
      happens: async () => {},
      threads: failing(call, name),
      reports: Object.fromEntries(diskErrors.map((error) => [`${error} ${name}`, code])),
      mend: async () => {},
    }),
  ),
  ...["unreadable", "vanished", "timed_out"].map(
    (code): Disaster => ({
      title: `reading a file that has changed gives ${code}`,
      happens: () => appendFile(at("films/b.mp4"), "changed"),
      wishes: { prober: async () => proberThatGives(code) },
      reports: { "films/b.mp4": code },
    }),
  ),
  {
    title: "a scan looks for fewer extensions than before",
    happens: async () => {},
    wishes: { walk: { ...defaultWalkRules, extensions: new Set([".mkv"]) } },
    mend: async () => {},
  },
  {
    title: "a scan without subdirectories comes after one with them",
    happens: () => rm(at("films"), { recursive: true }),
    wishes: { recursive: false },
  },
  {
    title: "a video on a disk that is not mounted is of an extension that the scan does not look for",
    happens: unmountSecond,
    wishes: { recursive: false },
    mend: mountSecond,
  },
  {
    title: "only the times of the directories change",
    happens: async () => {
      for (const name of ["", "films", "disk2"]) await utimes(at(name), 1, 1);
    },
    mend: async () => {},
  },
];

function proberThatGives(code: string) {
  const problem = { code, message: "could not be read" };
  return new Proxy(scans.prober, {
    get: (prober, name) =>
      name === "probe" ? async () => ({ kind: "problem", problem }) : Reflect.get(prober, name, prober),
  });
}

describe("a scan after a disaster marks only what is proven gone, and warns of the rest:", () => {
  test.each(disasters)("$title", async ({ lie = "nested", before, happens, wishes = {}, ...disaster }) => {
    const { marks = [], reports = {}, fails = false, mend, reportsThen = {} } = disaster;
    await lay(lie);
    const usual: Wishes = { threads: disks.threads, ...(lie === "linked" ? linked : {}) };
    await before?.();
    const { found = 0 } = counts(await scans.scan(usual));
    expect(found).toBeGreaterThanOrEqual(5);
    await happens();
    scans.probed = [];
    const path = wishes.path === undefined ? scans.root : at(wishes.path);
    const threads = { execArgv: [...(disks.threads.execArgv ?? []), ...(disaster.threads?.execArgv ?? [])] };
    const job = await scans.scan({ ...usual, ...wishes, path, threads });
    expect(job.status).toBe(fails ? "failed" : "completed");
    expect(await missing()).toEqual(marks.map(at));
    if (reports !== "any") expect(await reported(job.id)).toEqual(reports);
    if (mend === undefined) return;
    scans.beforeLookUp = () => {};
    await mend();
    scans.probed = [];
    const last = await scans.scan(usual);
    expect(counts(last)).toMatchObject({ found: found + Object.keys(reportsThen).length, missing: 0, updated: 0 });
    expect(scans.probed).toEqual([]);
    expect(await missing()).toEqual([]);
    expect(await reported(last.id)).toEqual(reportsThen);
    const problems = (await scans.store.videos.problems({ limit: 10 })).errors;
    expect(problems).toHaveLength(Object.keys(reportsThen).length);
  });
});

async function missing(): Promise<readonly string[]> {
  const { videos } = await scans.store.videos.list({ missing: true, limit: 100 });
  return videos.map(({ path }) => path).toSorted();
}

async function reported(jobId: string): Promise<Record<string, string>> {
  const { errors } = await scans.store.videos.errorsOfJob(jobId, { limit: 100 });
  return Object.fromEntries(errors.map(({ path, code }) => [path.slice(scans.root.length + 1), code]));
}

describe("a person who says that the directory really is empty", () => {
  const scan = async (wishes: Wishes = {}) => {
    const job = await scans.scan({ threads: disks.threads, ...wishes });
    return { counts: job.counts, reports: await reported(job.id), missing: await missing() };
  };
  const all = [...onFirst, ...onSecond].toSorted();

  test("has all videos of an empty scanned directory marked missing, and the warning ends", async () => {
    await lay("mounted root");
    await scan();
    await unmountRoot();
    expect(await scan()).toMatchObject({ reports: { "": "root_empty" }, missing: [] });
    expect(await scan({ acceptEmpty: true })).toMatchObject({ reports: {}, missing: all.map(at) });
    expect(await scan()).toMatchObject({ reports: {}, counts: { missing: 0, error_count: 0 } });
    expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
    await mountRoot();
    expect(await scan()).toMatchObject({ counts: { new: 0, skipped: 5 }, missing: [] });
  });

  test("has the videos of another disk marked missing, those of the directory alone if only this is scanned", async () => {
    await lay("nested");
    await scan();
    await rm(at("films"), { recursive: true });
    await unmountSecond();
    await mkdir(at("disk2/deep"));
    expect(await scan()).toMatchObject({ reports: { disk2: "disk_changed" }, missing: [at("films/b.mp4")] });
    const path = at("disk2");
    expect(await scan({ path, acceptEmpty: true })).toMatchObject({ counts: { missing: 3 }, reports: {} });
    expect(await scan()).toMatchObject({ counts: { missing: 0 }, reports: {} });
  });

  test("has the videos of a disk marked missing whose mount point is gone as well", async () => {
    await lay("nested");
    await scan();
    await unmountSecond();
    await rm(at("disk2"), { recursive: true });
    expect(await scan()).toMatchObject({ reports: { "": "disk_changed" }, missing: [] });
    expect(await scan({ acceptEmpty: true })).toMatchObject({ reports: {}, missing: onSecond.map(at) });
    expect(await scan()).toMatchObject({ counts: { error_count: 0 }, reports: {} });
  });

  test("changes nothing for videos that are there", async () => {
    await lay("nested");
    await scan();
    expect(await scan({ acceptEmpty: true })).toMatchObject({ counts: { skipped: 5, missing: 0 }, missing: [] });
  });
});

describe("a disk that gets another number", () => {
  test("has its videos known as before, and is remembered under it", async () => {
    await lay("nested");
    await scans.scan({ threads: disks.threads });
    await scans.forgetDisks("another disk");
    await rm(at("disk2/1.mp4"));
    scans.probed = [];
    const job = await scans.scan({ threads: disks.threads });
    expect(job.counts).toMatchObject({ skipped: 4, new: 0, updated: 0, missing: 0 });
    expect(scans.probed).toEqual([]);
    expect(await reported(job.id)).toEqual({ disk2: "disk_changed" });
    await rm(at("disk2/2.mp4"));
    // The video that went with the old number is not proven gone by the new one.
    expect(counts(await scans.scan({ threads: disks.threads }))).toMatchObject({ missing: 1 });
    expect(await missing()).toEqual([at("disk2/2.mp4")]);
  });

  test("in a library that an older program wrote marks what other videos of the directory prove", async () => {
    await lay("nested");
    await scans.scan({ threads: disks.threads });
    await scans.forgetDisks(null);
    await rm(at("disk2/1.mp4"));
    await rm(at("films/b.mp4"));
    const job = await scans.scan({ threads: disks.threads });
    expect(await missing()).toEqual([at("disk2/1.mp4")]);
    expect(await reported(job.id)).toEqual({ films: "disk_changed" });
  });
});

test("a warning names the uppermost directory only, and at most three directories that are gone", async () => {
  await lay("mounted root");
  await scans.scan({ threads: disks.threads });
  await unmountRoot();
  await mkdir(at("films"));
  await writeFile(at("marker"), "");
  const job = await scans.scan({ threads: disks.threads });
  const { errors } = await scans.store.videos.errorsOfJob(job.id, { limit: 10 });
  expect(errors).toMatchObject([
    { path: scans.root, code: "disk_changed", error: expect.stringContaining("in it are on") },
  ]);
});

describe("a disk that goes away in the middle of a first scan", () => {
  /** Unmounts it when the third file is to be read. */
  const unmountAtThird = (unmount: () => Promise<void>) => {
    let isDone = false;
    scans.beforeProbe = async () => {
      if (scans.probed.length < 3 || isDone) return;
      isDone = true;
      await unmount();
    };
  };
  const names = Array.from({ length: 30 }, (_, index) => `${index}.mp4`);

  test("fails the scan with the reason, and the next scan reads all the rest", async () => {
    await fill("first", ...names);
    await mountRoot();
    unmountAtThird(unmountRoot);
    const job = await scans.scan({ threads: disks.threads });
    expect(job).toMatchObject({ status: "failed", error: expect.stringContaining("went away during the scan") });
    await mountRoot();
    const then = await scans.scan({ threads: disks.threads });
    expect(then).toMatchObject({ status: "completed", counts: { found: 30, unreadable: 0, error_count: 0 } });
    expect((job.counts["new"] ?? 0) + (then.counts["new"] ?? 0)).toBe(30);
    expect((await scans.store.videos.list({ missing: false, limit: 1 })).total).toBe(30);
  });

  test("is named by the scan if it is below the scanned directory, and the next scan reads all the rest", async () => {
    await fill("second", ...names);
    await mkdir(at("disk2"));
    await mountSecond();
    unmountAtThird(unmountSecond);
    const job = await scans.scan({ threads: disks.threads });
    const { errors } = await scans.store.videos.errorsOfJob(job.id, { limit: 100 });
    expect(errors.filter(({ code }) => code === "disk_lost").map(({ path }) => path)).toEqual([at("disk2")]);
    await mountSecond();
    const then = await scans.scan({ threads: disks.threads });
    expect(then).toMatchObject({ status: "completed", counts: { unreadable: 0, error_count: 0 } });
    expect((job.counts["new"] ?? 0) + (then.counts["new"] ?? 0)).toBe(30);
    expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
  });
});
