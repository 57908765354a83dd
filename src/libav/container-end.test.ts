import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { declaredEnd } from "./container-end.ts";

const mp4 = "mov,mp4,m4a,3gp,3g2,mj2";
const matroska = "matroska,webm";

function endOf(container: string, file: Buffer): number | null {
  const looking = declaredEnd(container, file.length);
  let next = looking.next();
  while (next.done !== true) {
    const { position, bytes } = next.value;
    next = looking.next(file.subarray(position, position + bytes));
  }
  return next.value;
}

function clip(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, "../../samples/clips", name));
}

function box(type: string, size: number, content = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(size);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, content]);
}

const ftyp = box("ftyp", 16, Buffer.alloc(8));

describe("the end that a container declares", () => {
  test("is never beyond a sample", () => {
    const clips = join(import.meta.dirname, "../../samples/clips");
    const containers = { ".mp4": mp4, ".m4v": mp4, ".mov": mp4, ".3gp": mp4, ".mkv": matroska, ".webm": matroska };
    const ends = readdirSync(clips).map((name) => {
      const container =
        Object.entries({ ...containers, ".avi": "avi", ".wmv": "asf", ".flv": "flv" }).find(([end]) =>
          name.endsWith(end),
        )?.[1] ?? "";
      return { name, end: endOf(container, readFileSync(join(clips, name))), size: statSync(join(clips, name)).size };
    });
    expect(ends.filter(({ end, size }) => end !== null && end > size)).toEqual([]);
    expect(ends.filter(({ end }) => end !== null).length).toBeGreaterThan(15);
  });

  test("is that of the box with the frames, also where its size needs 64 bits", () => {
    expect(endOf(mp4, Buffer.concat([ftyp, box("mdat", 1_000), Buffer.alloc(50)]))).toBe(1_016);
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(5_000_000_000n);
    expect(endOf(mp4, Buffer.concat([ftyp, box("mdat", 1, size), Buffer.alloc(50)]))).toBe(5_000_000_016);
  });

  test("is that of the description, where it comes last", () => {
    const frames = box("mdat", 108, Buffer.alloc(100));
    expect(endOf(mp4, Buffer.concat([ftyp, frames, box("moov", 500), Buffer.alloc(50)]))).toBe(16 + 108 + 500);
    expect(endOf(mp4, Buffer.concat([ftyp, frames, box("junk", 500), Buffer.alloc(50)]))).toBe(16 + 108);
    const described = Buffer.concat([
      ftyp,
      box("moov", 16, Buffer.alloc(8)),
      frames,
      box("moov", 500),
      Buffer.alloc(50),
    ]);
    expect(endOf(mp4, described)).toBe(16 + 16 + 108);
  });

  test("is that of the first fragment at least", () => {
    const moof = box("moof", 28, Buffer.alloc(20));
    expect(endOf(mp4, Buffer.concat([ftyp, box("moof", 9_000), Buffer.alloc(50)]))).toBe(9_016);
    expect(endOf(mp4, Buffer.concat([ftyp, moof, box("mdat", 9_000), Buffer.alloc(50)]))).toBe(16 + 28 + 9_000);
    const whole = Buffer.concat([ftyp, moof, box("mdat", 58, Buffer.alloc(50)), moof, box("mdat", 9_000), moof]);
    expect(endOf(mp4, whole)).toBeLessThanOrEqual(whole.length);
  });

  test("is not known of a box that goes to the end, of nonsense and of the shortest files", () => {
    const rest = Buffer.alloc(50);
    for (const boxes of [box("mdat", 0), box("mdat", 7), box("moof", 7), Buffer.from("mdat")]) {
      expect(endOf(mp4, Buffer.concat([ftyp, boxes, boxes.length < 8 ? Buffer.alloc(0) : rest]))).toBeNull();
    }
    for (const container of [mp4, matroska, "avi", "asf", "flv", "mpegts"]) {
      for (const length of [0, 1, 12, 100]) expect(endOf(container, Buffer.alloc(length))).toBeNull();
    }
  });

  test("does not loop in a file of endless small boxes", () => {
    const boxes = Array.from({ length: 1_000 }, () => box("free", 8));
    expect(endOf(mp4, Buffer.concat([...boxes, box("mdat", 9_000)]))).toBeNull();
  });

  test("is that of the Matroska segment, unless its size is unknown", () => {
    const header = Buffer.from("1a45dfa384aabbccdd", "hex");
    const segment = (size: string) => Buffer.concat([header, Buffer.from(`18538067${size}`, "hex"), Buffer.alloc(50)]);
    expect(endOf(matroska, segment("4400"))).toBe(9 + 4 + 2 + 1_024);
    expect(endOf(matroska, segment("0100000000001000"))).toBe(9 + 4 + 8 + 4_096);
    expect(endOf(matroska, segment("01ffffffffffffff"))).toBeNull();
    expect(endOf(matroska, segment("ff"))).toBeNull();
    expect(endOf(matroska, segment("00"))).toBeNull();
  });

  test("is that of the RIFF part, unless the file was written to a pipe", () => {
    const riff = (size: number) => {
      const head = Buffer.from("RIFF\0\0\0\0AVI LIST");
      head.writeUInt32LE(size, 4);
      return head;
    };
    expect(endOf("avi", riff(1_000))).toBe(1_008);
    for (const size of [0, 0xffffffff]) expect(endOf("avi", riff(size))).toBeNull();
  });

  test("is that of the last index that the head of an AVI file names, where it has several parts", () => {
    const chunk = (type: string, content: Buffer) => {
      const head = Buffer.from(`${type}\0\0\0\0`, "latin1");
      head.writeUInt32LE(content.length, 4);
      return Buffer.concat([head, content]);
    };
    const list = (type: string, ...chunks: readonly Buffer[]) =>
      chunk("LIST", Buffer.concat([Buffer.from(type), ...chunks]));
    const index = Buffer.alloc(24 + 3 * 16);
    index.writeUInt32LE(3, 4);
    for (const [entry, offset] of [1_000, 9_000_000_000, 0].entries()) {
      index.writeBigUInt64LE(BigInt(offset), 24 + 16 * entry);
      index.writeUInt32LE(500, 32 + 16 * entry);
    }
    const streams = list("hdrl", chunk("avih", Buffer.alloc(5)), Buffer.alloc(1), list("strl", chunk("indx", index)));
    const file = chunk("RIFF", Buffer.concat([Buffer.from("AVI "), streams, list("movi", chunk("indx", index))]));
    expect(endOf("avi", file)).toBe(file.length);
    expect(endOf("avi", Buffer.concat([file, Buffer.alloc(8)]))).toBe(9_000_000_500);
    // What an index of frames says are places within its part.
    index[3] = 1;
    const frames = list("hdrl", list("strl", chunk("indx", index)));
    const other = chunk("RIFF", Buffer.concat([Buffer.from("AVI "), frames]));
    expect(endOf("avi", Buffer.concat([other, Buffer.alloc(8)]))).toBe(other.length);
  });

  test("is that of the index of an MP4 file in fragments", () => {
    const sidx = (version: 0 | 1, sizes: readonly number[]) => {
      const content = Buffer.alloc((version === 1 ? 32 : 24) + 12 * sizes.length);
      content[0] = version;
      content.writeUInt32BE(7, version === 1 ? 24 : 16);
      content.writeUInt16BE(sizes.length, version === 1 ? 30 : 22);
      for (const [entry, size] of sizes.entries())
        content.writeUInt32BE(size, content.length - 12 * (sizes.length - entry));
      return box("sidx", 8 + content.length, content);
    };
    for (const version of [0, 1] as const) {
      const index = sidx(version, [1_000, 0x8000_07d0]);
      const other = sidx(version, [500]);
      const file = Buffer.concat([ftyp, index, other, box("moof", 500), Buffer.alloc(50)]);
      expect(endOf(mp4, file)).toBe(ftyp.length + index.length + 7 + 3_000);
      expect(endOf(mp4, file.subarray(0, 60))).toBeNull();
    }
  });

  test("is that of a Windows Media file, unless it is a broadcast", () => {
    const file = clip("wmv2-wma.wmv");
    expect(endOf("asf", file)).toBe(file.length);
    expect(endOf("asf", file.subarray(0, file.length / 2))).toBe(file.length);
    const broadcast = Buffer.from(file);
    const flags = broadcast.indexOf(Buffer.from("a1dcab8c47a9cf118ee400c00c205365", "hex")) + 88;
    broadcast.writeUInt32LE(broadcast.readUInt32LE(flags) | 1, flags);
    expect(endOf("asf", broadcast.subarray(0, 5_000))).toBeNull();
  });

  test("is the size that a Flash video states, where it ends within a tag", () => {
    const file = clip("flv1-mp3.flv");
    expect(endOf("flv", file)).toBeNull();
    expect(endOf("flv", file.subarray(0, file.length - 1))).toBe(file.length);
    expect(endOf("flv", file.subarray(0, 1_000))).toBe(file.length);
    // The recording of a stream: it has fewer tags than the file that was sent.
    const lastTag = file.length - 4 - file.readUInt32BE(file.length - 4);
    expect(endOf("flv", file.subarray(0, lastTag))).toBeNull();
  });
});
