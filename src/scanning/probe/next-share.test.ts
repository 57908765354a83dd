import { expect, test } from "vitest";
import { type FilesOfDisk, type FreeProcess, nextShare } from "./next-share.ts";

const free: FreeProcess = { inHand: 0, disk: null };
const mayStart = false;

function files(disk: string, count: number, changes: Partial<FilesOfDisk> = {}): FilesOfDisk {
  return { disk, count, limit: 2, depth: 4, ...changes };
}

function reading(disk: string, inHand: number): FreeProcess {
  return { disk, inHand };
}

test("a process without files gets its part of those that wait, and at most as many as it may have", () => {
  expect(nextShare([free, reading("a", 1)], [files("a", 3)], { mayStart })).toEqual({
    process: free,
    disk: "a",
    count: 2,
  });
  expect(nextShare([free], [files("a", 100)], { mayStart })?.count).toBe(4);
});

test("a process that has half of its files left gets more of the same disk", () => {
  const process = reading("a", 2);
  expect(nextShare([process], [files("b", 100, { limit: 0 }), files("a", 100)], { mayStart })).toEqual({
    process,
    disk: "a",
    count: 2,
  });
  expect(nextShare([reading("a", 3)], [files("a", 100)], { mayStart })).toBeNull();
});

test("no more processes read from a disk than its limit", () => {
  expect(nextShare([reading("a", 4), reading("a", 4), free], [files("a", 100)], { mayStart })).toBeNull();
  expect(nextShare([reading("a", 1), reading("a", 1), reading("a", 1)], [files("a", 100)], { mayStart })).toBeNull();
});

test("the disk with the smallest part of its limit comes first, and among equals the one that waits longest", () => {
  const processes = [reading("a", 4), reading("a", 4), reading("b", 4), free];
  const disks = [files("a", 100, { limit: 8 }), files("b", 100, { limit: 2 })];
  expect(nextShare(processes, disks, { mayStart })?.disk).toBe("a");
  expect(nextShare([free], disks, { mayStart })?.disk).toBe("a");
});

test("processes of one disk end what they have when another disk has none and no process can be started", () => {
  const processes = [reading("a", 1), reading("a", 1)];
  const disks = [files("a", 100), files("b", 1)];
  expect(nextShare(processes, disks, { mayStart })).toBeNull();
  expect(nextShare(processes, disks, { mayStart: true })?.disk).toBe("a");
  expect(nextShare([free, reading("a", 1)], disks, { mayStart })).toMatchObject({ process: free, disk: "b" });
});

test("nobody gets anything when nothing waits, or when nobody is free", () => {
  expect(nextShare([free], [files("a", 0)], { mayStart })).toBeNull();
  expect(nextShare([], [files("a", 1)], { mayStart })).toBeNull();
});
