import { describe, expect, it } from "vitest";
import { RateMeter } from "./rate-meter.ts";

/** Counts of a scan that has read all its files. */
function read(scanned: number) {
  return { scanned, skipped: 0, isListed: false };
}

describe("a rate", () => {
  it("is not known until enough has been seen", () => {
    const meter = new RateMeter({ minMs: 800 });
    expect(meter.rate(0)).toBeNull();
    meter.add(read(0), 0);
    meter.add(read(10), 500);
    expect(meter.rate(500)).toBeNull();
    expect(meter.rate(1_000)).toBe(10);
  });

  it("is that of the last seconds, not of all the time", () => {
    const meter = new RateMeter({ windowMs: 5_000 });
    for (let second = 0; second <= 60; second++) meter.add(read(second * 1_000), second * 1_000);
    for (let second = 1; second <= 6; second++) meter.add(read(60_000 + second * 10), (60 + second) * 1_000);
    expect(meter.rate(66_000)).toBeCloseTo(10, 5);
  });

  it("falls to nothing when nothing more comes", () => {
    const meter = new RateMeter({ windowMs: 5_000 });
    meter.add(read(0), 0);
    meter.add(read(100), 1_000);
    expect(meter.rate(2_000)).toBe(50);
    expect(meter.rate(10_000)).toBe(0);
  });

  it("starts again when the count does", () => {
    const meter = new RateMeter({ minMs: 800 });
    meter.add(read(5_000), 0);
    meter.add(read(0), 1_000);
    expect(meter.rate(1_500)).toBeNull();
    meter.add(read(10), 2_000);
    expect(meter.rate(2_000)).toBe(10);
  });

  it("leaves out what a scan passed over before it went on reading", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    meter.add({ scanned: 0, skipped: 0, isListed: false }, 0);
    meter.add({ scanned: 200, skipped: 200, isListed: false }, 200);
    expect(meter.rate(900)).toBeNull();
    meter.add({ scanned: 209, skipped: 200, isListed: false }, 1_200);
    expect(meter.rate(1_200)).toBe(9);
  });

  it("leaves out skipped files once all files are listed, however late it is told of them", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    meter.add({ scanned: 0, skipped: 0, isListed: false }, 0);
    meter.add({ scanned: 13, skipped: 12, isListed: true }, 1_000);
    expect(meter.rate(1_500)).toBeNull();
    meter.add({ scanned: 14, skipped: 12, isListed: true }, 2_000);
    expect(meter.rate(2_000)).toBe(1);
    meter.add({ scanned: 20, skipped: 17, isListed: true }, 3_000);
    expect(meter.rate(3_000)).toBe(1);
  });

  it("counts skipped files once all files are listed, if none is read", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    meter.add({ scanned: 0, skipped: 0, isListed: true }, 0);
    meter.add({ scanned: 500, skipped: 500, isListed: true }, 1_000);
    expect(meter.rate(1_000)).toBe(500);
  });

  it("counts skipped files while they are skipped", () => {
    const meter = new RateMeter({ windowMs: 5_000, minMs: 800 });
    for (let second = 0; second <= 4; second++) {
      meter.add({ scanned: second * 100, skipped: second * 98, isListed: false }, second * 1_000);
    }
    expect(meter.rate(4_000)).toBe(100);
  });
});
