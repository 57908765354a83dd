/** The warning about a disk that seems not to be mounted: what it names, and how a person answers it. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { scansUnderTest } from "../scanning/scans-under-test.ts";
import { onFirst, onSecond, type Place, placesUnderTest } from "./disasters-under-test.ts";

const newPlace = placesUnderTest();

async function scan(place: Place, wishes = {}) {
  const job = await place.scan(wishes);
  return { counts: job.counts, ...(await place.outcomeOf(job)) };
}

async function scanned(layout: "mounted" | "nested"): Promise<Place> {
  const place = newPlace();
  await place.lay(layout);
  await place.scan();
  return place;
}

describe("a person who says that the directory really is empty", () => {
  const acceptEmpty = true;

  test("has all videos of an empty scanned directory marked missing, and the warning ends", async () => {
    const place = await scanned("mounted");
    await place.unmountDirectory();
    expect(await scan(place)).toMatchObject({ reports: { "": "root_empty" }, missing: [] });
    const all = [...onFirst, ...onSecond].toSorted();
    expect(await scan(place, { acceptEmpty })).toMatchObject({ reports: {}, missing: all });
    expect(await scan(place)).toMatchObject({ reports: {}, remembered: {}, counts: { missing: 0, error_count: 0 } });
    await place.mountDirectory();
    expect(await scan(place)).toMatchObject({ counts: { new: 0, skipped: 5 }, missing: [] });
  });

  test("has the videos of another disk marked missing, those of the directory alone if only this is scanned", async () => {
    const place = await scanned("nested");
    await rm(place.at("films"), { recursive: true });
    await place.unmountSecond();
    await mkdir(place.at("disk2/deep"));
    expect(await scan(place)).toMatchObject({ reports: { disk2: "disk_changed" }, missing: ["films/b.mp4"] });
    const path = place.at("disk2");
    expect(await scan(place, { path, acceptEmpty })).toMatchObject({ counts: { missing: 3 }, reports: {} });
    expect(await scan(place)).toMatchObject({ counts: { missing: 0 }, reports: {} });
  });

  test("has the videos of a disk marked missing whose mount point is gone as well", async () => {
    const place = await scanned("nested");
    await place.unmountSecond();
    await rm(place.at("disk2"), { recursive: true });
    expect(await scan(place)).toMatchObject({ reports: { "": "disk_changed" }, missing: [] });
    expect(await scan(place, { acceptEmpty })).toMatchObject({ reports: {}, missing: onSecond });
    expect(await scan(place)).toMatchObject({ counts: { error_count: 0 }, reports: {} });
  });

  test("changes nothing for videos that are there", async () => {
    const place = await scanned("nested");
    expect(await scan(place, { acceptEmpty })).toMatchObject({ counts: { skipped: 5, missing: 0 }, missing: [] });
  });
});

test("a warning names the uppermost directory only", async () => {
  const place = await scanned("mounted");
  await place.unmountDirectory();
  await mkdir(place.at("films"));
  await writeFile(place.at("marker"), "");
  const job = await place.scan();
  const { errors } = await place.scans.store.videos.errorsOfJob(job.id, { limit: 10 });
  expect(errors).toMatchObject([
    { path: place.directory, code: "disk_changed", error: expect.stringContaining("in it are on") },
  ]);
});

describe("a disk that gets another number", () => {
  const scans = scansUnderTest();

  test("has its videos known as before, and is remembered under it", async () => {
    await scans.make("1.mp4", "2.mp4", "3.mp4");
    await scans.scan();
    await scans.forgetDisks("another disk");
    await rm(`${scans.root}/1.mp4`);
    scans.probed = [];
    const job = await scans.scan();
    expect(job.counts).toMatchObject({ skipped: 2, new: 0, updated: 0, missing: 0 });
    expect(scans.probed).toEqual([]);
    const { errors } = await scans.store.videos.errorsOfJob(job.id, { limit: 10 });
    expect(errors).toMatchObject([{ path: scans.root, code: "disk_changed" }]);
    await rm(`${scans.root}/2.mp4`);
    // The video that went with the old number is not proven gone by the new one.
    expect((await scans.scan()).counts).toMatchObject({ missing: 1 });
    expect(await scans.missing()).toEqual(["2.mp4"]);
  });

  test("in a library that an older program wrote marks what other videos of the directory prove", async () => {
    await scans.make("a/1.mp4", "a/2.mp4", "b/3.mp4");
    await scans.scan();
    await scans.forgetDisks(null);
    await rm(`${scans.root}/a/1.mp4`);
    await rm(`${scans.root}/b/3.mp4`);
    const job = await scans.scan();
    expect(await scans.missing()).toEqual(["1.mp4"]);
    const { errors } = await scans.store.videos.errorsOfJob(job.id, { limit: 10 });
    expect(errors).toMatchObject([{ path: `${scans.root}/b`, code: "disk_changed" }]);
  });
});
