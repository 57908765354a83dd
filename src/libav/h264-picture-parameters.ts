/**
 * Reads the picture parameter set of an H.264 stream: how the headers of its slices are to be read.
 *
 * @see Rec. ITU-T H.264, 7.3.2.2
 */
import { BitReader } from "./bit-reader.ts";
import { type SequenceParameters, skipScalingMatrices } from "./h264-parameters.ts";
import { withoutEmulation } from "./h264-units.ts";

export interface PictureParameters {
  readonly id: number;
  /** Whether slices say the place of the second field, too. */
  readonly hasOrderOfFields: boolean;
  readonly quantizer: number;
  /** Whether slices say how their edges are smoothed. */
  readonly hasEdges: boolean;
  /** Whether slices say that they are a worse copy of another one. */
  readonly hasCopies: boolean;
}

/** The values of a picture parameter set, or null where a value is unusual or damaged, or of another sequence. */
export function pictureParameters(unit: Buffer, sequence: SequenceParameters): PictureParameters | null {
  const bits = new BitReader(withoutEmulation(unit), 1);
  const id = bits.unsigned();
  if (id > 255 || bits.unsigned() !== sequence.id) return null;
  bits.flag();
  const hasOrderOfFields = bits.flag();
  // Slices in groups, which libav does not decode.
  if (bits.unsigned() !== 0) return null;
  const [references, otherReferences] = [bits.unsigned(), bits.unsigned()];
  if (references > 31 || otherReferences > 31) return null;
  bits.bits(3);
  const quantizer = 26 + bits.signed();
  bits.signed();
  const chromaOffset = bits.signed();
  const hasEdges = bits.flag();
  bits.flag();
  const hasCopies = bits.flag();
  const otherChromaOffset = bits.isAtTrailingBits() ? 0 : chromaOffsetOfHigh(bits, sequence);
  if (!bits.isAtTrailingBits() || Math.abs(chromaOffset) > 12 || !(Math.abs(otherChromaOffset) <= 12)) return null;
  return { id, hasOrderOfFields, quantizer, hasEdges, hasCopies };
}

/** What the profiles from High on add. NaN where it cannot be read. */
function chromaOffsetOfHigh(bits: BitReader, { chroma }: SequenceParameters): number {
  const hasLargeTransforms = bits.flag();
  const matrices = 6 + (hasLargeTransforms ? (chroma === 3 ? 6 : 2) : 0);
  if (bits.flag() && !skipScalingMatrices(bits, matrices)) return Number.NaN;
  return bits.signed();
}
