import { expect, test } from "vitest";
import { certainSound, confirmsSound, type UndecodedSound } from "./certain-sound.ts";

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

const aac: UndecodedSound = {
  container: "mov,mp4,m4a,3gp,3g2,mj2",
  codecName: "aac",
  extradata: hex("1190 56e500"),
  sampleRate: 48_000,
  channels: 2,
};

test("AAC whose header excludes SBR is certain, with the layout of its configuration", () => {
  expect(certainSound(aac)).toEqual({ profile: 1, sampleRate: 48_000, channels: 2, layout: 0x3n });
  const surround = { ...aac, extradata: hex("11b0 56e500"), channels: 6 };
  expect(certainSound(surround)).toMatchObject({ channels: 6, layout: 0x3fn });
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
  const decoded = certainSound(aac);
  if (decoded === null) throw new Error("The header is certain.");
  const isConfirmed = (start: string) => confirmsSound(aac, decoded, hex(start));
  expect(isConfirmed("2100 4990 0219")).toBe(true);
  // After 15 and after 3 bytes that fill the frame.
  expect(isConfirmed("de02 004c61766335392e33372e313030 0042 5594")).toBe(true);
  expect(isConfirmed("c6 000000 40")).toBe(true);
  // A single channel, a description of channels, an end, a header of another container, and nothing.
  for (const start of ["0100", "a000", "e000", "fff1 5080", "", "de"]) expect(isConfirmed(start), start).toBe(false);
});
