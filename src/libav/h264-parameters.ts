/**
 * Reads the sequence parameter set of an H.264 stream, which says what every decoder makes of the stream. libav reads it
 * too, but tells its values only to those who decode a picture.
 *
 * This reader is stricter than a decoder: whatever is unusual in a set makes it unreadable here.
 *
 * @see Rec. ITU-T H.264, 7.3.2.1.1
 */
import { BitReader } from "./bit-reader.ts";
import {
  unitsAfterStartCodes,
  unitsOfRecord,
  unitType,
  unitTypes,
  withoutEmulation,
  withoutZerosAtEnd,
} from "./h264-units.ts";
import { isUsualAspectRatio, nothingUsable, type Usability, usabilityInformation } from "./h264-usability.ts";

/** Numbers as in the stream; those of colours are also libav's own. */
export interface SequenceParameters extends Usability {
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

/** By the bytes of the extradata. Several rules ask for the sets of a file, and films of one series often have the same. */
const remembered = new Map<string, ParameterSets | null>();
const mostRemembered = 100;
const mostRememberedBytes = 1_000;
/** By the first bytes of a stream, which have its sets, too. */
const ofBeginnings = new WeakMap<Buffer, ParameterSets | null>();

/** The parameter sets in libav's extradata. Null unless there is exactly one sequence parameter set, and it is usual. */
export function parameterSets(extradata: Buffer): ParameterSets | null {
  if (extradata.length > mostRememberedBytes) return setsOfBeginning(extradata);
  const key = extradata.toString("latin1");
  let sets = remembered.get(key);
  if (sets === undefined) {
    sets = readParameterSets(extradata);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(key, sets);
  }
  return sets;
}

function setsOfBeginning(beginning: Buffer): ParameterSets | null {
  let sets = ofBeginnings.get(beginning);
  if (sets === undefined) {
    sets = readParameterSets(beginning);
    ofBeginnings.set(beginning, sets);
  }
  return sets;
}

function readParameterSets(extradata: Buffer): ParameterSets | null {
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

/** Profiles whose sets say how chroma is sampled, and with how many bits. */
const highProfiles: ReadonlySet<number> = new Set([100, 110, 122, 244, 44]);
const plainProfiles: ReadonlySet<number> = new Set([66, 77, 88]);

/** The values of a sequence parameter set, or null where a value is unusual or damaged. */
export function sequenceParameters(unit: Buffer): SequenceParameters | null {
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
