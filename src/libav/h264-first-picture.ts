/** Reads what precedes the first picture of an H.264 stream: whether it is a picture as its parameter sets say. */
import { BitReader } from "./bit-reader.ts";
import { withoutEmulation } from "./h264-parameters.ts";

/** Enough for the first three numbers of a slice. */
const sliceStartBytes = 16;

/** Whether a slice is the first of its picture, is coded without other pictures, and names known parameters. */
export function isPlainFirstSlice(unit: Buffer, pictureIds: ReadonlySet<number>): boolean {
  const bits = new BitReader(withoutEmulation(unit.subarray(0, sliceStartBytes)), 1);
  const [firstBlock, type, pictureId] = [bits.unsigned(), bits.unsigned(), bits.unsigned()];
  return firstBlock === 0 && (type === 2 || type === 7) && pictureIds.has(pictureId) && !bits.isBeyondEnd;
}

/**
 * Messages that change nothing of what a decoder says of the stream: times of the buffer and of the picture, captions,
 * recovery points, and how two pictures are packed into one.
 */
const plainMessages: ReadonlySet<number> = new Set([0, 1, 4, 6, 45]);
const userData = 5;
const userDataIdBytes = 16;

/** Old versions of x264 declared the double of their frame rate. libav knows them by their message, however spaced. */
const x264Message = /^x264(?: - core (\d+))?/;
const firstRightBuild = 44;

/** Whether all messages of the unit are known to change nothing. An alternative transfer, such as HLG's, does. */
export function isPlainSupplement(unit: Buffer): boolean {
  const bytes = Buffer.from(withoutEmulation(unit));
  let offset = 1;
  // The last byte ends the unit.
  while (offset < bytes.length - 1) {
    let [type, size] = [0, 0];
    while (bytes[offset] === 0xff) [type, offset] = [type + 255, offset + 1];
    type += bytes[offset] ?? 0;
    offset += 1;
    while (bytes[offset] === 0xff) [size, offset] = [size + 255, offset + 1];
    size += bytes[offset] ?? 0;
    offset += 1;
    if (offset + size >= bytes.length) return false;
    if (type === userData) {
      const text = bytes.toString("latin1", offset + userDataIdBytes, Math.min(offset + size, offset + 64));
      const x264 = x264Message.exec(text);
      if (x264 !== null && !(Number(x264[1]) >= firstRightBuild)) return false;
    } else if (!plainMessages.has(type)) return false;
    offset += size;
  }
  return true;
}
