import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { dayFrom, dayHere, daysLater, startOfDay } from "./own-days.ts";
import { rangesIn } from "./ranges.ts";

const { spanText } = rangesIn({
  atLeast: String,
  upTo: String,
  before: (time) => `before ${time}`,
  since: (time) => `since ${time}`,
});

describe.each([
  ["America/New_York", "2026-07-01T04:00:00.000Z", "2026-07-02T04:00:00.000Z"],
  ["Europe/Berlin", "2026-06-30T22:00:00.000Z", "2026-07-01T22:00:00.000Z"],
])("in %s, a day", (zone, start, end) => {
  beforeEach(() => vi.stubEnv("TZ", zone));
  afterEach(() => vi.unstubAllEnvs());

  test("begins and ends at midnight there, and is shown as this day", () => {
    expect([startOfDay("2026-07-01"), startOfDay(daysLater("2026-07-01", 1))]).toEqual([start, end]);
    expect([dayFrom(start), dayFrom(end)]).toEqual(["2026-07-01", "2026-07-02"]);
    expect(spanText({ after: start, before: end })).toBe("Jul 1, 2026");
    expect(spanText({ after: start })).toBe("since Jul 1, 2026");
    expect(spanText({ before: end })).toBe("before Jul 2, 2026");
    const year = { after: startOfDay("2025-12-31"), before: startOfDay("2027-01-01") };
    expect(spanText(year)).toBe("Dec 31, 2025 – Dec 31, 2026");
  });

  test("begins with the months and years here", () => {
    expect(spanText({ after: startOfDay("2026-07-01"), before: startOfDay("2026-08-01") })).toBe("Jul 2026");
    expect(spanText({ after: startOfDay("2026-01-01"), before: startOfDay("2027-01-01") })).toBe("2026");
    expect(spanText({ after: startOfDay("2026-12-01"), before: startOfDay("2027-01-01") })).toBe("Dec 2026");
  });

  test("of an address begins in UTC, and so do its months and years", () => {
    expect([dayFrom("2026-07-01"), dayFrom("2026-07-01T00:00:00Z")]).toEqual(["2026-07-01", "2026-07-01"]);
    expect(spanText({ after: "2026-07-01", before: "2026-08-01" })).toBe("Jul 2026");
    expect(spanText({ after: "2026-07-01", before: "2026-07-04" })).toBe("Jul 1, 2026 – Jul 3, 2026");
  });

  test("has no instant in its middle as its beginning", () => {
    expect(dayFrom("2026-07-01T12:30:00Z")).toBeNull();
    expect(dayHere("2026-07-01T12:30:00Z")).toBe("2026-07-01");
  });
});
