import { describe, expect, it } from "vitest";
import { drawnPoints, elapsedMs, ratesOverTime, summaryOf } from "./throughput-rates.ts";

/** @param samples seconds since the start, and the files scanned until then */
function points(...samples: readonly (readonly [number, number])[]) {
  return samples.map(([seconds, scanned]) => ({
    at: new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString(),
    scanned,
  }));
}

describe("the files a second of a scan", () => {
  it("are those that were scanned between two points", () => {
    const intervals = ratesOverTime(points([0, 0], [1, 100], [3, 160]));
    expect(intervals).toEqual([
      { fromMs: 0, toMs: 1_000, files: 100, rate: 100 },
      { fromMs: 1_000, toMs: 3_000, files: 60, rate: 30 },
    ]);
  });

  it("are never negative: a count that falls stands for no files, and what comes after it counts", () => {
    const intervals = ratesOverTime(points([0, 0], [1, 500], [2, 0], [3, 40]));
    expect(intervals.map(({ rate }) => rate)).toEqual([500, 0, 40]);
  });

  it("are not taken over less than a second, where a few files would seem many", () => {
    const intervals = ratesOverTime(points([0, 0], [0.01, 50], [1, 100], [2, 200], [2.01, 260]));
    expect(intervals.map(({ files }) => files)).toEqual([100, 160]);
    expect(intervals.map(({ toMs }) => toMs)).toEqual([1_000, 2_010]);
  });

  it("lose no files where there are many points", () => {
    const many = Array.from({ length: 600 }, (_, second) => [second, second * 7] as const);
    const intervals = ratesOverTime(points(...many), { max: 100 });
    expect(intervals.length).toBeLessThanOrEqual(100);
    expect(intervals.reduce((sum, { files }) => sum + files, 0)).toBe(599 * 7);
  });

  it("are none where the scan was over in less than a second, or has not begun", () => {
    expect(ratesOverTime(points([0, 0], [0.4, 90]))).toEqual([]);
    expect(ratesOverTime([])).toEqual([]);
    expect(summaryOf([])).toBeNull();
    expect(drawnPoints([])).toEqual([]);
    expect(elapsedMs([])).toBe(0);
  });

  it("are summed up as their average and their peak", () => {
    const summary = summaryOf(ratesOverTime(points([0, 0], [1, 100], [2, 400], [4, 400])));
    expect(summary).toMatchObject({ averageRate: 100, peakRate: 300, totalMs: 4_000 });
    expect(summary?.peak).toMatchObject({ fromMs: 1_000, toMs: 2_000 });
  });

  it("are highest where they are drawn highest, in the first of several such intervals", () => {
    const intervals = ratesOverTime(points([0, 0], [1, 147], [2, 155], [3, 302], [4, 310]));
    const peak = summaryOf(intervals)?.peak;
    const drawn = drawnPoints(intervals);
    const highest = drawn.findLastIndex(({ elapsedMs }) => elapsedMs === peak?.toMs);
    expect(peak).toMatchObject({ fromMs: 0, toMs: 1_000, rate: 147 });
    expect(drawn[highest]?.rate).toBe(Math.max(...drawn.map(({ rate }) => rate)));
    expect(drawn[highest - 1]?.elapsedMs).toBe(peak?.fromMs);
  });

  it("are drawn from the start to the end, and stay down for as long as the server was away", () => {
    const drawn = drawnPoints(ratesOverTime(points([0, 0], [1, 10], [2, 20], [102, 20], [103, 30])));
    expect(drawn.map(({ elapsedMs }) => elapsedMs)).toEqual([0, 1_000, 2_000, 102_000, 103_000]);
    expect(drawn.map(({ rate }) => rate)).toEqual([10, 10, 10, 0, 10]);
  });
});
