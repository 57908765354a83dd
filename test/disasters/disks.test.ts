/** Disks that are not mounted, or that others are mounted in place of: none of their videos is marked missing. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { describe } from "vitest";
import {
  type Disaster,
  type LonelyDisaster,
  placesUnderTest,
  testAlone,
  testSideBySide,
} from "./disasters-under-test.ts";

const belowScannedDirectory: readonly Disaster[] = [
  {
    title: "a disk below the scanned directory is not mounted, and its mount point is empty",
    happens: ({ unmountSecond }) => unmountSecond(),
    reports: { disk2: "disk_changed" },
    mend: ({ mountSecond }) => mountSecond(),
  },
  {
    title: "a disk below the scanned directory is not mounted, and a marker is in its mount point",
    happens: async ({ at, unmountSecond }) => {
      await unmountSecond();
      await writeFile(at("disk2/.nomedia"), "");
    },
    reports: { disk2: "disk_changed" },
    mend: ({ mountSecond }) => mountSecond(),
  },
  {
    title: "a disk below the scanned directory is not mounted, and lost+found is in its mount point",
    happens: async ({ at, unmountSecond }) => {
      await unmountSecond();
      await mkdir(at("disk2/lost+found"));
    },
    reports: { disk2: "disk_changed" },
    mend: ({ mountSecond }) => mountSecond(),
  },
  {
    title: "a disk below the scanned directory is not mounted, and a skeleton is in its mount point",
    happens: async ({ at, unmountSecond }) => {
      await unmountSecond();
      await mkdir(at("disk2/deep"));
    },
    reports: { disk2: "disk_changed" },
    mend: ({ mountSecond }) => mountSecond(),
  },
  {
    title: "a disk below the scanned directory and its mount point are removed together",
    happens: async ({ at, unmountSecond }) => {
      await unmountSecond();
      await rm(at("disk2"), { recursive: true });
    },
    reports: { "": "disk_changed" },
    mend: async ({ at, mountSecond }) => {
      await mkdir(at("disk2"));
      await mountSecond();
    },
  },
  {
    title: "a disk that was scanned by itself before is not mounted when its parent is scanned",
    before: async (place) => void (await place.scan({ path: place.at("disk2") })),
    happens: ({ unmountSecond }) => unmountSecond(),
    reports: { disk2: "disk_changed" },
    mend: ({ mountSecond }) => mountSecond(),
  },
  {
    title: "another disk is mounted over a directory with videos",
    happens: async (place) => {
      await place.makeDisk("third", "new.mp4");
      await place.mount("third", place.at("films"));
    },
    reports: { films: "disk_changed" },
    mend: ({ at, unmount }) => unmount(at("films")),
    reportsThen: { films: "disk_changed" },
  },
  {
    title: "another disk is mounted in place of the right one",
    happens: async (place) => {
      await place.unmountSecond();
      await place.makeDisk("third", "new.mp4", "deep/new.mp4");
      await place.mount("third", place.at("disk2"));
    },
    reports: { disk2: "disk_changed" },
    mend: async ({ at, unmount, mountSecond }) => {
      await unmount(at("disk2"));
      await mountSecond();
    },
    reportsThen: { disk2: "disk_changed" },
  },
  {
    title: "the mount point behind a followed link is empty",
    layout: "linked",
    happens: ({ outside, unmount }) => unmount(outside("media")),
    reports: { disk2: "disk_changed" },
    mend: ({ outside, mount }) => mount("second", outside("media")),
  },
  {
    title: "the mount point behind a followed link is gone",
    layout: "linked",
    happens: async ({ outside, unmount }) => {
      await unmount(outside("media"));
      await rm(outside("media"), { recursive: true });
    },
    mend: async ({ outside, mount }) => {
      await mkdir(outside("media"));
      await mount("second", outside("media"));
    },
  },
];

describe("a disk below the scanned directory, of which nothing is marked missing:", () => {
  testSideBySide(belowScannedDirectory);
});

const scannedDirectory: readonly LonelyDisaster[] = [
  {
    title: "the scanned disk is not mounted, and its mount point is empty",
    layout: "mounted",
    happens: ({ unmountDirectory }) => unmountDirectory(),
    reports: { "": "root_empty" },
    mend: ({ mountDirectory }) => mountDirectory(),
  },
  ...[".nomedia", "NOT_MOUNTED"].map(
    (name): Disaster => ({
      title: `the scanned disk is not mounted, and a marker ${name} is in its mount point`,
      layout: "mounted",
      happens: async ({ at, unmountDirectory }) => {
        await unmountDirectory();
        await writeFile(at(name), "");
      },
      reports: { "": "disk_changed" },
      mend: ({ mountDirectory }) => mountDirectory(),
    }),
  ),
  {
    title: "the scanned disk is not mounted, and lost+found is in its mount point",
    layout: "mounted",
    happens: async ({ at, unmountDirectory }) => {
      await unmountDirectory();
      await mkdir(at("lost+found"));
    },
    reports: { "": "disk_changed" },
    mend: ({ mountDirectory }) => mountDirectory(),
  },
  {
    title: "the scanned disk is not mounted, and a skeleton of empty directories is in its mount point",
    layout: "mounted",
    happens: async ({ at, unmountDirectory }) => {
      await unmountDirectory();
      await mkdir(at("films"));
      await mkdir(at("disk2/deep"), { recursive: true });
    },
    reports: { "": "disk_changed" },
    mend: ({ mountDirectory }) => mountDirectory(),
  },
  {
    title: "the scanned disk is not mounted, and other videos are in its mount point",
    layout: "mounted",
    happens: async (place) => {
      await place.unmountDirectory();
      await place.make("films/new.mp4");
    },
    reports: { "": "disk_changed" },
    mend: async ({ at, mountDirectory }) => {
      await rm(at("films"), { recursive: true });
      await mountDirectory();
    },
    // The new video was seen on the other disk.
    reportsThen: { films: "disk_changed" },
  },
  {
    title: "the scanned disk and its mount point are removed together",
    layout: "mounted",
    happens: async ({ directory, unmountDirectory }) => {
      await unmountDirectory();
      await rm(directory, { recursive: true });
    },
    fails: true,
    mend: async ({ directory, mountDirectory }) => {
      await mkdir(directory);
      await mountDirectory();
    },
  },
  {
    title: "a disk that is mounted below another scanned directory is not mounted, and is scanned by itself",
    happens: ({ unmountSecond }) => unmountSecond(),
    wishes: { path: "disk2" },
    reports: { disk2: "root_empty" },
    mend: ({ mountSecond }) => mountSecond(),
  },
  {
    title: "a disk is not mounted while a scan leaves subdirectories out",
    happens: ({ unmountSecond }) => unmountSecond(),
    wishes: { recursive: false },
    mend: ({ mountSecond }) => mountSecond(),
  },
];

describe("a scanned disk, of which nothing is marked missing:", () => {
  testAlone(placesUnderTest(), scannedDirectory);
});
