/**
 * Where a file should end, by the sizes at the beginning of its container. libav reads a file that was cut off, such as by
 * an interrupted copy, as long as its description is complete.
 *
 * Only bytes are read that libav has read before, when it opened the file.
 */

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
      return yield* endOfRiff();
    default:
      return null;
  }
}

/** More boxes than a file has before its frames. */
const mostBoxes = 16;

/**
 * ISO/IEC 14496-12: boxes, each with its size, follow each other. The frames are in `mdat`. Boxes of a file in fragments
 * are not looked through.
 */
function* endOfBoxes(sizeBytes: number): Generator<ByteRange, number | null, Buffer> {
  let position = 0;
  for (let box = 0; box < mostBoxes && position < sizeBytes; box += 1) {
    const head = yield { position, bytes: 16 };
    if (head.length < 16) return null;
    const type = head.toString("latin1", 4, 8);
    const size = head.readUInt32BE(0) === 1 ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0);
    // A size of 0 stands for the rest of the file.
    if (size < 8 || type === "moof") return null;
    position += size;
    if (type === "mdat") return position;
  }
  return null;
}

const ebmlId = 0x1a45dfa3;
const segmentId = 0x18538067;

/** RFC 8794 and RFC 9559: a header, then one segment, which holds all the rest. */
function* endOfSegment(): Generator<ByteRange, number | null, Buffer> {
  const header = yield { position: 0, bytes: 12 };
  if (header.length < 12 || header.readUInt32BE(0) !== ebmlId) return null;
  const headerSize = vintAt(header, 4);
  if (headerSize === null) return null;
  const position = 4 + headerSize.bytes + headerSize.value;
  const segment = yield { position, bytes: 12 };
  if (segment.length < 12 || segment.readUInt32BE(0) !== segmentId) return null;
  const size = vintAt(segment, 4);
  return size === null ? null : position + 4 + size.bytes + size.value;
}

/** A number whose leading zeros tell its bytes. Null for all ones, which stand for an unknown size, and for nonsense. */
function vintAt(bytes: Buffer, offset: number): { readonly value: number; readonly bytes: number } | null {
  const length = Math.clz32(bytes[offset] ?? 0) - 23;
  if (length > 8) return null;
  const mask = 2n ** BigInt(7 * length) - 1n;
  const value = BigInt(`0x${bytes.toString("hex", offset, offset + length)}`) & mask;
  return value === mask ? null : { value: Number(value), bytes: length };
}

/** A program that writes to a pipe cannot fill in the size. */
const unknownRiffSizes: ReadonlySet<number> = new Set([0, 0xffffffff]);

/** Of an AVI file of several gigabytes, only the first part is looked at. */
function* endOfRiff(): Generator<ByteRange, number | null, Buffer> {
  const head = yield { position: 0, bytes: 12 };
  if (head.length < 12 || head.toString("latin1", 0, 4) !== "RIFF") return null;
  const size = head.readUInt32LE(4);
  return unknownRiffSizes.has(size) ? null : 8 + size;
}
