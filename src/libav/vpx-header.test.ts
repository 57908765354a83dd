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

test("reads a key frame of VP9, with 8 bits and with 10", () => {
  const film = Buffer.from("82498342404ff02cf0", "hex");
  expect(vp9KeyFrame(film)).toEqual({
    profile: 0,
    bitDepth: 8,
    width: 1280,
    height: 720,
    matrix: 1,
    isFullRange: false,
  });
  expect(vp9KeyFrame(Buffer.from("924983425877f84378", "hex"))).toEqual({
    profile: 2,
    bitDepth: 10,
    width: 3840,
    height: 2160,
    matrix: 9,
    isFullRange: true,
  });
  expect(vp9KeyFrame(film.subarray(0, 8))).toBeNull();
});

test("reads no VP9 packet of several frames, no other frame, and no other chroma", () => {
  const film = "82498342404ff02cf0";
  for (const other of [`${film}c0`, `86${film.slice(2)}`, `a2${film.slice(2)}`, `8a${film.slice(2)}`]) {
    expect(vp9KeyFrame(Buffer.from(other, "hex")), other).toBeNull();
  }
});
