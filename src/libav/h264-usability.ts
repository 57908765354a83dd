/**
 * Reads what a sequence parameter set of H.264 may say of the use of its video: colours, times, and the shape of pixels.
 *
 * @see Rec. ITU-T H.264, Annex E.1.1 (`vui_parameters`)
 */
import type { BitReader } from "./bit-reader.ts";

/** Numbers as in the stream; those of colours are also libav's own. */
export interface Usability {
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

/** Of a set without a description of the video. */
export const nothingUsable: Usability = {
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

/** Reads the description of a video. Null where a value is unusual or damaged. */
export function usabilityInformation(bits: BitReader): Usability | null {
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
export function isUsualAspectRatio(
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
