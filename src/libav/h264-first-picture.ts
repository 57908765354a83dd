/** Reads what precedes the first picture of an H.264 stream: whether it is a picture as its parameter sets say. */
import { BitReader } from "./bit-reader.ts";
import type { ParameterSets } from "./h264-parameters.ts";
import { type PictureParameters, pictureParameters } from "./h264-picture-parameters.ts";
import { unitType, unitTypes, withoutEmulation } from "./h264-units.ts";

/** Enough for the header of a slice without references. */
const sliceStartBytes = 48;

/**
 * Whether a slice is the first of its picture, is coded without other pictures, names known parameters, and has a header
 * that decoders accept.
 *
 * @see Rec. ITU-T H.264, 7.3.3
 */
export function isPlainFirstSlice(unit: Buffer, sets: ParameterSets): boolean {
  const { sequence } = sets;
  const bits = new BitReader(withoutEmulation(unit.subarray(0, sliceStartBytes)), 1);
  const [firstBlock, type, pictureId] = [bits.unsigned(), bits.unsigned(), bits.unsigned()];
  if (firstBlock !== 0 || (type !== 2 && type !== 7)) return false;
  const picture = knownPictures(sets)?.findLast(({ id }) => id === pictureId);
  if (picture === undefined) return false;
  bits.bits(sequence.frameNumberBits);
  const isField = !sequence.isProgressive && bits.flag();
  if (isField) bits.flag();
  const isStart = unitType(unit) === unitTypes.idrSlice;
  if (isStart) bits.unsigned();
  bits.bits(sequence.order.bits);
  const changes = sequence.order.hasChanges ? 1 : 0;
  const hasBoth = picture.hasOrderOfFields && !isField && (sequence.order.kind === 0 || changes > 0);
  for (let index = 0; index < changes + (hasBoth ? 1 : 0); index += 1) bits.signed();
  if (picture.hasCopies && bits.unsigned() > 0) return false;
  const isReference = ((unit[0] ?? 0) & 0x60) !== 0;
  // How the pictures before are kept. There is none before the first.
  if (isReference && isStart) bits.bits(2);
  if (isReference && !isStart && bits.flag()) return false;
  const quantizer = picture.quantizer + bits.signed();
  const isUsual = quantizer >= -6 * (sequence.bitDepth - 8) && quantizer <= 51 && hasUsualEdges(bits, picture);
  return isUsual && !bits.isBeyondEnd;
}

/** By the sets that were read once and are remembered. */
const pictureSets = new WeakMap<ParameterSets, readonly PictureParameters[] | null>();

/** All picture parameter sets; null if one of them is unusual or damaged. */
function knownPictures(sets: ParameterSets): readonly PictureParameters[] | null {
  let known = pictureSets.get(sets);
  if (known === undefined) {
    const pictures = sets.pictureUnits.map((unit) => pictureParameters(unit, sets.sequence));
    known = pictures.every((picture) => picture !== null) ? pictures : null;
    pictureSets.set(sets, known);
  }
  return known;
}

function hasUsualEdges(bits: BitReader, { hasEdges }: PictureParameters): boolean {
  if (!hasEdges) return true;
  const kind = bits.unsigned();
  if (kind === 1) return true;
  return kind <= 2 && Math.abs(bits.signed()) <= 6 && Math.abs(bits.signed()) <= 6;
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
  const bytes = withoutEmulation(unit);
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
