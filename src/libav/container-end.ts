/**
 * Where a file should end, by the sizes at the beginning of its container. libav reads a file that was cut off, such as by
 * an interrupted copy, as long as its description is complete.
 *
 * The bytes at the beginning were read by libav before, when it opened the file. MPEG-TS, MPEG-PS and Ogg state no sizes.
 */

import type { ReadBytes } from "./chapter-marks.ts";
import { elementAt } from "./ebml-element.ts";

export interface ByteRange {
  readonly position: number;
  readonly bytes: number;
}

/**
 * Yields ranges of the file to be read, and takes their bytes, as far as the file has them.
 *
 * @param container names of the demuxer
 * @returns the end of the part that the container announces, in bytes; null if it does not say
 */
export function* declaredEnd(container: string, sizeBytes: number): Generator<ByteRange, number | null, Buffer> {
  switch (container) {
    case "mov,mp4,m4a,3gp,3g2,mj2":
      return yield* endOfBoxes(sizeBytes);
    case "matroska,webm":
      return yield* endOfSegment();
    case "avi":
      return yield* endOfAvi(sizeBytes);
    case "asf":
      return yield* endOfAsf();
    case "flv":
      return yield* endOfFlv(sizeBytes);
    default:
      return null;
  }
}

/** Whether the file ends before the container does. */
export function isTruncated(container: string, sizeBytes: number, read: ReadBytes): boolean {
  const looking = declaredEnd(container, sizeBytes);
  let next = looking.next();
  while (next.done !== true) next = looking.next(read(next.value.position, next.value.bytes));
  return next.value !== null && next.value > sizeBytes;
}

/** More boxes than a file has before its frames. */
const mostBoxes = 16;

/**
 * ISO/IEC 14496-12: boxes, each with its size, follow each other. The frames are in `mdat`, and what describes them in
 * `moov`, before or behind. Of a file in fragments, only the first fragment is looked at, and an index before it that tells
 * the sizes of all.
 */
function* endOfBoxes(sizeBytes: number): Generator<ByteRange, number | null, Buffer> {
  let position = 0;
  let known: number | null = null;
  let isDescribed = false;
  for (let box = 0; box < mostBoxes && position < sizeBytes; box += 1) {
    const head = yield { position, bytes: 16 };
    if (head.length < 16) return null;
    const { type, size } = boxAt(head);
    // A size of 0 stands for the rest of the file.
    if (size < 8) return null;
    if (type === "moov") isDescribed = true;
    if (type === "moof") {
      if (known !== null) return known;
      known = position + size;
    }
    if (type === "sidx") {
      const index = yield { position, bytes: Math.min(size, mostIndexBytes) };
      if (index.length < size) return null;
      known = Math.max(known ?? 0, position + size + indexedBytes(index));
    }
    position += size;
    if (type === "mdat") {
      if (isDescribed) return Math.max(known ?? 0, position);
      const next = yield { position, bytes: 16 };
      const { type, size } = next.length < 16 ? { type: "", size: 0 } : boxAt(next);
      return type === "moov" ? position + size : position;
    }
  }
  return known;
}

function boxAt(head: Buffer): { readonly type: string; readonly size: number } {
  const size = head.readUInt32BE(0);
  return { type: head.toString("latin1", 4, 8), size: size === 1 ? Number(head.readBigUInt64BE(8)) : size };
}

const mostIndexBytes = 64 * 1024;

/** How many bytes behind its own end a `sidx` box has in its index. */
function indexedBytes(index: Buffer): number {
  const isLong = index[8] === 1;
  const counted = isLong ? 38 : 30;
  if (index.length < counted + 2) return 0;
  let bytes = isLong ? Number(index.readBigUInt64BE(28)) : index.readUInt32BE(24);
  const end = Math.min(index.length, counted + 2 + 12 * index.readUInt16BE(counted));
  for (let entry = counted + 2; entry + 4 <= end; entry += 12) bytes += index.readUInt32BE(entry) & 0x7fffffff;
  return bytes;
}

const ebmlId = 0x1a45dfa3;
const segmentId = 0x18538067;

/** RFC 8794 and RFC 9559: a header, then one segment, which holds all the rest. */
function* endOfSegment(): Generator<ByteRange, number | null, Buffer> {
  const header = elementAt(yield { position: 0, bytes: 12 }, 0);
  if (header?.id !== ebmlId || header.end === null) return null;
  const segment = elementAt(yield { position: header.end, bytes: 12 }, 0);
  if (segment?.id !== segmentId || segment.end === null) return null;
  return header.end + segment.end;
}

