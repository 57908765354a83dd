import { expect, test } from "vitest";
import { framesUntilTimes } from "./certain-h264.ts";
import { ruleFor } from "./certain-without-decoding.ts";
import type { UndecodedPicture } from "./undecoded-picture.ts";

const record = "0164000affe100186764000aacd9447b011000000300100000030320f122596001000568ef829cb0fdf8f800";

const film: UndecodedPicture = {
  container: "mov,mp4,m4a,3gp,3g2,mj2",
  codecName: "h264",
  codecTag: "avc1",
  profile: 100,
  level: 10,
  declaredFrameRate: { numerator: 25, denominator: 1 },
  extradata: Buffer.from(record, "hex"),
  width: 64,
  height: 48,
  averageFrameRate: { numerator: 25, denominator: 1 },
  realFrameRate: { numerator: 25, denominator: 1 },
  delay: 2,
};
function hex(text: string): Buffer {
  return Buffer.from(text, "hex");
}

/** A unit that libav ends, and a first slice. */
const start = hex("0000000209f0000000056588840280");

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
  for (const packet of [`${set}000000056588840280`, "0000000209f0", "000000056588840280ff00"]) {
    expect(rule?.read(film, Buffer.from(packet, "hex")), packet).toBeNull();
  }
  // libav has met another set later.
  expect(rule?.read({ ...film, level: 30 }, start)).toBeNull();
  // libav has refused the packet.
  expect(rule?.read({ ...film, declaredFrameRate: { numerator: 0, denominator: 1 } }, start)).toBeNull();
});

test("a transport stream is certain only if it begins with a picture, and libav finds the rate that it declares", () => {
  const set = record.slice(16, 64);
  const sets = `00000001${set}00000168ef829cb0`;
  const start = Buffer.from(`00000109f0${sets}0000016588840280`, "hex");
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

/** Records of streams that say nothing of the order of frames, that no frame, and that two frames are out of order. */
const [unordered, inOrder, outOfOrder] = [
  "0142000affe100076742000ada11e401000468ce3880",
  "0142000affe100146742000ada11e840000003004000000ca3c58ba801000468ce3880",
  "0142000affe100146742000ada11e840000003004000000ca3c58b6e01000468ce3880",
];

test("a stream needs a decoder where libav would decode more than its first picture, and cannot be shown the others", () => {
  expect([unordered, inOrder, outOfOrder].map((record) => framesUntilTimes({ extradata: hex(record) }))).toEqual([
    null,
    null,
    4,
  ]);
  const isRead = (container: string, record: string) =>
    ruleFor({ ...film, container, profile: 66, extradata: hex(record) }, null) !== null;
  expect([unordered, inOrder, outOfOrder].map((record) => isRead("matroska,webm", record))).toEqual([
    false,
    false,
    true,
  ]);
  const startOf = (record: string) => hex(`00000001${record.slice(16, -14)}0000000168ce3880000001658884c0ff`);
  const isSteady = (record: string) =>
    ruleFor({ ...film, container: "mpegts", profile: 66, extradata: null }, startOf(record)) !== null;
  expect([inOrder, outOfOrder].map(isSteady)).toEqual([false, true]);
});

test("frames that are out of order by the stream, but not by the times of MP4, need a decoder: libav would read on", () => {
  expect(ruleFor({ ...film, delay: 0 }, null)).toBeNull();
  const ordered = { ...film, profile: 66, extradata: hex(inOrder) };
  expect(ruleFor({ ...ordered, delay: 0 }, null)).not.toBeNull();
});

test("what follows must not change what the first picture said", () => {
  const rule = ruleFor(film, null);
  const read = (packet: string) => rule?.read(film, start, [start, hex(packet)]) ?? null;
  expect(read("00000002419a")).not.toBeNull();
  const otherSet = "000000186764000bacd9447b011000000300100000030320f1225960";
  const otherTransfer = "000000050693011280";
  for (const packet of ["", `${otherSet}00000002419a`, `${otherTransfer}00000002419a`]) {
    expect(read(packet), packet).toBeNull();
  }
});
