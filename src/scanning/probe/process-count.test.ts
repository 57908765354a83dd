import { expect, test } from "vitest";
import { type Disk, DiskModel } from "../../../test/scanning/disk-model.ts";
import { ProcessCount } from "./process-count.ts";

const network: Disk = { kind: "waits", fileMs: 20 };

/** Disks of one server, whose files are read until the time is over. They share a clock, but no processors. */
function serverWith(options: { start: number; most: number }, disks: Readonly<Record<string, Disk>>) {
  const models = Object.entries(disks).map(([name, disk], index) => {
    const model = new DiskModel({ disk, workMs: 0.5, processors: 2, spread: 0.5, seed: index + 1 });
    return { name, model };
  });
  const [first] = models;
  if (first === undefined) throw new RangeError("There are no disks");
  const { now, idleProcessors } = first.model;
  const count = new ProcessCount({ ...options, now, idleProcessors });
  const readers = new Map<string, number>();
  const run = (seconds: number): void => {
    for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
      for (const { name, model } of models) {
        const disk = {
          get limit() {
            return count.limitOf(name);
          },
          reading: (reading: number) => {
            readers.set(name, reading);
            count.reading(readers);
          },
          fileDone: () => count.fileDone(name, 20),
        };
        model.run(disk, 0.1);
      }
    }
  };
  return { count, run };
}

test("without files, and with files of one disk, there are as many processes as in the beginning", () => {
  const count = new ProcessCount({ start: 2, most: 16 });
  expect(count.wanted).toBe(2);
  count.add("ssd");
  expect([count.wanted, count.limitOf("ssd")]).toEqual([2, 2]);
});

test("a second disk begins with what the first one leaves, and with one process at least", () => {
  const count = new ProcessCount({ start: 2, most: 16 });
  count.add("ssd");
  count.add("nas");
  expect([count.limitOf("ssd"), count.limitOf("nas"), count.wanted]).toEqual([2, 1, 3]);
  count.remove("ssd");
  expect(count.wanted).toBe(2);
});

test("two disks that both need many processes get an equal share of the most", () => {
  const { count, run } = serverWith({ start: 2, most: 8 }, { nas: network, "other nas": network });
  count.add("nas");
  run(0);
  count.add("other nas");
  run(30);
  expect([count.limitOf("nas"), count.limitOf("other nas"), count.wanted]).toEqual([4, 4, 8]);
});

test("a disk that needs many processes lends none to one that needs few", () => {
  const slowedByReaders: Disk = { kind: "seeks", fileMs: (waiting) => 10 + 8 * (waiting - 1) };
  const { count, run } = serverWith({ start: 2, most: 16 }, { nas: network, usb: slowedByReaders });
  count.add("nas");
  count.add("usb");
  run(20);
  expect(count.limitOf("nas")).toBeGreaterThan(6);
  expect(count.limitOf("usb")).toBeLessThanOrEqual(2);
});

test("what a disk needs is remembered for the next scan, and forgotten after half a minute without files", () => {
  const { count, run } = serverWith({ start: 2, most: 16 }, { nas: network });
  count.add("nas");
  run(20);
  const needed = count.limitOf("nas");
  expect(needed).toBeGreaterThan(8);
  count.remove("nas");
  run(20);
  count.add("nas");
  expect(count.limitOf("nas")).toBe(needed);
  count.remove("nas");
  run(31);
  count.add("nas");
  expect(count.limitOf("nas")).toBe(2);
});

test("a process gets so many files ahead that they take 24 milliseconds, by the speed of their disk", () => {
  const count = new ProcessCount({ start: 2, most: 16 });
  for (const disk of ["ssd", "nas"]) count.add(disk);
  for (let files = 0; files < 200; files += 1) {
    count.fileDone("ssd", 3.1);
    count.fileDone("nas", 20);
  }
  expect([count.depthOf("ssd"), count.depthOf("nas"), count.files]).toEqual([7, 1, 24]);
});

test("other limits hold at once, also for disks that are in use", () => {
  const count = new ProcessCount({ start: 4, most: 16 });
  count.add("a");
  expect(count.limitOf("a")).toBe(4);
  count.limitTo({ start: 1, most: 1 });
  expect([count.wanted, count.limitOf("a")]).toEqual([1, 1]);
  count.limitTo({ start: 6, most: 6 });
  expect([count.wanted, count.limitOf("a")]).toEqual([6, 6]);
  count.remove("a");
  count.add("b");
  expect(count.limitOf("b")).toBe(6);
});
