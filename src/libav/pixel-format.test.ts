import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { describePixelFormat } from "./pixel-format.ts";

interface Listed {
  readonly name: string;
  readonly flags: { readonly rgb: number; readonly palette: number; readonly hwaccel: number };
  readonly log2_chroma_w?: number;
  readonly log2_chroma_h?: number;
  readonly components?: readonly { readonly bit_depth: number }[];
}

/** Formats that no video in a file has, or whose components differ in size. */
const leftOut = /^(?:bayer_|(?:rgb|bgr)(?:4|8|444|555|565)|xyz12)/;

const samplings: Readonly<Record<string, string>> = {
  "0,0": "4:4:4",
  "0,1": "4:4:0",
  "1,0": "4:2:2",
  "1,1": "4:2:0",
  "2,0": "4:1:1",
  "2,2": "4:1:0",
};

test("tells the bit depth and the sampling of every format that ffprobe lists", () => {
  const answer: { pixel_formats: Listed[] } = JSON.parse(
    execFileSync("ffprobe", ["-v", "error", "-show_pixel_formats", "-of", "json"], { encoding: "utf8" }),
  );
  const listed = answer.pixel_formats.filter(({ name, flags }) => flags.hwaccel === 0 && !leftOut.test(name));
  expect(listed.length).toBeGreaterThan(150);
  const right = listed.map(({ name, flags, components = [], log2_chroma_w: width, log2_chroma_h: height }) => {
    const bitDepth = Math.max(...components.map(({ bit_depth: bits }) => bits));
    const isRgb = flags.rgb === 1 || flags.palette === 1;
    const chroma = isRgb ? "rgb" : width === undefined ? "gray" : samplings[`${width},${height}`];
    return { name, bitDepth, chroma };
  });
  expect(right.map(({ name }) => ({ name, ...describePixelFormat(name) }))).toEqual(right);
});

test.each([null, "", "vaapi", "something_new"])("tells nothing about %j", (name) => {
  expect(describePixelFormat(name)).toEqual({ bitDepth: null, chroma: null });
});
