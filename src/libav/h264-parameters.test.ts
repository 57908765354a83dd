import { expect, test } from "vitest";
import { isPlainFirstSlice, isPlainSupplement } from "./h264-first-picture.ts";
import { parameterSets, sequenceParameters } from "./h264-parameters.ts";
import { unitsUpToSlice } from "./h264-units.ts";

/** Sets that x264 and others have written, and what ffprobe says of their streams. */
const film = "67640032acd9c0780227e59a808080a0000003002000000601e30633c0";
const interlaced = "67640015acd9464d808800001f4800075300f8a14cb0";
const anamorphic = "6764000bacd9428df93011000003000100000300320f1429960";
const record = "0164000affe100186764000aacd9447b011000000300100000030320f122596001000568ef829cb0fdf8f800";

test("reads a film of 1080 lines, which are cropped from 1088, and its colours", () => {
  expect(sequenceParameters(Buffer.from(film, "hex"))).toMatchObject({
    profile: 100,
    level: 50,
    chroma: 1,
    bitDepth: 8,
    width: 1920,
    height: 1080,
    isProgressive: true,
    isFullRange: false,
    colours: { primaries: 1, transfer: 1, matrix: 1 },
    sampleAspectRatio: { num: 0, den: 1 },
    frameRate: { num: 48, den: 2 },
  });
});

test("reads a stream of fields, whose heights count twice", () => {
  expect(sequenceParameters(Buffer.from(interlaced, "hex"))).toMatchObject({
    width: 96,
    height: 64,
    isProgressive: false,
    sampleAspectRatio: { num: 1, den: 1 },
    colours: null,
    isFullRange: null,
    frameRate: { num: 60_000, den: 2_002 },
  });
});

test("knows where chroma lies only of a set that describes its video", () => {
  const [bare, described] = ["6742001eda1099", "6742001eda109bff004000010080"];
  expect(sequenceParameters(Buffer.from(bare, "hex"))).toMatchObject({ width: 64, height: 64, chromaLocation: null });
  expect(sequenceParameters(Buffer.from(described, "hex"))).toMatchObject({ width: 64, height: 64, chromaLocation: 0 });
});

test("does not read a set whose pixels are longer than the picture, as libav ignores their shape", () => {
  for (const set of ["6742001eda109bff004100010080", "6742001eda109bff000100410080"]) {
    expect(sequenceParameters(Buffer.from(set, "hex"))).toBeNull();
  }
});

test("does not read a set that ends early, or goes on after its end", () => {
  const whole = Buffer.from(film, "hex");
  for (let length = 0; length < whole.length; length += 1) {
    expect(sequenceParameters(whole.subarray(0, length)), `${length} bytes`).toBeNull();
  }
  expect(sequenceParameters(Buffer.concat([whole, Buffer.from([1])]))).toBeNull();
  expect(sequenceParameters(Buffer.from(anamorphic, "hex").subarray(0, -1))).toBeNull();
});

test("finds the sets in the record of MP4 and behind start codes, but not two sequences in one", () => {
  const inRecord = parameterSets(Buffer.from(record, "hex"));
  expect(inRecord).toMatchObject({ lengthBytes: 4, sequence: { width: 64, height: 48 } });
  expect(inRecord?.pictureUnits.map((unit) => unit.toString("hex"))).toEqual(["68ef829cb0"]);
  const sequence = inRecord?.sequenceBytes.toString("hex");
  const stream = `00000001${sequence}00000168ef829cb0`;
  expect(parameterSets(Buffer.from(stream, "hex"))).toEqual({ ...inRecord, lengthBytes: null });
  expect(parameterSets(Buffer.from(`${stream}000001${sequence}`, "hex"))).toBeNull();
  expect(parameterSets(Buffer.from(record, "hex").subarray(0, 20))).toBeNull();
});

test("takes a packet apart up to its first slice, and no broken packet", () => {
  const units = (packet: string, lengthBytes: number | null) =>
    unitsUpToSlice(Buffer.from(packet, "hex"), lengthBytes)?.map((unit) => unit.toString("hex")) ?? null;
  expect(units("0000000206aa000000036588880000000141", 4)).toEqual(["06aa", "658888"]);
  expect(units("00000109f000000001 06aa00 0000016588880000".replaceAll(" ", ""), null)).toEqual([
    "09f0",
    "06aa",
    "6588880000",
  ]);
  expect([
    units("0000000906aa", 4),
    units("00000003658888ff", 4),
    units("0000000206aa", 4),
    units("00000000", 4),
    units("0206aa", null),
  ]).toEqual([null, null, null, null, null]);
});

test("a first slice is the first of its picture, needs no other picture, and has a header that decoders accept", () => {
  const sets = (picture: string) => {
    const found = parameterSets(Buffer.from(`000000016742001eda109900000001${picture}`, "hex"));
    if (found === null) throw new Error("unreadable");
    return found;
  };
  const isPlain = (slice: string, picture = "68ce3880") =>
    isPlainFirstSlice(Buffer.from(`${slice}ffff`, "hex"), sets(picture));
  expect([isPlain("658884c0"), isPlain("6588840650"), isPlain("618883")]).toEqual([true, true, true]);
  // Of a later block, of type 5, and of the parameters 1.
  expect([isPlain("6530884c"), isPlain("659a10e0"), isPlain("65884130")]).toEqual([false, false, false]);
  // Of the quantizers 52 and -1.
  expect([isPlain("6588840690"), isPlain("65888406f0")]).toEqual([false, false]);
  // With slices in groups, a chroma offset of 13, the quantizer 53, and of another sequence.
  const pictures = ["68c52131c4", "68ce30d080", "68ce01b620", "68a38e20"];
  expect(pictures.map((picture) => isPlain("658884c0", picture))).toEqual([false, false, false, false]);
});

test("an alternative transfer, an old x264 and a message that is cut off are not plain", () => {
  const id = "00112233445566778899aabbccddeeff";
  const userData = (text: string) =>
    `0605${(16 + text.length).toString(16)}${id}${Buffer.from(text).toString("hex")}80`;
  const messages = [
    userData("x264 - core 164"),
    "060401ff80",
    userData("x264 - core 40"),
    userData("x264 -  core 40"),
    "0693011280",
    "060410ff80",
  ];
  expect(messages.map((message) => isPlainSupplement(Buffer.from(message, "hex")))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
