/**
 * Reads the sequence parameter set of an H.264 stream, which says what every decoder makes of the stream. libav reads it
 * too, but tells its values only to those who decode a picture.
 *
 * This reader is stricter than a decoder: whatever is unusual in a set makes it unreadable here.
 *
 * @see Rec. ITU-T H.264, 7.3.2.1.1 (the set) and Annex E.1.1 (its description of colours and times)
 */
import { BitReader } from "./bit-reader.ts";

/** Numbers as in the stream; those of colours are also libav's own. */
export interface SequenceParameters {
  readonly id: number;
  /** libav's number of the profile: with its flags for constrained and intra profiles. */
  readonly profile: number;
  readonly level: number;
  /** 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4. */
  readonly chroma: number;
  readonly bitDepth: number;
  /** Without the cropped edges, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether no picture is coded as two fields. */
  readonly isProgressive: boolean;
  /** How many bits the number of a frame has. */
  readonly frameNumberBits: number;
  readonly order: PictureOrder;
  readonly sampleAspectRatio: { readonly num: number; readonly den: number };
  /** Null where the set does not say. */
  readonly isFullRange: boolean | null;
  readonly colours: { readonly primaries: number; readonly transfer: number; readonly matrix: number } | null;
  /** `chroma_sample_loc_type_top_field`: 0 where the set describes the video, but not this. Null without a description. */
  readonly chromaLocation: number | null;
  /** Frames a second. Null where the set does not say. */
  readonly frameRate: { readonly num: number; readonly den: number } | null;
  /** How many frames at most precede a frame in the stream but follow it on the screen. Null where the set does not say. */
  readonly reorderedFrames: number | null;
}

/** How pictures say their place in the order of display. */
export interface PictureOrder {
  /** `pic_order_cnt_type` */
  readonly kind: number;
  /** How many bits the place has, with kind 0. */
  readonly bits: number;
  /** Whether pictures say how they differ from the expected order, with kind 1. */
  readonly hasChanges: boolean;
}

export interface ParameterSets {
  readonly sequence: SequenceParameters;
  /** The sequence parameter set as it is in the stream, to compare it with others. */
  readonly sequenceBytes: Buffer;
  /** The picture parameter sets as they are in the stream. */
  readonly pictureUnits: readonly Buffer[];
  /** How many bytes tell the length of a unit; null where units begin with start codes. */
  readonly lengthBytes: number | null;
}

/** Kinds of units of the stream. */
export const unitTypes = { slice: 1, idrSlice: 5, supplement: 6, sequence: 7, picture: 8, delimiter: 9 } as const;

export function unitType(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** The parameter sets in libav's extradata. Null unless there is exactly one sequence parameter set, and it is usual. */
export function parameterSets(extradata: Buffer): ParameterSets | null {
  const isConfigurationRecord = extradata[0] === 1;
  const units = isConfigurationRecord ? unitsOfRecord(extradata) : unitsAfterStartCodes(extradata);
  if (units === null) return null;
  const sequences = units.filter((unit) => unitType(unit) === unitTypes.sequence);
  const [sequenceBytes] = sequences;
  if (sequenceBytes === undefined || sequences.length > 1) return null;
  const sequence = sequenceParameters(sequenceBytes);
  if (sequence === null) return null;
  const pictureUnits = units.filter((unit) => unitType(unit) === unitTypes.picture).map(withoutZerosAtEnd);
  const lengthBytes = isConfigurationRecord ? ((extradata[4] ?? 0) & 3) + 1 : null;
  return { sequence, sequenceBytes, pictureUnits, lengthBytes };
}

/** ISO/IEC 14496-15, 5.3.3.1: the record of MP4 and Matroska. */
function unitsOfRecord(record: Buffer): readonly Buffer[] | null {
  const units: Buffer[] = [];
  let offset = 5;
  for (const countMask of [0x1f, 0xff]) {
    const count = (record[offset] ?? 0) & countMask;
    offset += 1;
    for (let index = 0; index < count; index += 1) {
      if (offset + 2 > record.length) return null;
      const end = offset + 2 + record.readUInt16BE(offset);
      if (end > record.length) return null;
      units.push(record.subarray(offset + 2, end));
      offset = end;
    }
  }
  return units;
}

const startCode = Buffer.from([0, 0, 1]);

/** @param isLast for a unit whose end is of no interest, and far away */
function unitsAfterStartCodes(bytes: Buffer, isLast?: (unit: Buffer) => boolean): readonly Buffer[] {
  const units: Buffer[] = [];
  for (let start = bytes.indexOf(startCode); start >= 0; ) {
    const rest = bytes.subarray(start + 3);
    if (isLast?.(rest) === true) return [...units, rest];
    const next = bytes.indexOf(startCode, start + 3);
    units.push(withoutZerosAtEnd(bytes.subarray(start + 3, next < 0 ? bytes.length : next)));
    start = next;
  }
  return units;
}

/** A unit without what belongs to no unit, but is sometimes taken for a part of one. */
export function withoutZerosAtEnd(unit: Buffer): Buffer {
  let end = unit.length;
  while (end > 0 && unit[end - 1] === 0) end -= 1;
  return unit.subarray(0, end);
}

/**
 * The units of a packet up to the first that is part of a picture, which is the last here. Null for a packet without a
 * picture, and for one that decoders refuse.
 */
export function unitsUpToSlice(packet: Buffer, lengthBytes: number | null): readonly Buffer[] | null {
  const units = lengthBytes === null ? unitsAfterStartCodes(packet, isSlice) : unitsWithLengths(packet, lengthBytes);
  const end = units?.findIndex(isSlice) ?? -1;
  return units === null || end < 0 ? null : units.slice(0, end + 1);
}

function isSlice(unit: Uint8Array): boolean {
  return unitType(unit) <= unitTypes.idrSlice;
}

function unitsWithLengths(packet: Buffer, lengthBytes: number): readonly Buffer[] | null {
  const units: Buffer[] = [];
  for (let start = 0; start < packet.length; ) {
    const begin = start + lengthBytes;
    if (begin > packet.length) return null;
    start = begin + packet.readUIntBE(begin - lengthBytes, lengthBytes);
    if (start > packet.length || start === begin) return null;
    units.push(packet.subarray(begin, start));
  }
  return units;
}

/** The payload of a unit without the bytes that only keep start codes out of it. */
export function withoutEmulation(unit: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(unit.length);
  let length = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    bytes[length] = byte;
    length += 1;
  }
  return bytes.subarray(0, length);
}

