import { expect, test } from "vitest";
import { certainSound, rememberSound } from "./certain-sound.ts";
import type { UndecodedSound } from "./undecoded-sound.ts";

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

const aac: UndecodedSound = {
  container: "mov,mp4,m4a,3gp,3g2,mj2",
  codecName: "aac",
  extradata: hex("1190 56e500"),
  sampleRate: 48_000,
  channels: 2,
  layout: null,
  bitRate: 0,
  profile: -99,
  disposition: 1,
};

test("AAC whose header excludes SBR is certain, with the layout of its configuration", () => {
  expect(certainSound(aac)?.decoded).toEqual({ profile: 1, sampleRate: 48_000, channels: 2, layout: 0x3n });
  const surround = { ...aac, extradata: hex("11b0 56e500"), channels: 6 };
  expect(certainSound(surround)?.decoded).toMatchObject({ channels: 6, layout: 0x3fn });
});

test("AAC needs a decoder if SBR may hide in it, its header is unusual, or the container says something else", () => {
  const others: readonly Partial<UndecodedSound>[] = [
    { extradata: null },
    { extradata: hex("1190") },
    { extradata: hex("1190 56e580") },
    { extradata: hex("1190 56e5") },
    // Another profile, shorter frames, and channels that the frames describe.
    { extradata: hex("0990 56e500") },
    { extradata: hex("1194 56e500") },
    { extradata: hex("1180 56e500"), channels: 0 },
    { sampleRate: 24_000 },
    { channels: 1 },
    { codecName: "aac_latm" },
  ];
  for (const other of others) expect(certainSound({ ...aac, ...other }), JSON.stringify(other)).toBeNull();
});

test("the first element of AAC must have as many channels as its header says", () => {
  const isConfirmed = (start: string) => certainSound(aac)?.isConfirmedBy(hex(start));
  expect(isConfirmed("2100 4990 0219")).toBe(true);
  // After 15 and after 3 bytes that fill the frame.
  expect(isConfirmed("de02 004c61766335392e33372e313030 0042 5594")).toBe(true);
  expect(isConfirmed("c6 000000 40")).toBe(true);
  // A single channel, a description of channels, an end, a header of another container, and nothing.
  for (const start of ["0100", "a000", "e000", "fff1 5080", "", "de"]) expect(isConfirmed(start), start).toBe(false);
});

const opus: UndecodedSound = {
  ...aac,
  container: "matroska,webm",
  codecName: "opus",
  extradata: hex("4f70757348656164 01 02 3801 80bb0000 0000 00"),
};
const surround = "4f70757348656164 01 06 3801 80bb0000 0000 01 0402 000401020305";

test("Opus is certain, also with several channels in the usual order", () => {
  expect(certainSound(opus)?.decoded).toEqual({ profile: null, sampleRate: 48_000, channels: 2, layout: 0x3n });
  expect(certainSound({ ...opus, channels: 6, extradata: hex(surround) })?.decoded).toMatchObject({ layout: 0x3fn });
});

test("Opus needs a decoder if its header is missing or damaged, or maps its channels in another way", () => {
  const headers = [
    "4f70757348656164 01 02 3801 80bb0000 0000",
    "4f70757348656164 10 02 3801 80bb0000 0000 00",
    "4f70757348656164 01 02 3801 80bb0000 0000 02",
    "4f70757348656164 01 00 3801 80bb0000 0000 00",
  ];
  for (const header of headers) expect(certainSound({ ...opus, extradata: hex(header) }), header).toBeNull();
  const others = [
    surround.replace("0402", "0502"),
    surround.replace("0402", "0204"),
    surround.replace("000401020305", "000401020306"),
    surround.replace("000401020305", "0004010203"),
    surround.replace("00 01 04", "00 ff 04"),
  ];
  for (const header of others) {
    expect(certainSound({ ...opus, channels: 6, extradata: hex(header) }), header).toBeNull();
  }
  expect(certainSound({ ...opus, extradata: null })).toBeNull();
  expect(certainSound({ ...opus, sampleRate: 44_100 })).toBeNull();
});

/** Three headers with their lengths: the first tells of stereo of 48 kHz. */
function vorbis(tables: string, comment = "03"): UndecodedSound {
  const first = "01766f72626973 00000000 02 80bb0000 00000000 00fa0000 00000000 b8 01";
  return {
    ...opus,
    codecName: "vorbis",
    extradata: hex(`02 1e ${hex(comment).length.toString(16).padStart(2, "0")} ${first} ${comment} ${tables}`),
  };
}

