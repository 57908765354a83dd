import { describe, expect, test } from "vitest";
import { measureScanRate } from "./scan-rate.ts";

describe("the rate of a scan", () => {
  test("is not known until enough has been seen", () => {
    const rate = measureScanRate();
    expect(rate.perSecond(0)).toBeNull();
    rate.add({ scanned: 0, skipped: 0 }, 0);
    rate.add({ scanned: 10, skipped: 0 }, 500);
    expect(rate.perSecond(500)).toBeNull();
    expect(rate.perSecond(1_000)).toBe(10);
  });

  test("is that of the last seconds, and falls when nothing more is done", () => {
    const rate = measureScanRate();
    for (let second = 0; second <= 60; second++) rate.add({ scanned: second * 1_000, skipped: 0 }, second * 1_000);
    for (let second = 1; second <= 6; second++) {
      rate.add({ scanned: 60_000 + second * 10, skipped: 0 }, (60 + second) * 1_000);
    }
    expect(rate.perSecond(66_000)).toBe(10);
    expect(rate.perSecond(80_000)).toBe(0);
  });

  test("leaves out what was passed over before files were read again", () => {
    const rate = measureScanRate();
    rate.add({ scanned: 0, skipped: 0 }, 0);
    rate.add({ scanned: 5_000, skipped: 5_000 }, 200);
    rate.add({ scanned: 5_009, skipped: 5_000 }, 1_200);
    expect(rate.perSecond(1_200)).toBe(9);
  });

  test("counts what is passed over while that goes on", () => {
    const rate = measureScanRate();
    for (let second = 0; second <= 4; second++) {
      rate.add({ scanned: second * 100, skipped: second * 98 }, second * 1_000);
    }
    expect(rate.perSecond(4_000)).toBe(100);
  });

  test("begins anew when the counts do", () => {
    const rate = measureScanRate();
    rate.add({ scanned: 5_000, skipped: 0 }, 0);
    rate.add({ scanned: 0, skipped: 0 }, 1_000);
    expect(rate.perSecond(1_500)).toBeNull();
    rate.add({ scanned: 10, skipped: 0 }, 2_000);
    expect(rate.perSecond(2_000)).toBe(10);
  });
});
