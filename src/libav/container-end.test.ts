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
      const container = Object.entries({ ...containers, ".avi": "avi" }).find(([end]) => name.endsWith(end))?.[1] ?? "";
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

  test("is not known of a box that goes to the end, of fragments, of nonsense and of the shortest files", () => {
    const rest = Buffer.alloc(50);
    for (const boxes of [box("mdat", 0), box("mdat", 7), box("moof", 9_000), Buffer.from("mdat")]) {
      expect(endOf(mp4, Buffer.concat([ftyp, boxes, boxes.length < 8 ? Buffer.alloc(0) : rest]))).toBeNull();
    }
    for (const container of [mp4, matroska, "avi", "mpegts"]) {
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
});
