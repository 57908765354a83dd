import { describe, expect, test } from "vitest";
import { durationText, playingTimeText, quantitiesIn } from "./quantities.ts";

const { bytesText, exactTimeText, percentText, rateText } = quantitiesIn("en-US");

describe("quantities are shown as people read them", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 kB"],
    [1_550, "1.6 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [4_200_000_000, "4.2 GB"],
    [12e18, "12,000 PB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  test.each([
    [0, "0:00"],
    [4.2, "0:04"],
    [59.6, "1:00"],
    [3_729, "1:02:09"],
  ])("a video of %d seconds plays for %s", (seconds, text) => {
    expect(playingTimeText(seconds)).toBe(text);
  });

  test("the time of an event is shown to the second", () => {
    expect(exactTimeText("2026-11-23T07:32:05Z")).toMatch(/\d:32:05\s[AP]M$/);
  });

  test.each([
    [12, "12 ms"],
    [960, "1 s"],
    [59_600, "1 min"],
    [125_000, "2 min 5 s"],
    [4_800_000, "1 h 20 min"],
    [7_200_000, "2 h"],
  ])("%d milliseconds take %s", (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  test("a share is rounded down, so that all is done only when all is done", () => {
    expect(percentText(0.9999)).toBe("99 %");
    expect(percentText(1)).toBe("100 %");
  });

  test("slow rates have a decimal", () => {
    expect(rateText(0.43)).toBe("0.4");
    expect(rateText(812.4)).toBe("812");
  });
});

describe("quantities follow the reader's language and country", () => {
  test("in German, numbers have a decimal comma and times have 24 hours", () => {
    const german = quantitiesIn("de-DE");
    expect(german.countText(5128)).toBe("5.128");
    expect(german.bytesText(1_550)).toBe("1,6 kB");
    expect(german.timeText("2026-11-23T15:32:05")).toBe("23.11.2026, 15:32");
    expect(german.timeOfDayText(new Date("2026-11-23T15:32:05").getTime())).toBe("15:32:05");
  });

  test("British dates begin with the day", () => {
    expect(quantitiesIn("en-GB").timeText("2026-11-23T15:32:05")).toBe("23 Nov 2026, 15:32");
  });
});
