import { expect, test } from "vitest";
import { ProcessCount } from "./process-count.ts";

const processors = 2;

/**
 * A disk and processors: each process waits `waitMs` for the disk and then computes for `workMs`, a file after the
 * other, and the disk serves so many of them at once.
 */
function machine({ waitMs, workMs, served = Number.POSITIVE_INFINITY }: Machine) {
  /** How many processors other programs keep busy. */
  let others = 0;
  let now = 0;
  let busyMs = 0;
  const count = new ProcessCount({
    least: processors,
    most: 16,
    now: () => now,
    processorTimes: () => ({ busyMs, count: processors }),
  });
  /** Lets time pass in which as many files are done as the machine can do. */
  const run = (seconds: number): number => {
    let files = 0;
    for (const end = now + seconds * 1_000; now < end; ) {
      const byWaiting = Math.min(count.wanted, served) / (waitMs + workMs);
      const byProcessors = (processors - others) / workMs;
      const rate = Math.min(byWaiting, byProcessors);
      now += 1 / rate;
      busyMs += (rate * workMs + others) / rate;
      files += 1;
      count.fileDone();
    }
    return files;
  };
  const setOthers = (processorsOfOthers: number): void => {
    others = processorsOfOthers;
  };
  return { count, run, setOthers };
}

interface Machine {
  readonly waitMs: number;
  readonly workMs: number;
  /** How many processes the disk can serve at once. */
  readonly served?: number;
}

test("files that arrive at once are read by as many processes as there are processors", () => {
  const { count, run } = machine({ waitMs: 0, workMs: 0.5 });
  run(20);
  expect(count.wanted).toBe(processors);
});

test("files that take time to arrive are read by more processes, until the processors are busy or the limit is reached", () => {
  const half = machine({ waitMs: 2, workMs: 1 });
  half.run(20);
  expect(half.count.wanted).toBe(5);
  const slow = machine({ waitMs: 50, workMs: 0.5 });
  slow.run(60);
  expect(slow.count.wanted).toBe(16);
});

test("processes that do not make a disk faster are removed again", () => {
  const { count, run } = machine({ waitMs: 20, workMs: 0.5, served: 4 });
  run(20);
  expect(count.wanted).toBe(4);
});

test("processes are removed when other programs need the processors", () => {
  const { count, run, setOthers } = machine({ waitMs: 10, workMs: 1 });
  run(20);
  expect(count.wanted).toBeGreaterThan(6);
  setOthers(1.9);
  run(20);
  expect(count.wanted).toBe(processors);
});

test("no process is added while there are too few files for the present ones", () => {
  const { count, run } = machine({ waitMs: 50, workMs: 0.5 });
  for (let second = 0; second < 20; second++) {
    count.starved();
    run(0.4);
    count.starved();
  }
  expect(count.wanted).toBe(processors);
});

test("a fixed number of processes never changes", () => {
  let now = 0;
  const count = new ProcessCount({
    least: 3,
    most: 3,
    now: () => now,
    processorTimes: () => ({ busyMs: 0, count: 8 }),
  });
  for (let files = 0; files < 100; files++) {
    now += 100;
    count.fileDone();
  }
  expect(count.wanted).toBe(3);
});
