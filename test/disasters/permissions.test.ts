/** Permissions that are lost: nothing is marked missing. */
import { chmod } from "node:fs/promises";
import { afterAll, beforeAll, describe } from "vitest";
import {
  type Disaster,
  type LonelyDisaster,
  placesUnderTest,
  testAlone,
  testSideBySide,
} from "./disasters-under-test.ts";

// Permissions do not apply to root, so a scan that starts as root becomes the user `nobody` of most systems.
const isRoot = process.geteuid?.() === 0;
beforeAll(() => {
  if (isRoot) process.seteuid?.(65_534);
});
afterAll(() => {
  if (isRoot) process.seteuid?.(0);
});

/**
 * What a directory of this mode answers: 000 nothing; 111 has files but does not list them; 444 lists names but shows no
 * file.
 */
const modes = [0o000, 0o111, 0o444] as const;
const shown = (mode: number) => mode.toString(8).padStart(3, "0");

const belowScannedDirectory: readonly Disaster[] = [
  ...modes.map(
    (mode): Disaster => ({
      title: `a directory has the mode ${shown(mode)}`,
      layout: "one disk",
      happens: ({ at }) => chmod(at("films"), mode),
      reports: mode === 0o444 ? { "films/b.mp4": "unreadable" } : { films: "directory_unreadable" },
      mend: ({ at }) => chmod(at("films"), 0o755),
    }),
  ),
  ...modes.map(
    (mode): Disaster => ({
      title: `a directory with subdirectories has the mode ${shown(mode)}`,
      layout: "one disk",
      happens: ({ at }) => chmod(at("disk2"), mode),
      reports:
        mode === 0o444
          ? { "disk2/1.mp4": "unreadable", "disk2/2.mp4": "unreadable", "disk2/deep": "directory_unreadable" }
          : { disk2: "directory_unreadable" },
      mend: ({ at }) => chmod(at("disk2"), 0o755),
    }),
  ),
  {
    title: "a file has the mode 000",
    layout: "one disk",
    happens: ({ at }) => chmod(at("films/b.mp4"), 0o000),
    reports: process.getuid?.() === 0 ? {} : { "films/b.mp4": "unreadable" },
    mend: ({ at }) => chmod(at("films/b.mp4"), 0o644),
    readsThen: ["films/b.mp4"],
  },
];

const scannedDirectory = modes.map(
  (mode): LonelyDisaster => ({
    title: `the scanned directory has the mode ${shown(mode)}`,
    layout: "one disk",
    happens: ({ directory }) => chmod(directory, mode),
    fails: mode !== 0o444,
    mend: ({ directory }) => chmod(directory, 0o755),
  }),
);

// A changed file that may not be opened is among the faults of `faulty-disk.test.ts`.
describe.skipIf(process.platform === "win32")("nothing is marked missing when", () => {
  describe("below the scanned directory", () => {
    testSideBySide(belowScannedDirectory);
  });
  describe("for itself", () => {
    testAlone(placesUnderTest(), scannedDirectory);
  });
});