/** Profiles whose sets say how chroma is sampled, and with how many bits. */
const highProfiles: ReadonlySet<number> = new Set([100, 110, 122, 244, 44]);
const plainProfiles: ReadonlySet<number> = new Set([66, 77, 88]);

/** The values of a sequence parameter set, or null where a value is unusual or damaged. */
export function sequenceParameters(unit: Uint8Array): SequenceParameters | null {
  const bits = new BitReader(withoutEmulation(unit), 1);
  const profileId = bits.bits(8);
  const constraints = bits.bits(8);
  const level = bits.bits(8);
  const id = bits.unsigned();
  if (id > 31) return null;
  let [chroma, bitDepth] = [1, 8];
  if (highProfiles.has(profileId)) {
    chroma = bits.unsigned();
    // Grey, or three pictures of one colour each.
    if (chroma < 1 || chroma > 3 || (chroma === 3 && bits.flag())) return null;
    bitDepth = 8 + bits.unsigned();
    if (bits.unsigned() !== bitDepth - 8 || bits.flag()) return null;
    if (bits.flag() && !skipScalingMatrices(bits, chroma === 3 ? 12 : 8)) return null;
  } else if (!plainProfiles.has(profileId)) return null;
  const frameNumberBits = bits.unsigned() + 4;
  const order = pictureOrder(bits);
  if (frameNumberBits > 16 || order === null) return null;
  const referenceFrames = bits.unsigned();
  bits.flag();
  const widthInBlocks = bits.unsigned() + 1;
  const heightInBlocks = bits.unsigned() + 1;
  const isProgressive = bits.flag();
  if (!isProgressive) bits.flag();
  const isDirectInference = bits.flag();
  if (referenceFrames > 16 || (!isProgressive && !isDirectInference)) return null;
  const codedWidth = widthInBlocks * 16;
  const codedHeight = heightInBlocks * 16 * (isProgressive ? 1 : 2);
  if (codedWidth > 16_384 || codedHeight > 16_384) return null;
  const isCropped = bits.flag();
  const [left, right, top, bottom] = isCropped
    ? [bits.unsigned(), bits.unsigned(), bits.unsigned(), bits.unsigned()]
    : [0, 0, 0, 0];
  const width = codedWidth - (left + right) * (chroma === 3 ? 1 : 2);
  const height = codedHeight - (top + bottom) * (chroma === 1 ? 2 : 1) * (isProgressive ? 1 : 2);
  if (!(width > 0 && height > 0)) return null;
  const usability = bits.flag() ? usabilityInformation(bits) : nothingUsable;
  if (usability === null || !bits.isAtTrailingBits()) return null;
  if (!isUsualAspectRatio(usability.sampleAspectRatio, width, height)) return null;
  const profile = profileWithConstraints(profileId, constraints);
  const size = { width, height, isProgressive };
  return { id, profile, level, chroma, bitDepth, ...size, frameNumberBits, order, ...usability };
}

/** @see https://ffmpeg.org/doxygen/trunk/defs_8h.html AV_PROFILE_H264_CONSTRAINED, AV_PROFILE_H264_INTRA */
function profileWithConstraints(profile: number, constraints: number): number {
  const isConstrained = profile === 66 && (constraints & 0x40) !== 0;
  const isIntra = [110, 122, 244].includes(profile) && (constraints & 0x10) !== 0;
  return profile + (isConstrained ? 512 : 0) + (isIntra ? 2048 : 0);
}