/** A program that writes to a pipe cannot fill in the size. */
const unknownRiffSizes: ReadonlySet<number> = new Set([0, 0xffffffff]);

/**
 * A file of more than a gigabyte has several RIFF parts, by the OpenDML AVI extensions. The head of the first part lists
 * where the indexes of all parts are.
 */
function* endOfAvi(sizeBytes: number): Generator<ByteRange, number | null, Buffer> {
  const start = yield { position: 0, bytes: 12 };
  if (start.length < 12 || start.toString("latin1", 0, 4) !== "RIFF") return null;
  const size = start.readUInt32LE(4);
  if (unknownRiffSizes.has(size)) return null;
  const end = 8 + size;
  if (end >= sizeBytes) return end;
  const head = yield { position: 0, bytes: mostIndexBytes };
  return Math.max(end, ...indexEnds(head, 12, head.length));
}

/** The ends of the indexes that the lists of a head name in `indx` chunks. */
function* indexEnds(head: Buffer, from: number, to: number): Generator<number> {
  for (let position = from; position + 12 <= to; ) {
    const type = head.toString("latin1", position, position + 4);
    const size = head.readUInt32LE(position + 4);
    const listed = type === "LIST" ? head.toString("latin1", position + 8, position + 12) : null;
    if (listed === "movi") return;
    const content = position + 8;
    const end = Math.min(to, content + size);
    if (listed !== null) yield* indexEnds(head, content + 4, end);
    else if (type === "indx" && head[content + 3] === 0) yield* endsInIndex(head, content, end);
    position = content + size + (size % 2);
  }
}

/** @param from where an index of indexes begins: its number of entries is in the fifth to eighth byte, the first after 24 */
function* endsInIndex(head: Buffer, from: number, to: number): Generator<number> {
  if (from + 24 > to) return;
  const last = Math.min(to, from + 24 + 16 * head.readUInt32LE(from + 4));
  for (let entry = from + 24; entry + 16 <= last; entry += 16) {
    const offset = Number(head.readBigUInt64LE(entry));
    // 0 stands for an entry that is not used.
    if (offset > 0) yield offset + head.readUInt32LE(entry + 8);
  }
}

/** Of objects, by the Advanced Systems Format specification: a header, and the properties of the file in it. */
const asfHeader = Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex");
const asfFileProperties = Buffer.from("a1dcab8c47a9cf118ee400c00c205365", "hex");

function* endOfAsf(): Generator<ByteRange, number | null, Buffer> {
  const head = yield { position: 0, bytes: 4_096 };
  if (!head.subarray(0, 16).equals(asfHeader)) return null;
  const properties = head.indexOf(asfFileProperties);
  if (properties < 0 || properties + 92 > head.length) return null;
  // A broadcast has no size yet.
  const isBroadcast = (head.readUInt32LE(properties + 88) & 1) !== 0;
  return isBroadcast ? null : Number(head.readBigUInt64LE(properties + 40)) || null;
}

/** In the first tag of a file, a number with this name. */
const flvFileSize = Buffer.from("\0\x08filesize\0", "latin1");

/**
 * Adobe Flash Video File Format, version 10.1: tags, after each its size. Recorders of streams copy the `filesize` of the
 * file that was sent. So it only counts where the file ends within a tag.
 */
function* endOfFlv(sizeBytes: number): Generator<ByteRange, number | null, Buffer> {
  const head = yield { position: 0, bytes: 4_096 };
  const name = head.toString("latin1", 0, 3) === "FLV" ? head.indexOf(flvFileSize) : -1;
  const number = name + flvFileSize.length;
  if (name < 0 || number + 8 > head.length) return null;
  const declared = head.readDoubleBE(number);
  if (!Number.isSafeInteger(declared) || declared <= sizeBytes) return null;
  const end = yield { position: sizeBytes - 4, bytes: 4 };
  const tagBytes = end.length < 4 ? 0 : end.readUInt32BE(0);
  const tag = yield { position: Math.max(0, sizeBytes - 4 - tagBytes), bytes: 4 };
  const isWhole = tagBytes >= 11 && tag.length === 4 && tag.readUIntBE(1, 3) === tagBytes - 11;
  return isWhole ? null : declared;
}
