import { expect, test } from "vitest";
import { ruleFor, type UndecodedPicture } from "./certain-without-decoding.ts";

const record = "0164000affe100186764000aacd9447b011000000300100000030320f122596001000568ef829cb0fdf8f800";

const film: UndecodedPicture = {
  container: "mov,mp4,m4a,3gp,3g2,mj2",
  codecName: "h264",
  codecTag: "avc1",
  profile: 100,
  level: 10,
  extradata: Buffer.from(record, "hex"),
  width: 64,
  height: 48,
  averageFrameRate: { numerator: 25, denominator: 1 },
  realFrameRate: { numerator: 25, denominator: 1 },
};
/** A unit that libav ends, and a first slice. */
const start = Buffer.from("0000000209f00000000365888000", "hex").subarray(0, 13);

test("a film whose header and first picture say all is certain, with the values of its own parameter set", () => {
  expect(ruleFor(film, null)?.read(film, start)).toMatchObject({
    width: 64,
    height: 48,
    chroma: "420",
    bitDepth: 8,
    sampleAspectRatio: { num: 1, den: 1 },
  });
});

test("what contradicts the parameter set, or is missing, needs a decoder", () => {
  const unknown = { numerator: 0, denominator: 0 };
  const others: readonly Partial<UndecodedPicture>[] = [
    { height: 50 },
    { codecTag: "avc3" },
    { extradata: null },
    { extradata: Buffer.from(record.replace("6764", "6765"), "hex") },
    { averageFrameRate: unknown },
    { container: "matroska,webm", realFrameRate: unknown },
    { container: "flv" },
    { codecName: "hevc" },
  ];
  for (const other of others) expect(ruleFor({ ...film, ...other }, null), JSON.stringify(other)).toBeNull();
});

test("a first packet with another parameter set, or without a picture, needs a decoder", () => {
  const rule = ruleFor(film, null);
  const set = "000000186764000bacd9447b011000000300100000030320f1225960";
  for (const packet of [`${set}00000003658880`, "0000000209f0", "00000003658880ff00"]) {
    expect(rule?.read(film, Buffer.from(packet, "hex")), packet).toBeNull();
  }
  // libav has met another set later.
  expect(rule?.read({ ...film, level: 30 }, start)).toBeNull();
});

test("a transport stream is certain only if it begins with a picture, and libav finds the rate that it declares", () => {
  const set = record.slice(16, 64);
  const sets = `00000001${set}00000168ef829cb0`;
  const start = Buffer.from(`00000109f0${sets}000001658880`, "hex");
  const extradata = Buffer.from(sets, "hex");
  const stream = { ...film, container: "mpegts", codecTag: null, extradata };
  expect(ruleFor(stream, null)).toBeNull();
  expect(ruleFor(stream, Buffer.from(`00000109f0${sets}000001419a80`, "hex"))).toBeNull();
  const rule = ruleFor(stream, start);
  expect(rule?.read(stream, start)).toMatchObject({ width: 64, height: 48 });
  // Every second frame has no time of its own.
  expect(rule?.read({ ...stream, realFrameRate: { numerator: 25, denominator: 2 } }, start)).toBeNull();
  // Fields have twice the rate, but these are frames.
  expect(rule?.read({ ...stream, realFrameRate: { numerator: 50, denominator: 1 } }, start)).toBeNull();
});
