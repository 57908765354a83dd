import fc from "fast-check";
import { expect, test } from "vitest";
import { type ScanSample, throughput } from "./throughput.ts";

const at = (seconds: number): Date => new Date(1_700_000_000_000 + 1000 * seconds);
const point = (seconds: number, scanned: number): ScanSample => ({ at: at(seconds), scanned });

test("goes from 0 at the start, through the samples, to the count of the scan at its end", () => {
  const scan = { startedAt: at(0), until: at(9), scanned: 70 };
  const samples = [point(1, 10), point(4, 50)];
  expect(throughput(scan, samples, { most: 10 })).toEqual([point(0, 0), ...samples, point(9, 70)]);
  expect(throughput(scan, [], { most: 10 })).toEqual([point(0, 0), point(9, 70)]);
});

test("has no points of a scan that has never run", () => {
  expect(throughput({ startedAt: null, until: at(9), scanned: 0 }, [], { most: 10 })).toEqual([]);
});

test("falls where a new run of the scan counts from the beginning", () => {
  const scan = { startedAt: at(0), until: at(9), scanned: 30 };
  expect(throughput(scan, [point(4, 50), point(6, 20)], { most: 10 }).map(({ scanned }) => scanned)).toEqual([
    0, 50, 20, 30,
  ]);
});

test("leaves out samples that are not between start and end, as after the clock was set", () => {
  const scan = { startedAt: at(0), until: at(9), scanned: 30 };
  const samples = [point(-5, 1), point(0, 2), point(5, 3), point(9, 4), point(99, 5)];
  expect(throughput(scan, samples, { most: 10 })).toEqual([point(0, 0), point(5, 3), point(9, 30)]);
  const before = { startedAt: at(0), until: at(-60), scanned: 30 };
  expect(throughput(before, samples, { most: 10 })).toEqual([point(0, 0), point(0, 30)]);
});

test("keeps points of every part of the time, with the first and the last, if there are too many", () => {
  // Many samples of the first hundredth of the time, few of the rest.
  const early = Array.from({ length: 1000 }, (_, index) => point((index + 1) / 1000, index + 1));
  const late = Array.from({ length: 99 }, (_, index) => point(index + 2, 1000 + index));
  const scan = { startedAt: at(0), until: at(101), scanned: 2000 };
  const points = throughput(scan, [...early, ...late], { most: 102 });
  expect(points).toEqual([point(0, 0), early.at(-1), ...late, point(101, 2000)]);
});

test("has at most the wanted number of points, in their order, with the first and the last, for any samples", () => {
  const anySamples = fc.array(
    fc.record({ seconds: fc.double({ min: -10, max: 200, noNaN: true }), scanned: fc.nat() }),
  );
  fc.assert(
    fc.property(anySamples, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 2, max: 20 }), (taken, end, most) => {
      const samples = taken.map(({ seconds, scanned }) => point(seconds, scanned));
      const inOrder = samples.toSorted((a, b) => a.at.getTime() - b.at.getTime());
      const points = throughput({ startedAt: at(0), until: at(end), scanned: 7 }, inOrder, { most });
      expect(points.length).toBeLessThanOrEqual(most);
      expect(points[0]).toEqual(point(0, 0));
      expect(points.at(-1)).toEqual(point(end, 7));
      expect(points).toEqual(points.toSorted((a, b) => a.at.getTime() - b.at.getTime()));
    }),
  );
});
