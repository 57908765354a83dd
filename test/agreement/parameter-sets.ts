/**
 * MP4 files whose H.264 stream has a parameter set of random values, usual and unusual ones. No encoder writes most of
 * them. A decoder makes of each set what it makes of it, and reading without one must agree, or must not be certain.
 */

import { createRandom, type Random } from "../../samples/mutants/random.ts";
import { BitReader } from "../../src/libav/bit-reader.ts";
import { withoutEmulation } from "../../src/libav/h264-units.ts";

/** @returns the function from a seed to its file. @param film an MP4 file of x264's profile High, with `moov` at its end */
export function filesOfParameterSets(film: Buffer): (seed: number) => Buffer {
  const record = boxAt(film, film.indexOf("avcC") - 4);
  const setLength = film.readUInt16BE(record.start + 14);
  const set = film.subarray(record.start + 16, record.start + 16 + setLength);
  const core = readCore(set);
  return (seed) => {
    const random = createRandom(seed);
    const { bytes, width, height } = randomSet(random, core);
    const lengthBytes = Buffer.alloc(2);
    lengthBytes.writeUInt16BE(bytes.length);
    const change = bytes.length - setLength;
    const edited = Buffer.concat([
      film.subarray(0, record.start + 14),
      lengthBytes,
      bytes,
      film.subarray(record.start + 16 + setLength),
    ]);
    for (const path of ["moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", "avcC"]) {
      const start = path === "moov" ? film.lastIndexOf("moov") - 4 : film.indexOf(path, film.lastIndexOf("moov")) - 4;
      edited.writeUInt32BE(edited.readUInt32BE(start) + change, start);
    }
    const entry = film.indexOf("avc1", film.lastIndexOf("moov"));
    const isTrue = mostly(random, [true], [false]);
    edited.writeUInt16BE((isTrue ? width : core.width) & 0xffff, entry + 28);
    edited.writeUInt16BE((isTrue ? height : core.height) & 0xffff, entry + 30);
    return edited;
  };
}

function boxAt(file: Buffer, start: number): { readonly start: number; readonly end: number } {
  return { start, end: start + file.readUInt32BE(start) };
}

/** What pictures of the film depend on. */
interface Core {
  readonly frameNumberBits: number;
  readonly orderKind: number;
  readonly orderBits: number;
  readonly references: number;
  readonly width: number;
  readonly height: number;
}

function readCore(set: Buffer): Core {
  const bits = new BitReader(withoutEmulation(set), 1);
  if (bits.bits(8) !== 100) throw new Error("The film must be of the profile High.");
  bits.bits(16);
  bits.unsigned();
  for (let index = 0; index < 3; index += 1) bits.unsigned();
  bits.bits(2);
  const frameNumberBits = bits.unsigned();
  const orderKind = bits.unsigned();
  const orderBits = orderKind === 0 ? bits.unsigned() : 0;
  const references = bits.unsigned();
  bits.flag();
  return {
    frameNumberBits,
    orderKind,
    orderBits,
    references,
    width: (bits.unsigned() + 1) * 16,
    height: (bits.unsigned() + 1) * 16,
  };
}

class BitWriter {
  #bits = "";

  bits(value: number, count: number): this {
    this.#bits += value.toString(2).padStart(count, "0").slice(-count);
    return this;
  }

  flag(value: boolean): boolean {
    this.#bits += value ? "1" : "0";
    return value;
  }

  unsigned(value: number): this {
    const code = (value + 1).toString(2);
    this.#bits += "0".repeat(code.length - 1) + code;
    return this;
  }

  signed(value: number): this {
    return this.unsigned(value > 0 ? value * 2 - 1 : value * -2);
  }

