import { expect, test } from "vitest";
import { BitReader } from "./bit-reader.ts";

/** The bits as bytes, filled up with zeros. */
function bytes(bits: string): Buffer {
  const padded = bits.replaceAll(" ", "").replace(/.{1,8}/g, (byte) => byte.padEnd(8, "0"));
  return Buffer.from(padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

test("reads numbers of so many bits, and Exp-Golomb numbers, as H.264 has them", () => {
  const bits = new BitReader(bytes("101 0 1 010 011 00100 010 011 00100"));
  expect([bits.bits(3), bits.flag()]).toEqual([5, false]);
  expect([bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()]).toEqual([0, 1, 2, 3]);
  expect([bits.signed(), bits.signed(), bits.signed()]).toEqual([1, -1, 2]);
  expect(bits.isBeyondEnd).toBe(false);
});

test("reads 32 bits as a number that is not negative", () => {
  expect(new BitReader(Buffer.from("ffffffff", "hex")).bits(32)).toBe(2 ** 32 - 1);
});

test("remembers that it was asked for more than there is", () => {
  const bits = new BitReader(bytes("10000000"));
  expect(bits.bits(9)).toBe(256);
  expect(bits.isBeyondEnd).toBe(true);
  expect(new BitReader(Buffer.alloc(8)).unsigned()).toBe(Number.POSITIVE_INFINITY);
});

test("tells the end of a parameter set from more data", () => {
  const isAtEnd = (bits: string) => {
    const reader = new BitReader(bytes(bits));
    reader.bits(3);
    return reader.isAtTrailingBits();
  };
  expect([isAtEnd("111 10000"), isAtEnd("111 10000 00000000")]).toEqual([true, true]);
  expect([isAtEnd("111 00000"), isAtEnd("111 10100"), isAtEnd("11")]).toEqual([false, false, false]);
});
