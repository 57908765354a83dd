import { expect, test } from "vitest";
import { frameRateOf } from "./frame-rate.ts";

function textOf(average: string, base: string | null) {
  const [numerator = 0, denominator = 0] = average.split("/").map(Number);
  const video = { frame_rate_numerator: numerator, frame_rate_denominator: denominator };
  return frameRateOf(video, base === null ? undefined : { r_frame_rate: base })?.text ?? null;
}

test.each([
  ["of a film whose average is a little off is that of its frames", "9830400/409819", "24/1", "24 fps"],
  ["of NTSC keeps its fraction", "24000/1001", "24000/1001", "23.976 fps"],
  ["of WebM, in milliseconds, keeps its fraction", "19001/317", "19001/317", "59.94 fps"],
  ["of interlaced pictures is that of frames, not of fields", "25/1", "50/1", "25 fps"],
  ["of AVI is not that of its packets", "48/1", "24/1", "24 fps"],
  ["of a short clip does not exceed that of its frames", "2448000/81067", "30/1", "30 fps"],
  ["of a recording that skips frames is variable", "190/11", "30/1", "17.273 fps on average, variable"],
  ["of a recording whose times fit no rate is variable", "2997/100", "90000/1", "29.97 fps on average, variable"],
  ["is the average where nothing else is known", "190/11", null, "17.273 fps"],
  ["is unknown without an average", "0/0", "25/1", null],
])("the frame rate %s", (_title, average, base, text) => {
  expect(textOf(average, base)).toBe(text);
});

test("both exact rates are shown where they differ", () => {
  const video = { frame_rate_numerator: 190, frame_rate_denominator: 11 };
  expect(frameRateOf(video, { r_frame_rate: "30/1" })?.exact).toBe("190/11 on average, base 30/1");
  expect(frameRateOf(video, { r_frame_rate: "190/11" })?.exact).toBe("190/11");
});
