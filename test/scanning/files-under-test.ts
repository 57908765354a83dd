/** For tests: small files that make libav hang, or take all memory. */
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";

const clips = join(import.meta.dirname, "../../samples/clips");

/**
 * Writes a Matroska file that continues with a terabyte of zeros, which take no space on the disk. libav searches them
 * for the next element byte by byte, for hours.
 */
export async function writeEndlessFile(path: string): Promise<void> {
  const clip = await readFile(join(clips, "several-audio.mkv"));
  await writeFile(path, clip.subarray(0, 200));
  await truncate(path, 2 ** 40);
}

/** Writes an MP4 file of 200 bytes that claims a table of 400 million sizes. libav asks for 1.6 GB at once. */
export async function writeGreedyFile(path: string): Promise<void> {
  await writeFile(path, movie(box("stz2", numbers(0, 4, 400_000_000), Buffer.alloc(16))));
}

/** Writes an MP4 file of a few hundred bytes that claims 80 million frames. libav fills an index of 1.9 GB. */
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

/** An MP4 file with one video track, which has these tables. */
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