  /** Filled up, and without start codes inside. */
  bytes(): Buffer {
    const padded = this.#bits.padEnd(Math.ceil(this.#bits.length / 8) * 8, "0");
    const plain = (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    const escaped: number[] = [];
    for (const byte of plain) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    return Buffer.from(escaped);
  }
}

const highProfiles: ReadonlySet<number> = new Set([100, 110, 122, 244, 44]);

/** One of the usual values, and now and then an unusual one. */
function mostly<T>(random: Random, usual: readonly [T, ...T[]], unusual: readonly [T, ...T[]]): T {
  return random.pick(random() < 0.02 ? unusual : usual);
}

function randomSet(
  random: Random,
  core: Core,
): { readonly bytes: Buffer; readonly width: number; readonly height: number } {
  const bits = new BitWriter();
  const profile = mostly(random, [100, 110, 122, 244, 44, 66, 77, 88], [118, 0]);
  bits.bits(0x67, 8).bits(profile, 8);
  bits.bits(random.pick([0, 0, 0x40, 0x10, 0xf0, 0xfc]), 8).bits(random.pick([10, 30, 41, 52, 9, 0, 255]), 8);
  bits.unsigned(mostly(random, [0], [1, 31, 32]));
  let chroma = 1;
  if (highProfiles.has(profile) || profile === 118) {
    chroma = mostly(random, [1, 1, 2, 3], [0, 4]);
    bits.unsigned(chroma);
    if (chroma === 3) bits.flag(mostly(random, [false], [true]));
    const depth = mostly(random, [0, 0, 2], [1, 4, 6, 7]);
    bits.unsigned(depth).unsigned(mostly(random, [depth], [0, 2]));
    bits.flag(mostly(random, [false], [true]));
    if (bits.flag(mostly(random, [false], [true]))) {
      for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) randomMatrix(bits, random, list < 6 ? 16 : 64);
    }
  }
  bits.unsigned(core.frameNumberBits);
  bits.unsigned(core.orderKind);
  if (core.orderKind === 0) bits.unsigned(core.orderBits);
  bits.unsigned(mostly(random, [core.references, 1, 16], [0, 17]));
  bits.flag(random.pick([false, true]));
  const [blocksWide, blocksHigh] = random.pick([
    [core.width / 16, core.height / 16],
    [core.width / 16, core.height / 16],
    [1, 1],
    [40, 23],
    [120, 68],
    [1_025, 2],
  ]);
  bits.unsigned(blocksWide - 1).unsigned(blocksHigh - 1);
  const isProgressive = bits.flag(random.pick([true, true, false]));
  if (!isProgressive) bits.flag(random.pick([true, false]));
  bits.flag(mostly(random, [true], [false]));
  const crop = [0, 0, 0, 0].map(() => mostly(random, [0, 1, 2], [4, 9, 1_000]));
  const isCropped = bits.flag(random.pick([true, false, false]));
  if (isCropped) for (const size of crop) bits.unsigned(size);
  const [left = 0, right = 0, top = 0, bottom = 0] = isCropped ? crop : [];
  if (bits.flag(random.pick([true, true, true, false]))) randomUsability(bits, random);
  bits.flag(true);
  const end = mostly(random, [""], ["00", "01", "0000"]);
  return {
    bytes: Buffer.concat([bits.bytes(), Buffer.from(end, "hex")]),
    width: blocksWide * 16 - (left + right) * (chroma === 1 || chroma === 2 ? 2 : 1),
    height: (blocksHigh * 16 - (top + bottom) * (chroma === 1 ? 2 : 1)) * (isProgressive ? 1 : 2),
  };
}

function randomMatrix(bits: BitWriter, random: Random, count: number): void {
  if (!bits.flag(random.pick([true, false]))) return;
  let [last, next] = [8, 8];
  for (let index = 0; index < count; index += 1) {
    if (next !== 0) {
      const change = random.pick([0, 1, -1, 4, -last]);
      bits.signed(change);
      next = (last + change + 256) % 256;
    }
    last = next === 0 ? last : next;
  }
}

function randomUsability(bits: BitWriter, random: Random): void {
  if (bits.flag(random.pick([true, false]))) {
    const ratio = mostly(random, [0, 1, 2, 13, 14, 16, 255, 255], [17, 100]);
    bits.bits(ratio, 8);
    const part = () => mostly(random, [1, 4, 3, 40, 33, 127], [0, 1_000, 65_535]);
    if (ratio === 255) bits.bits(part(), 16).bits(part(), 16);
  }
  if (bits.flag(random.pick([true, false]))) bits.flag(random.pick([true, false]));
  if (bits.flag(random.pick([true, false]))) {
    bits.bits(random.pick([0, 5, 7]), 3).flag(random.pick([true, false]));
    if (bits.flag(random.pick([true, false]))) {
      for (let value = 0; value < 3; value += 1)
        bits.bits(mostly(random, [1, 2, 5, 6, 9], [0, 3, 14, 16, 18, 22, 255]), 8);
    }
  }
  if (bits.flag(random.pick([true, false])))
    bits.unsigned(mostly(random, [0, 1, 2, 5], [6])).unsigned(mostly(random, [0, 2, 5], [6]));
  if (bits.flag(random.pick([true, false]))) {
    bits
      .bits(mostly(random, [1, 1_001], [0, 2 ** 31 + 1]), 32)
      .bits(mostly(random, [50, 60_000, 2], [1, 0, 2 ** 32 - 1]), 32);
    bits.flag(random.pick([true, false]));
  }
  const buffers = [0, 1].map(() => {
    const isThere = bits.flag(random.pick([false, false, true]));
    if (isThere) randomBuffer(bits, random);
    return isThere;
  });
  if (buffers.includes(true)) bits.flag(random.pick([true, false]));
  bits.flag(random.pick([true, false]));
  if (bits.flag(random.pick([true, true, false]))) {
    bits.flag(true);
    for (const value of [2, 1, 11, 11]) bits.unsigned(value);
    bits.unsigned(mostly(random, [0, 1, 2], [16, 17])).unsigned(mostly(random, [2, 4], [0, 16, 17]));
  }
}

function randomBuffer(bits: BitWriter, random: Random): void {
  const count = mostly(random, [1, 2, 32], [33]);
  bits.unsigned(count - 1).bits(0x12, 8);
  for (let index = 0; index < count; index += 1) {
    bits.unsigned(random.pick([0, 100, 30_000])).unsigned(random.pick([0, 999]));
    bits.flag(random.pick([true, false]));
  }
  bits.bits(random.pick([0, 0xfffff, 0x12345]), 20);
}
