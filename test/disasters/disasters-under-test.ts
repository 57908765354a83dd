/**
 * For tests of promise 5: a scan never harms the library. A disaster happens to scanned videos, and the next scan marks
 * only those videos missing that are proven gone, and warns of the rest. Where the disaster can be mended, the scan after
 * that finds everything as before and reads nothing again, apart from files that were not missing and whose inodes are not
 * as before.
 *
 * The videos of a disaster are `a.mp4` and `films/b.mp4` on the disk of the scanned directory, and three on a disk of
 * their own that is mounted at `disk2`: `1.mp4`, `2.mp4` and `deep/3.mp4`. For some disasters the scanned directory
 * itself is a mounted disk.
 *
 * Disasters that need no scan of their own happen side by side, each in a subdirectory of the scanned directory: so 20
 * of them take three scans, not 60.
 */
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { copyClip } from "../clip-tree.ts";
import { type Disks, makeDisks } from "../scanning/disks.ts";
import { type ScansUnderTest, scansUnderTest, type Wishes } from "../scanning/scans-under-test.ts";
import { defaultWalkRules } from "../scanning/walk-rules.ts";

export interface Disaster {
  readonly title: string;
  /** Where the videos are. Default: `nested`. */
  readonly layout?: Layout;
  /** Further preparations before the first scan. */
  readonly before?: (place: Place) => Promise<void>;
  readonly happens: (place: Place) => Promise<void>;
  /** The videos that may be marked missing. Default: none. */
  readonly marks?: readonly string[];
  /** The directories and files that the scan reports, with the code; `any` if chance decides. Default: none. */
  readonly reports?: Readonly<Record<string, string>> | "any";
  /** Makes everything as it was. */
  readonly mend?: (place: Place) => Promise<void>;
  /** The directories that the scan after that reports. Default: none. */
  readonly reportsThen?: Readonly<Record<string, string>>;
  /** Files that the scan after that reads, because their inodes were changed although they were not missing. Default: none. */
  readonly readsThen?: readonly string[];
}

/** A disaster that needs a scan of its own. */
export interface LonelyDisaster extends Disaster {
  /** For the scan after the disaster. */
  readonly wishes?: Wishes;
  /** Whether the scan fails. Default: no. */
  readonly fails?: boolean;
}

/**
 * `nested`: one disk is mounted below the directory; `linked`: there is a link to its mount point; `mounted`: the
 * directory is a disk itself; `one disk`: no disk is mounted.
 */
type Layout = "nested" | "linked" | "mounted" | "one disk";

interface Outcome {
  /** Names of the videos that are marked missing. */
  readonly missing: readonly string[];
  /** What the scan reported: names and codes. */
  readonly reports: Readonly<Record<string, string>>;
  /** Problems in the library, which the next scan compares. */
  readonly remembered: Readonly<Record<string, string>>;
}

export const onFirst = ["a.mp4", "films/b.mp4"];
export const onSecond = ["disk2/1.mp4", "disk2/2.mp4", "disk2/deep/3.mp4"];

/** Follows links to directories, which only matters for the layout `linked`. */
export const followLinks: Wishes = { walk: { ...defaultWalkRules, followLinks: true } };

/** The directory of one disaster. */
export class Place {
  readonly directory: string;
  readonly scans: ScansUnderTest;
  readonly disks: Disks;
  readonly #name: string;

  constructor(directory: string, name: string, parts: { readonly scans: ScansUnderTest; readonly disks: Disks }) {
    this.directory = directory;
    this.#name = name;
    this.scans = parts.scans;
    this.disks = parts.disks;
  }

  // The calls below are properties, so that a disaster can name those that it needs.
  readonly at = (name: string): string => join(this.directory, name);

  /** A path outside of the scanned directory that belongs to this disaster. */
  readonly outside = (name: string): string => join(this.scans.directory, `${this.#name} ${name}`);

  readonly make = async (...names: string[]): Promise<void> => {
    for (const name of names) await copyClip(clip, this.at(name));
  };

  /** Makes a disk with these videos. */
  readonly makeDisk = async (name: string, ...videos: string[]): Promise<void> => {
    const content = await this.disks.make(this.#disk(name));
    for (const video of videos) await copyClip(clip, join(content, video));
  };

  readonly mount = (name: string, at: string): Promise<void> => this.disks.mount(this.#disk(name), at);
  readonly unmount = (at: string): Promise<void> => this.disks.unmount(at);
  readonly mountSecond = () => this.mount("second", this.at("disk2"));
  readonly unmountSecond = () => this.unmount(this.at("disk2"));
  readonly mountDirectory = () => this.mount("first", this.directory);
  readonly unmountDirectory = () => this.unmount(this.directory);

  async lay(layout: Layout): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    if (layout === "mounted") {
      await this.makeDisk("first", ...onFirst, ...onSecond);
      return this.mountDirectory();
    }
    await this.make(...onFirst);
    if (layout === "one disk") return this.make(...onSecond);
    await this.makeDisk("second", ...onSecond.map((name) => name.replace("disk2/", "")));
    const point = layout === "linked" ? this.outside("media") : this.at("disk2");
    await mkdir(point);
    await this.mount("second", point);
    if (layout === "linked") await symlink(point, this.at("disk2"));
  }

  /** Scans the directory, or another one, to the end. */
  scan(wishes: Wishes = {}): Promise<Job> {
    return this.scans.scan({ path: this.directory, threads: this.disks.threads, ...wishes });
  }

  /** What the library holds of this place after a scan. */
  async outcomeOf(job: Job): Promise<Outcome> {
    const { videos } = this.scans.store;
    const missing = (await videos.list({ missing: true, limit: 100 })).videos.map(({ path }) => path);
    const reports = (await videos.errorsOfJob(job.id, { limit: 100 })).errors;
    const remembered = (await videos.problems({ limit: 100 })).errors;
    return {
      missing: this.#own(missing).toSorted(),
      reports: this.#codes(reports),
      remembered: this.#codes(remembered),
    };
  }

  #codes(problems: readonly { readonly path: string; readonly code: string }[]): Readonly<Record<string, string>> {
    const own = problems.filter(({ path }) => this.#isOwn(path));
    return Object.fromEntries(own.map(({ path, code }) => [path.slice(this.directory.length + 1), code]));
  }

  /** The files of this place that were read since `scans.probed` was emptied. */
  get probed(): readonly string[] {
    return this.#own(this.scans.probed);
  }

  #own(paths: readonly string[]): string[] {
    return paths.filter((path) => this.#isOwn(path)).map((path) => path.slice(this.directory.length + 1));
  }

  #isOwn(path: string): boolean {
    return path === this.directory || path.startsWith(`${this.directory}/`);
  }

