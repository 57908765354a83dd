import { expect, test } from "vitest";
import { ac3Frame } from "./ac3-frame.ts";

/** A packet of so many bytes that begins like this. */
function packet(start: string, bytes: number): Buffer {
  const begins = Buffer.from(start, "hex");
  return Buffer.concat([begins, Buffer.alloc(bytes - begins.length)]);
}

test("a frame of AC-3 says its rates and its channels", () => {
  const frames = [
    ["0b77ca2b1e40ebf8", 1_792, 48_000, 448_000, 6, 0x60fn],
    ["0b7710e91c40cbe1", 1_536, 48_000, 384_000, 4, 0x603n],
    ["0b771f710c402f84", 384, 48_000, 96_000, 1, 0x4n],
    ["0b778372504043e1", 556, 44_100, 128_000, 2, 0x3n],
    // Longer by two bytes, with low frequencies, and of version 6.
    ["0b778372513047e1", 558, 44_100, 128_000, 3, 0xbn],
    ["0b77c20d96406be1", 1_344, 32_000, 224_000, 3, 0x7n],
  ] as const;
  for (const [start, bytes, sampleRate, bitRate, channels, layout] of frames) {
    expect(ac3Frame(packet(start, bytes)), start).toEqual({ sampleRate, bitRate, channels, layout });
  }
});

test("a packet with more or less than one usual frame of AC-3 says nothing", () => {
  const packets = [
    ["0b77ca2b1e40ebf8", 1_790],
    ["0b77ca2b1e40ebf8", 3_584],
    ["770b2bca401ef8eb", 1_792],
    ["0b78ca2b1e40ebf8", 1_792],
    // A reserved rate and a reserved length, half of the rate, E-AC-3, commentary, and two programs of mono.
    ["0b77ca2bde40ebf8", 1_792],
    ["0b77ca2b2640ebf8", 1_792],
    ["0b77ca2b1e48ebf8", 1_792],
    ["0b77ca2b1e80ebf8", 1_792],
    ["0b77ca2b1e45ebf8", 1_792],
    ["0b77ca2b1e400bf8", 1_792],
  ] as const;
  for (const [start, bytes] of packets) expect(ac3Frame(packet(start, bytes)), start).toBeNull();
  expect(ac3Frame(Buffer.from("0b77ca2b1e40eb", "hex"))).toBeNull();
});