test("Vorbis is certain once a decoder has accepted the same tables, and its first packet is sound", () => {
  const film = vorbis("05766f7262697301");
  expect(certainSound(film)).toBeNull();
  rememberSound(film);
  const other = certainSound(vorbis("05766f7262697301", "0376"));
  expect(other?.decoded).toEqual({ profile: null, sampleRate: 48_000, channels: 2, layout: 0x3n });
  expect(["fc21", "0521", ""].map((start) => other?.isConfirmedBy(hex(start)))).toEqual([true, false, false]);
  expect(certainSound(vorbis("05766f7262697302"))).toBeNull();
  expect(certainSound({ ...film, channels: 1 })).toBeNull();
  expect(certainSound({ ...film, extradata: hex("021e") })).toBeNull();
});

test("AC-3 is certain if libav says what the first frame says, and needs a decoder otherwise", () => {
  const start = Buffer.alloc(1_792);
  start.write("0b77ca2b1e40ebf8", "hex");
  const found = { ...aac, codecName: "ac3", extradata: null, channels: 6, layout: 0x60fn, bitRate: 448_000 };
  const isConfirmed = (later: Partial<UndecodedSound>, packet = start) => {
    // libav finds these when it reads packets.
    const sound = { ...found, layout: null, bitRate: 0 };
    const certain = certainSound(sound);
    Object.assign(sound, found, later);
    return certain?.decoded === null && certain.isConfirmedBy(packet);
  };
  expect(isConfirmed({})).toBe(true);
  const others = [
    { sampleRate: 44_100 },
    { channels: 5 },
    { layout: 0x3fn },
    { layout: null },
    { bitRate: 447_999 },
    { profile: 30 },
    { disposition: 0x20 },
  ];
  for (const other of others) expect(isConfirmed(other), Object.keys(other).join()).toBe(false);
  expect(isConfirmed({}, start.subarray(2))).toBe(false);
  // libav would read on until it knows them.
  expect([certainSound({ ...found, sampleRate: 0 }), certainSound({ ...found, channels: 0 })]).toEqual([null, null]);
});

const flac: UndecodedSound = {
  ...aac,
  container: "matroska,webm",
  codecName: "flac",
  extradata: hex("12001200 0018f70031e8 0bb803700000e100 99d715f51ec98cd00d4e89fd8fcac3dd"),
};

test("FLAC is certain by the header of its stream, with the container's layout if there is one", () => {
  const stereo = { profile: null, sampleRate: 48_000, channels: 2, layout: 0x3n, bitsPerRawSample: 24 };
  expect(certainSound(flac)?.decoded).toEqual(stereo);
  expect(certainSound({ ...flac, layout: 0x30n })?.decoded).toEqual({ ...stereo, layout: 0x30n });
  const header = flac.extradata?.toString("hex") ?? "";
  const others: readonly Partial<UndecodedSound>[] = [
    { sampleRate: 44_100 },
    { channels: 1 },
    // The layout of MP4 may be of a kind that rules do not know.
    { container: "mov,mp4,m4a,3gp,3g2,mj2" },
    { extradata: hex(header.slice(0, -2)) },
    { extradata: hex(`664c6143${header}`) },
    // Too few samples a frame, a rate that frames state in other ways, and too few bits.
    { extradata: hex(header.replace("12001200", "1200000f")) },
    { sampleRate: 88_200, extradata: hex(header.replace("0bb80370", "15888370")) },
    { extradata: hex(header.replace("0bb80370", "0bb80220")) },
  ];
  for (const other of others) expect(certainSound({ ...flac, ...other }), JSON.stringify(other)).toBeNull();
});

test("the first frame of FLAC must have the rate and the channels of its stream", () => {
  const isConfirmed = (start: string) => certainSound(flac)?.isConfirmedBy(hex(start));
  const rest = "c006340f73277e783c2428563";
  for (const start of ["fff85a8", "fff9501", "fff85a9", "fff850a"]) expect(isConfirmed(start + rest), start).toBe(true);
  // Another rate, three channels, one, and no frame.
  for (const start of ["fff8598", "fff85a2", "fff85a0", "664c614"])
    expect(isConfirmed(start + rest), start).toBe(false);
  expect(isConfirmed("fff85a8c")).toBe(false);
});
