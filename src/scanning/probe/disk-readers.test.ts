import { describe, expect, test } from "vitest";
import { type Disk, DiskModel } from "../../../test/scanning/disk-model.ts";
import { DiskReaders } from "./disk-readers.ts";

const processors = 2;
const most = 16;
/** Files differ in size about as those of a library do. */
const spread = 0.8;
const seeds = [1, 2, 3];

/** Measured on a rotating disk: 14.3 ms a file with one reader, 11.7 with four, 17.9 with 32. */
const rotating: Disk = {
  kind: "seeks",
  fileMs: (waiting) => {
    const doublings = Math.log2(Math.max(1, waiting));
    return doublings < 2 ? 14.3 - 1.3 * doublings : 11.7 + 2.07 * (doublings - 2);
  },
};
/** Each further request costs a way of the head. */
const withoutOrder: Disk = { kind: "seeks", fileMs: (waiting) => 10 + 4 * (waiting - 1) };
const network: Disk = { kind: "waits", fileMs: 20 };
const farNetwork: Disk = { kind: "waits", fileMs: 100 };
const memory: Disk = { kind: "waits", fileMs: 0.01 };

const machines = [
  ["a rotating disk", { disk: rotating, workMs: 2 }],
  ["a rotating disk that puts nothing into order", { disk: withoutOrder, workMs: 2 }],
  ["a network drive", { disk: network, workMs: 1 }],
  ["a far network drive", { disk: farNetwork, workMs: 2 }],
  ["a network drive that keeps the processors busy", { disk: { kind: "waits", fileMs: 2 }, workMs: 1 }],
  ["a fast disk", { disk: { kind: "waits", fileMs: 1 }, workMs: 2 }],
  ["memory", { disk: memory, workMs: 2 }],
] as const satisfies readonly (readonly [string, { disk: Disk; workMs: number }])[];

function machineWith({ disk, workMs }: { disk: Disk; workMs: number }, seed: number) {
  const model = new DiskModel({ disk, workMs, processors, spread, seed });
  const { now, idleProcessors } = model;
  return { model, readers: new DiskReaders({ start: processors, most, now, idleProcessors }) };
}

/** The greatest files a second that any fixed number of readers reaches. */
function bestRate(machine: { disk: Disk; workMs: number }): number {
  const rates = [1, 2, 3, 4, 6, 8, 12, 16].map((limit) =>
    new DiskModel({ ...machine, processors, spread, seed: 6 }).run(
      { limit, reading: () => {}, fileDone: () => {} },
      20,
    ),
  );
  return Math.max(...rates);
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
}

describe.each(machines)("%s", (_name, machine) => {
  const best = bestRate(machine);

  test("is read nearly as fast as with the best number of readers, ten seconds after the first file and later", () => {
    const shares = seeds.map((seed) => {
      const { model, readers } = machineWith(machine, seed);
      model.run(readers, 10);
      return { soon: model.run(readers, 10) / best, later: model.run(readers, 30) / best };
    });
    expect(mean(shares.map(({ soon }) => soon))).toBeGreaterThan(0.94);
    expect(mean(shares.map(({ later }) => later))).toBeGreaterThan(0.96);
    for (const { later } of shares) expect(later).toBeGreaterThan(0.9);
  });

  test("is read fast again ten seconds after it has become another disk", () => {
    const before = machine.disk.kind === "seeks" ? network : rotating;
    const shares = seeds.map((seed) => {
      const { model, readers } = machineWith({ ...machine, disk: before }, seed);
      model.run(readers, 20);
      model.setDisk(machine.disk);
      model.run(readers, 10);
      return model.run(readers, 20) / best;
    });
    expect(mean(shares)).toBeGreaterThan(0.92);
  });
});

test("files from memory are read by as many processes as there are processors, and no other number is tried", () => {
  const { model, readers } = machineWith({ disk: memory, workMs: 1 }, 1);
  for (let second = 0; second < 30; second += 1) {
    model.run(readers, 1);
    expect([readers.limit, readers.processes]).toEqual([processors, processors]);
  }
});

test("readers that were added give way when other programs need the processors", () => {
  const { model, readers } = machineWith({ disk: { kind: "waits", fileMs: 10 }, workMs: 1 }, 1);
  model.run(readers, 10);
  expect(readers.processes).toBeGreaterThan(8);
  model.setOthers(1);
  model.setWork(8);
  model.run(readers, 40);
  expect(readers.processes).toBeLessThanOrEqual(6);
});

test("no number is tried while there are too few files for the present one", () => {
  const { model, readers } = machineWith({ disk: network, workMs: 1 }, 1);
  const starved = {
    limit: 1,
    reading: (count: number) => readers.reading(count),
    fileDone: () => readers.fileDone(),
  };
  model.run(starved, 30);
  expect(readers.processes).toBe(processors);
});

test("a trial ends when the number that is tried never comes about", () => {
  const { model, readers } = machineWith({ disk: network, workMs: 1 }, 1);
  const withTwoProcesses = {
    limit: 2,
    reading: (count: number) => readers.reading(count),
    fileDone: () => readers.fileDone(),
  };
  model.run(withTwoProcesses, 2);
  expect(readers.limit).toBeGreaterThan(2);
  model.run(withTwoProcesses, 60);
  expect(readers.processes).toBe(2);
});

test("other disks limit what is tried", () => {
  const model = new DiskModel({ disk: network, workMs: 1, processors, spread, seed: 1 });
  const { now, idleProcessors } = model;
  const readers = new DiskReaders({ start: processors, most, mostNow: () => 6, now, idleProcessors });
  for (let second = 0; second < 30; second += 1) {
    model.run(readers, 1);
    expect(readers.limit).toBeLessThanOrEqual(6);
  }
  expect(readers.processes).toBe(6);
});

test("where there is one process at most, its number never changes", () => {
  const { now, idleProcessors } = new DiskModel({ disk: network, workMs: 1, processors, spread, seed: 1 });
  const readers = new DiskReaders({ start: 1, most: 1, now, idleProcessors });
  for (let files = 0; files < 1_000; files += 1) readers.fileDone();
  expect(readers.limit).toBe(1);
});
