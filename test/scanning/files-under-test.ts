/** Files for tests: small ones that make libav do what no sound file does. */
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

const clips = join(import.meta.dirname, "../../samples/clips");

/**
 * A Matroska file whose start is followed by a terabyte of nothing (which takes no space on the disk): libav looks
 * for the next element byte by byte, for hours.
 */
export async function writeEndlessFile(path: string): Promise<void> {
  const clip = await readFile(join(clips, "several-audio.mkv"));
  await writeFile(path, clip.subarray(0, 200));
  await truncate(path, 2 ** 40);
}

/** An MP4 file of 200 bytes whose table of sizes has, as it says, 400 million entries: 1.6 GB are asked for at once. */
export async function writeGreedyFile(path: string): Promise<void> {
  await writeFile(path, movie(box("stz2", numbers(0, 4, 400_000_000), Buffer.alloc(16))));
}

/** An MP4 file of a few hundred bytes with, as it says, 80 million frames: libav fills an index of 1.9 GB. */
export async function writeGrowingFile(path: string): Promise<void> {
  const frames = 80_000_000;
  const picture = Buffer.alloc(78);
  picture.writeUInt16BE(1, 6);
  picture.writeUInt16BE(96, 24);
  picture.writeUInt16BE(54, 26);
  const tables = [
    box("stsd", numbers(0, 1), box("mp4v", picture)),
    box("stts", numbers(0, 1, frames, 1)),
    box("stsc", numbers(0, 1, 1, frames, 1)),
    box("stsz", numbers(0, 1, frames)),
    box("stco", numbers(0, 1, 32)),
  ];
  await writeFile(path, movie(...tables));
}

/** An MP4 file with one video track that has these tables. */
function movie(...tables: readonly Buffer[]): Buffer {
  const header = box("mdhd", numbers(0, 0, 0, 25, 100, 0));
  const kind = box("hdlr", numbers(0, 0), Buffer.from("vide"), Buffer.alloc(13));
  return Buffer.concat([
    box("ftyp", Buffer.from("isom"), numbers(512), Buffer.from("isom")),
    box("moov", box("trak", box("mdia", header, kind, box("minf", box("stbl", ...tables))))),
    box("mdat", numbers(0)),
  ]);
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([numbers(body.length + 8), Buffer.from(type, "latin1"), body]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
