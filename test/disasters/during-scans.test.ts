/** Disasters in the middle of a scan, and scans that end early in a disaster: nothing is marked missing that is not gone. */
import { appendFile, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { scanRequest } from "../../src/scanning/scan-payload.ts";
import { copyClip } from "../clip-tree.ts";
import { counts, ended } from "../scanning/scans-under-test.ts";
import { type Place, placesUnderTest, testAlone } from "./disasters-under-test.ts";

const newPlace = placesUnderTest();

/** Calls `happens` once, when the library is asked for the first known files of a scan. */
function atFirstLookUp({ scans }: Place, happens: () => Promise<void>): void {
  scans.beforeLookUp = async () => {
    scans.beforeLookUp = () => {};
    await happens();
  };
}

describe("in the middle of a scan,", () => {
  testAlone(newPlace, [
    {
      title: "a disk is unmounted, and a skeleton of its directories is in its mount point",
      happens: async (place) => {
        await place.unmountSecond();
        await mkdir(place.at("disk2/deep"));
        await place.mountSecond();
        atFirstLookUp(place, place.unmountSecond);
      },
      reports: "any",
      mend: ({ mountSecond }) => mountSecond(),
    },
    {
      title: "a disk is unmounted, and its mount point is empty",
      happens: async (place) => atFirstLookUp(place, place.unmountSecond),
      reports: "any",
      mend: ({ mountSecond }) => mountSecond(),
    },
    {
      title: "a disk is mounted",
      happens: async (place) => {
        await place.unmountSecond();
        atFirstLookUp(place, place.mountSecond);
      },
      reports: "any",
    },
    {
      title: "a directory is moved away and comes back",
      happens: async (place) =>
        atFirstLookUp(place, async () => {
          await rename(place.at("films"), place.outside("films"));
          place.scans.beforeLookUp = async () => {
            place.scans.beforeLookUp = () => {};
            await rename(place.outside("films"), place.at("films"));
          };
        }),
      reports: "any",
    },
  ]);
});

/** Starts a scan of the whole place, and stops it when the library is asked for known files. */
async function scanThatEndsEarly(place: Place, how: "is cancelled" | "crashes", atStop: () => Promise<void>) {
  const { scans, directory } = place;
  const reached = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  scans.beforeLookUp = async () => {
    reached.resolve();
    await goesOn.promise;
  };
  const { threads } = place.disks;
  const queue = await scans.startQueue({ threads });
  const id = await queue.submit(scanRequest({ path: directory, recursive: true, retry_errors: false }));
  await reached.promise;
  scans.beforeLookUp = () => {};
  await atStop();
  let job: Job;
  if (how === "is cancelled") {
    await queue.cancel(id);
    goesOn.resolve();
    job = await ended(queue, id);
  } else {
    // The state that a killed process leaves: a running job whose run writes nothing more. Another process takes it over.
    const next = await scans.startQueue({ threads });
    job = await ended(next, id);
    goesOn.resolve();
    await next.stop();
  }
  await queue.stop();
  return job;
}

describe("no video is marked missing when a scan", () => {
  const ways = ["is cancelled", "crashes"] as const;
  const moments = ["before", "while", "after"] as const;
  test.each(ways.flatMap((how) => moments.map((moment) => ({ how, moment }))))(
    "$how $moment the disk is unmounted",
    async ({ how, moment }) => {
      const place = newPlace();
      await place.lay("nested");
      await place.scan();
      if (moment === "after") await place.unmountSecond();
      const early = await scanThatEndsEarly(place, how, moment === "while" ? place.unmountSecond : async () => {});
      expect(early.status).toBe(how === "is cancelled" ? "cancelled" : "completed");
      if (moment === "before") await place.unmountSecond();
      expect((await place.outcomeOf(early)).missing).toEqual([]);
      const without = await place.scan();
      expect(await place.outcomeOf(without)).toMatchObject({ missing: [], reports: { disk2: "disk_changed" } });
      await place.mountSecond();
      place.scans.probed = [];
      const then = await place.scan();
      expect(counts(then)).toMatchObject({ skipped: 5, missing: 0, error_count: 0 });
      expect(await place.outcomeOf(then)).toEqual({ missing: [], reports: {}, remembered: {} });
      expect(place.probed).toEqual([]);
    },
  );
});

describe("the scanned directory, replaced while its scan waits for its turn,", () => {
  const replacements: readonly { by: string; replace: (place: Place) => Promise<void>; reason: RegExp | null }[] = [
    { by: "a file", replace: ({ directory }) => writeFile(directory, ""), reason: /is not a directory/ },
    {
      by: "a link to where it is now",
      replace: ({ directory, outside }) => symlink(outside("away"), directory),
      reason: /link/,
    },
    { by: "an empty directory", replace: ({ directory }) => mkdir(directory), reason: null },
    { by: "nothing", replace: async () => {}, reason: /it is not there/ },
  ];
  test.each(replacements)("by $by, has no video marked missing", async ({ replace, reason }) => {
    const place = newPlace();
    await place.lay("one disk");
    await place.scan();
    const waiting = await place.scans.startQueue();
    await waiting.stop();
    const id = await waiting.submit(scanRequest({ path: place.directory, recursive: true, retry_errors: false }));
    await rename(place.directory, place.outside("away"));
    await replace(place);
    const queue = await place.scans.startQueue();
    const job = await ended(queue, id);
    await queue.stop();
    if (reason === null) expect((await place.outcomeOf(job)).reports).toEqual({ "": "root_empty" });
    else expect(job).toMatchObject({ status: "failed", error: expect.stringMatching(reason) });
    expect((await place.outcomeOf(job)).missing).toEqual([]);
  });
});

describe("a video, replaced between its listing and its reading", () => {
  /** Replaces `films/b.mp4` when it is to be read, as it has changed since the first scan. */
  async function scanReplaced(replace: (path: string) => Promise<void>) {
    const place = newPlace();
    await place.lay("one disk");
    await place.scan();
    const path = place.at("films/b.mp4");
    await appendFile(path, "changed");
    place.scans.beforeProbe = async (probed) => {
      place.scans.beforeProbe = () => {};
      await replace(probed);
    };
    const job = await place.scan();
    return { place, outcome: await place.outcomeOf(job), job };
  }
  const facts = async ({ scans }: Place, path: string) =>
    (await scans.store.videos.list({ limit: 100 })).videos.find((video) => video.path === path);

  test("by another video, has the facts and the size of that one", async () => {
    const { place, job } = await scanReplaced(async (path) => {
      await copyClip("av1-opus.mp4", `${path}.new`);
      await rename(`${path}.new`, path);
    });
    expect(counts(job)).toMatchObject({ updated: 1, error_count: 0 });
    expect(await facts(place, place.at("films/b.mp4"))).toMatchObject({ videoCodec: "av1" });
    // The row is of the file that was read: the next scan reads nothing.
    place.scans.probed = [];
    expect(counts(await place.scan())).toMatchObject({ skipped: 5, updated: 0 });
    expect(place.probed).toEqual([]);
  });

  test("by a directory, or by nothing, is reported and not missing; the next scan proves it", async () => {
    for (const isDirectory of [true, false]) {
      const { place, outcome } = await scanReplaced(async (path) => {
        await rm(path);
        if (isDirectory) await mkdir(path);
      });
      const code = isDirectory ? "not_regular_file" : "vanished";
      expect(outcome).toMatchObject({ missing: [], reports: { "films/b.mp4": code } });
      expect(await place.outcomeOf(await place.scan())).toEqual({
        missing: ["films/b.mp4"],
        reports: {},
        remembered: {},
      });
    }
  });
});

test("20 scans at once, while files move to and fro, mark nothing missing that is there in the end", async () => {
  const place = newPlace();
  const shelves = ["1", "2", "3", "4"];
  await place.make(
    ...shelves.flatMap((shelf) => ["a.mp4", "b.mp4", "c.mp4"].map((name) => `${shelf}/${shelf}${name}`)),
  );
  await place.scan();
  const queue = await place.scans.startQueue();
  const request = (path: string) => scanRequest({ path, recursive: true, retry_errors: false });
  // One scan per directory is active at a time. With other keys, scans of the same directory run at the same time, too.
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const path = index % 5 === 4 ? place.directory : place.at(shelves[index % 5] ?? "1");
      return queue.submit({ ...request(path), uniqueKey: `scan ${index}` });
    }),
  );
  let over = false;
  const moving = (async () => {
    for (let round = 0; !over; round += 1) {
      const [from = "1", to = "2"] = [shelves[round % 4], shelves[(round + 1) % 4]];
      for (const name of await readdir(place.at(from)))
        await rename(place.at(join(from, name)), place.at(join(to, name)));
    }
  })();
  const jobs = await Promise.all(ids.map((id) => ended(queue, id)));
  over = true;
  await moving;
  expect(jobs.map(({ status }) => status)).toEqual(ids.map(() => "completed"));
  await queue.stop();
  await place.scan();
  const { videos } = await place.scans.store.videos.list({ missing: false, limit: 100 });
  const present = videos.map(({ path }) => path).filter((path) => path.startsWith(`${place.directory}/`));
  const there = await Promise.all(
    shelves.map(async (shelf) => (await readdir(place.at(shelf))).map((name) => place.at(join(shelf, name)))),
  );
  expect(present.toSorted()).toEqual(there.flat().toSorted());
});

