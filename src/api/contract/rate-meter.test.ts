import { describe, expect, it } from "vitest";
import { type MeasuredScan, RateMeter } from "./rate-meter.ts";

/** Counts while files are still being found. */
function finding(scanned: number, skipped = 0): MeasuredScan {
  return { progress: null, resumes: null, counts: { found: scanned, scanned, skipped, unreadable: 0 }, payload: {} };
}

/** Counts when all files have been found. */
function listed(scanned: number, skipped: number): MeasuredScan {
  return { ...finding(scanned, skipped), progress: 1 };
}

/** Counts of a resumed scan while files are still being found: 10,000 are expected. */
function resumed(scanned: number, skipped: number): MeasuredScan {
  return { ...finding(scanned, skipped), resumes: "an earlier scan", progress: scanned / 10_000 };
}

describe("a rate", () => {
  it("is not known until enough has been seen", () => {
    const meter = new RateMeter({ minMs: 800 });
    expect(meter.rate(0)).toBeNull();
    meter.add(finding(0), 0);
    meter.add(finding(10), 500);
    expect(meter.rate(500)).toBeNull();
    expect(meter.rate(1_000)).toBe(10);
  });

  it("is that of the last seconds, not of all the time", () => {
    const meter = new RateMeter({ windowMs: 5_000 });
    for (let second = 0; second <= 60; second++) meter.add(finding(second * 1_000), second * 1_000);
    for (let second = 1; second <= 6; second++) meter.add(finding(60_000 + second * 10), (60 + second) * 1_000);
    expect(meter.rate(66_000)).toBeCloseTo(10, 5);
  });

  it("falls to nothing when nothing more comes", () => {
    const meter = new RateMeter({ windowMs: 5_000 });
    meter.add(finding(0), 0);
    meter.add(finding(100), 1_000);
    expect(meter.rate(2_000)).toBe(50);
    expect(meter.rate(10_000)).toBe(0);
  });

  it("starts again when the count does", () => {
    const meter = new RateMeter({ minMs: 800 });
    meter.add(finding(5_000), 0);
    meter.add(finding(0), 1_000);
    expect(meter.rate(1_500)).toBeNull();
    meter.add(finding(10), 2_000);
    expect(meter.rate(2_000)).toBe(10);
  });

  it("leaves out what a scan passed over before it went on reading", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    meter.add(finding(0), 0);
    meter.add(finding(200, 200), 200);
    expect(meter.rate(900)).toBeNull();
    meter.add(finding(209, 200), 1_200);
    expect(meter.rate(1_200)).toBe(9);
  });

  it("leaves out skipped files once all files are listed, however late it is told of them", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    meter.add(finding(0), 0);
    meter.add(listed(13, 12), 1_000);
    expect(meter.rate(1_500)).toBeNull();
    meter.add(listed(14, 12), 2_000);
    expect(meter.rate(2_000)).toBe(1);
    meter.add(listed(20, 17), 3_000);
    expect(meter.rate(3_000)).toBe(1);
  });

  it("counts skipped files once all files are listed, if none is read", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    meter.add(listed(0, 0), 0);
    meter.add(listed(500, 500), 1_000);
    expect(meter.rate(1_000)).toBe(500);
  });

  it("of a resumed scan is unknown while it skips files, and then that of the files that it reads", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    for (let second = 0; second <= 3; second++) {
      meter.add(resumed(second * 1_000, second * 1_000), second * 1_000);
      expect(meter.rate(second * 1_000)).toBeNull();
    }
    meter.add(resumed(3_010, 3_000), 4_000);
    expect(meter.rate(4_000)).toBe(10);
    // A few more are skipped in between.
    for (let second = 5; second <= 9; second++) {
      meter.add(resumed(3_010 + (second - 4) * 210, 3_000 + (second - 4) * 200), second * 1_000);
      expect(meter.rate(second * 1_000)).toBeCloseTo(10, 5);
    }
    expect(meter.rate(15_000)).toBe(0);
  });

  it("of a scan that reads all files again counts those that tell nothing new, also if it is resumed", () => {
    for (const scan of [listed, resumed]) {
      const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
      for (let second = 0; second <= 4; second++) {
        meter.add({ ...scan(second * 10, second * 9), payload: { full: true } }, second * 1_000);
      }
      expect(meter.rate(4_000)).toBe(10);
    }
  });

  it("counts skipped files while they are skipped", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    for (let second = 0; second <= 4; second++) {
      meter.add(finding(second * 100, second * 98), second * 1_000);
    }
    expect(meter.rate(4_000)).toBe(100);
  });
});
