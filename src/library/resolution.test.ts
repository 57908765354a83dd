import { expect, test } from "vitest";
import { type Resolution, resolutionFrames, resolutionOf, resolutions } from "./resolution.ts";

const pictures: readonly (readonly [what: string, width: number, height: number, is: Resolution])[] = [
  ["VGA", 640, 480, "sd"],
  ["PAL, as it is stored", 720, 576, "sd"],
  ["PAL on a wide screen", 1024, 576, "sd"],
  ["a small picture of 4:3 that is higher than PAL", 800, 600, "720p"],
  ["720p", 1280, 720, "720p"],
  ["1080p", 1920, 1080, "1080p"],
  ["1080p held upright", 1080, 1920, "1080p"],
  ["a wide film", 1920, 800, "1080p"],
  ["1080p of 4:3", 1440, 1080, "1080p"],
  ["1440p", 2560, 1440, "1440p"],
  ["UHD", 3840, 2160, "2160p"],
  ["4K of cinemas", 4096, 2160, "2160p"],
  ["8K", 7680, 4320, "4320p"],
  ["a strip", 10, 5000, "4320p"],
  ["nothing", 0, 0, "sd"],
];

test.each(pictures)("%s, %i by %i, is %s", (_what, width, height, is) => {
  expect(resolutionOf({ width, height })).toBe(is);
});

test("every frame is larger than those before it, so the first that fits is the smallest", () => {
  const sides = [{ long: 0, short: 0 }, ...resolutionFrames];
  for (const [index, frame] of resolutionFrames.entries()) {
    expect(frame.long).toBeGreaterThan(sides[index]?.long ?? Number.NaN);
    expect(frame.short).toBeGreaterThan(sides[index]?.short ?? Number.NaN);
  }
  expect([...resolutionFrames.map(({ name }) => name), "4320p"]).toEqual(resolutions);
});