describe("a disk that goes away in the middle of a first scan", () => {
  /** Unmounts a disk when the third file is to be read. */
  const atThirdProbe = ({ scans }: Place, unmount: () => Promise<void>) => {
    scans.probed = [];
    scans.beforeProbe = async () => {
      if (scans.probed.length < 3) return;
      scans.beforeProbe = () => {};
      await unmount();
    };
  };
  const names = Array.from({ length: 30 }, (_, index) => `${index}.mp4`);

  test("fails the scan with the reason, and the next scan reads all the rest", async () => {
    const place = newPlace();
    await mkdir(place.directory);
    await place.makeDisk("first", ...names);
    await place.mountDirectory();
    atThirdProbe(place, place.unmountDirectory);
    const job = await place.scan();
    expect(job).toMatchObject({ status: "failed", error: expect.stringContaining("went away during the scan") });
    await place.mountDirectory();
    const then = await place.scan();
    expect(then).toMatchObject({ status: "completed", counts: { found: 30, unreadable: 0, error_count: 0 } });
    expect((job.counts["new"] ?? 0) + (then.counts["new"] ?? 0)).toBe(30);
  });

  test("is named by the scan if it is below the scanned directory, and the next scan reads all the rest", async () => {
    const place = newPlace();
    await place.makeDisk("second", ...names);
    await mkdir(place.at("disk2"), { recursive: true });
    await place.mountSecond();
    atThirdProbe(place, place.unmountSecond);
    const job = await place.scan();
    expect((await place.outcomeOf(job)).reports).toMatchObject({ disk2: "disk_lost" });
    await place.mountSecond();
    const then = await place.scan();
    expect(then).toMatchObject({ status: "completed", counts: { unreadable: 0, error_count: 0 } });
    expect((job.counts["new"] ?? 0) + (then.counts["new"] ?? 0)).toBe(30);
    expect((await place.outcomeOf(then)).remembered).toEqual({});
  });
});