/** Whether the matrices of a parameter set can be read. */
export function skipScalingMatrices(bits: BitReader, count: number): boolean {
  for (let list = 0; list < count; list += 1) {
    if (!bits.flag()) continue;
    let [last, next] = [8, 8];
    for (let index = 0; index < (list < 6 ? 16 : 64); index += 1) {
      if (next !== 0) {
        const change = bits.signed();
        if (!(change >= -128 && change <= 127)) return false;
        next = (last + change) & 0xff;
      }
      last = next === 0 ? last : next;
    }
  }
  return true;
}

function pictureOrder(bits: BitReader): PictureOrder | null {
  const kind = bits.unsigned();
  const order = { kind, bits: 0, hasChanges: false };
  if (kind === 0) {
    const placeBits = bits.unsigned() + 4;
    return placeBits > 16 ? null : { ...order, bits: placeBits };
  }
  if (kind === 2) return order;
  if (kind !== 1) return null;
  const hasChanges = !bits.flag();
  bits.signed();
  bits.signed();
  const cycle = bits.unsigned();
  if (cycle > 255) return null;
  for (let index = 0; index < cycle; index += 1) bits.signed();
  return { ...order, hasChanges };
}

type Usability = Pick<
  SequenceParameters,
  "sampleAspectRatio" | "isFullRange" | "colours" | "chromaLocation" | "frameRate" | "reorderedFrames"
>;

const nothingUsable: Usability = {
  sampleAspectRatio: { num: 0, den: 1 },
  isFullRange: null,
  colours: null,
  chromaLocation: null,
  frameRate: null,
  reorderedFrames: null,
};

/** Table E-1 of the specification. */
const aspectRatios: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
];

/** Values of the specification's tables E-3 to E-5 that every version of libav knows. The matrix 0 means RGB. */
const usualPrimaries: ReadonlySet<number> = new Set([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 22]);
const usualTransfers: ReadonlySet<number> = new Set([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
const usualMatrices: ReadonlySet<number> = new Set([1, 2, 4, 5, 6, 7, 8, 9, 10]);

function usabilityInformation(bits: BitReader): Usability | null {
  const sampleAspectRatio = bits.flag() ? aspectRatio(bits) : nothingUsable.sampleAspectRatio;
  if (sampleAspectRatio === null) return null;
  if (bits.flag()) bits.flag();
  let { isFullRange, colours, frameRate, reorderedFrames } = nothingUsable;
  let chromaLocation = 0;
  if (bits.flag()) {
    bits.bits(3);
    isFullRange = bits.flag();
    if (bits.flag()) {
      colours = { primaries: bits.bits(8), transfer: bits.bits(8), matrix: bits.bits(8) };
      const { primaries, transfer, matrix } = colours;
      if (!(usualPrimaries.has(primaries) && usualTransfers.has(transfer) && usualMatrices.has(matrix))) return null;
    }
  }
  if (bits.flag()) {
    chromaLocation = bits.unsigned();
    if (chromaLocation > 5 || bits.unsigned() > 5) return null;
  }
  if (bits.flag()) {
    const [ticks, scale] = [bits.bits(32), bits.bits(32)];
    if (ticks === 0 || scale === 0) return null;
    bits.flag();
    // A tick is the time of a field.
    frameRate = { num: scale, den: ticks * 2 };
  }
  const hasBuffer = bits.flag();
  if (hasBuffer && !skipBufferParameters(bits)) return null;
  const hasOtherBuffer = bits.flag();
  if (hasOtherBuffer && !skipBufferParameters(bits)) return null;
  if (hasBuffer || hasOtherBuffer) bits.flag();
  bits.flag();
  if (bits.flag()) {
    bits.flag();
    for (let index = 0; index < 4; index += 1) bits.unsigned();
    const [reordered, buffered] = [bits.unsigned(), bits.unsigned()];
    if (reordered > 16 || buffered > 16) return null;
    reorderedFrames = reordered;
  }
  return { sampleAspectRatio, isFullRange, colours, chromaLocation, frameRate, reorderedFrames };
}

/** Pixels so long that the picture would have no width or no height left. libav ignores such a ratio. */
function isUsualAspectRatio(
  { num, den }: { readonly num: number; readonly den: number },
  width: number,
  height: number,
) {
  return num === 0 || (num < den ? width * num >= den : height * den >= num);
}

function aspectRatio(bits: BitReader): { readonly num: number; readonly den: number } | null {
  const index = bits.bits(8);
  if (index === 255) {
    const [num, den] = [bits.bits(16), bits.bits(16)];
    return num === 0 || den === 0 ? null : { num, den };
  }
  const ratio = aspectRatios[index];
  return ratio === undefined ? null : { num: ratio[0], den: ratio[1] };
}

function skipBufferParameters(bits: BitReader): boolean {
  const count = bits.unsigned() + 1;
  if (count > 32) return false;
  bits.bits(8);
  for (let index = 0; index < count; index += 1) {
    bits.unsigned();
    bits.unsigned();
    bits.flag();
  }
  bits.bits(20);
  return true;
}