  #disk(name: string): string {
    return `${this.#name} ${name}`;
  }
}

const clip = "h264-aac-faststart.mp4";

/** Places for disasters, each with a scanned directory of its own, in a library that the tests of the file share. */
export function placesUnderTest(): () => Place {
  const scans = scansUnderTest({ opens: "once" });
  let disks: Disks;
  let count = 0;
  beforeEach(() => {
    disks = makeDisks(join(scans.directory, `disks ${count}`));
  });
  afterEach(() => disks[Symbol.asyncDispose]());
  return () => {
    count += 1;
    return new Place(join(scans.root, String(count)), String(count), { scans, disks });
  };
}

/** Registers a test per disaster. Each has three scans of its own. */
export function testAlone(newPlace: () => Place, disasters: readonly LonelyDisaster[]): void {
  test.each(disasters)("$title", async ({ layout = "nested", wishes = {}, fails = false, ...disaster }) => {
    const { marks = [], reports = {}, reportsThen = {}, readsThen = [] } = disaster;
    const place = newPlace();
    await place.lay(layout);
    const usual = layout === "linked" ? followLinks : {};
    await disaster.before?.(place);
    await place.scan(usual);
    await disaster.happens(place);
    const path = wishes.path === undefined ? place.directory : place.at(wishes.path);
    const job = await place.scan({ ...usual, ...wishes, path });
    expect(job.status).toBe(fails ? "failed" : "completed");
    expect(await place.outcomeOf(job)).toMatchObject(
      reports === "any" ? { missing: marks } : { missing: marks, reports },
    );
    if (disaster.mend === undefined) return;
    place.scans.beforeLookUp = () => {};
    await disaster.mend(place);
    place.scans.probed = [];
    const then = await place.scan(usual);
    expect(then).toMatchObject({ status: "completed", counts: { missing: 0, updated: 0 } });
    expect(await place.outcomeOf(then)).toEqual({ missing: [], reports: reportsThen, remembered: reportsThen });
    expect(place.probed).toEqual(readsThen);
  });
}

/**
 * Registers a test per disaster. All of them happen between the same two scans, and are mended before a third one.
 *
 * @param wishesAfter options of the scan after the disasters
 */
export function testSideBySide(
  disasters: readonly Disaster[],
  wishesAfter: (scans: ScansUnderTest) => Wishes = () => ({}),
): void {
  const scans = scansUnderTest({ opens: "once" });
  const rows = disasters.map((disaster, index) => ({ ...disaster, index }));
  const after: Outcome[] = [];
  const mended: Outcome[] = [];
  const probedAgain: (readonly string[])[] = [];
  beforeAll(async () => {
    await using disks = makeDisks(join(scans.directory, "disks"));
    const usual: Wishes = { ...followLinks, threads: disks.threads };
    const placed = rows.map((row) => {
      const place = new Place(join(scans.root, String(row.index)), String(row.index), { scans, disks });
      return { ...row, place };
    });
    for (const { place, layout = "nested", before } of placed) {
      await place.lay(layout);
      await before?.(place);
    }
    await scans.scan(usual);
    for (const { place, happens } of placed) await happens(place);
    const job = await scans.scan({ ...usual, ...wishesAfter(scans) });
    for (const { place } of placed) after.push(await place.outcomeOf(job));
    for (const { place, mend } of placed) await mend?.(place);
    scans.probed = [];
    const then = await scans.scan(usual);
    for (const { place } of placed) {
      mended.push(await place.outcomeOf(then));
      probedAgain.push(place.probed);
    }
  }, 60_000);

  test.each(rows)("$title", ({ index, marks = [], reports = {}, mend, reportsThen = {}, readsThen = [] }) => {
    expect(after[index]).toMatchObject(reports === "any" ? { missing: marks } : { missing: marks, reports });
    if (mend === undefined) return;
    expect(mended[index]).toEqual({ missing: [], reports: reportsThen, remembered: reportsThen });
    expect(probedAgain[index]).toEqual(readsThen);
  });
}
