import { expect, test } from "vitest";
import { vp8KeyFrame, vp9KeyFrame } from "./vpx-header.ts";

test("reads a key frame of VP8, and no frame that needs another or is cut off", () => {
  const frame = Buffer.from("1000009d012a41003100", "hex");
  expect(vp8KeyFrame(frame)).toEqual({
    profile: 0,
    bitDepth: 8,
    width: 65,
    height: 49,
    matrix: null,
    isFullRange: null,
  });
  expect(vp8KeyFrame(Buffer.from("1100009d012a41003100", "hex"))).toBeNull();
  expect(vp8KeyFrame(frame.subarray(0, 9))).toBeNull();
});

/** The bits of a key frame up to its colours, without other sizes, filters, segments and tiles, and what follows. */
function vp9Frame(start: string, tail: string, compressed = "0000000000000001"): Buffer {
  const bits = `${start} ${tail} ${compressed}`.replaceAll(" ", "");
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  return Buffer.from([...(padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)), 0x2a, 0x11]);
}

const syncCode = "010010011000001101000010";
const film = `10 00 0 0 1 0 ${syncCode} 010 0 0000010011111111 0000001011001111 0 0000 `;
const filmOf10Bits = `10 01 0 0 1 0 ${syncCode} 0 101 1 0000111011111111 0000100001101111 0 0000 `;

test("reads a key frame of VP9, with 8 bits and with 10", () => {
  expect(vp9KeyFrame(vp9Frame(film, oneTile))).toEqual({
    profile: 0,
    bitDepth: 8,
    width: 1280,
    height: 720,
    matrix: 1,
    isFullRange: false,
  });
  expect(vp9KeyFrame(vp9Frame(filmOf10Bits, oneTile))).toEqual({
    profile: 2,
    bitDepth: 10,
    width: 3840,
    height: 2160,
    matrix: 9,
    isFullRange: true,
  });
});

/** Filters, steps, segments, and one column and row of tiles. */
const oneTile = "000000 000 0 00000000 000 0 0 0";

test("reads no VP9 packet of several frames, no other frame, and no other chroma", () => {
  const bytes = vp9Frame(film, oneTile);
  const superframe = Buffer.concat([bytes, Buffer.from([0xc0])]);
  const others = [0x86, 0xa2, 0x8a].map((first) => Buffer.concat([Buffer.from([first]), bytes.subarray(1)]));
  for (const other of [superframe, ...others]) expect(vp9KeyFrame(other)).toBeNull();
});

test("reads no VP9 frame whose header ends early, or is followed by nothing", () => {
  const bytes = vp9Frame(film, oneTile);
  expect(vp9KeyFrame(bytes.subarray(0, -3))).toBeNull();
  expect(vp9KeyFrame(vp9Frame(film, oneTile, "0000000000000000"))).toBeNull();
  expect(vp9KeyFrame(vp9Frame(film, oneTile, "0000000000000100"))).toBeNull();
});
