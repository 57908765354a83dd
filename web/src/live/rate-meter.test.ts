import { describe, expect, it } from "vitest";
import { RateMeter } from "./rate-meter.ts";

describe("a rate", () => {
  it("is not known until enough has been seen", () => {
    const meter = new RateMeter({ leastMs: 800 });
    expect(meter.rate(0)).toBeNull();
    meter.add(0, 0);
    meter.add(10, 500);
    expect(meter.rate(500)).toBeNull();
    expect(meter.rate(1_000)).toBe(10);
  });

  it("is that of the last seconds, not of all the time", () => {
    const meter = new RateMeter({ windowMs: 5_000 });
    for (let second = 0; second <= 60; second++) meter.add(second * 1_000, second * 1_000);
    for (let second = 1; second <= 6; second++) meter.add(60_000 + second * 10, (60 + second) * 1_000);
    expect(meter.rate(66_000)).toBeCloseTo(10, 5);
  });

  it("falls to nothing when nothing more comes", () => {
    const meter = new RateMeter({ windowMs: 5_000 });
    meter.add(0, 0);
    meter.add(100, 1_000);
    expect(meter.rate(2_000)).toBe(50);
    expect(meter.rate(10_000)).toBe(0);
  });

  it("begins anew when the count does", () => {
    const meter = new RateMeter({ leastMs: 800 });
    meter.add(5_000, 0);
    meter.add(0, 1_000);
    expect(meter.rate(1_500)).toBeNull();
    meter.add(10, 2_000);
    expect(meter.rate(2_000)).toBe(10);
  });
});
