/**
 * Reads the header of the first frame of a VP8 or VP9 stream. Their containers have no parameter sets: each key frame says
 * what it is, in its first bytes.
 *
 * @see RFC 6386, 9.1 (VP8), and the VP9 Bitstream & Decoding Process Specification, 6.2 and 7.2
 */
import { BitReader } from "./bit-reader.ts";

export interface KeyFrame {
  readonly profile: number;
  readonly bitDepth: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** libav's numbers; null where the frame does not say. */
  readonly matrix: number | null;
  readonly isFullRange: boolean | null;
}

/** The first frame of a packet, or null where it is no key frame, or an unusual one. */
export function vp8KeyFrame(packet: Buffer): KeyFrame | null {
  if (packet.length < 10) return null;
  const [tag = 0] = packet;
  const profile = (tag >> 1) & 7;
  if ((tag & 1) !== 0 || profile > 3 || packet.readUIntBE(3, 3) !== 0x9d012a) return null;
  const [width, height] = [packet.readUInt16LE(6) & 0x3fff, packet.readUInt16LE(8) & 0x3fff];
  // The size of its first part.
  if (width === 0 || height === 0 || packet.readUIntLE(0, 3) >> 5 > packet.length - 10) return null;
  return { profile, bitDepth: 8, width, height, matrix: null, isFullRange: null };
}

/** libav's numbers for `color_space`. 6 is reserved, and 7 means RGB. */
const vp9Matrices: readonly number[] = [2, 5, 1, 6, 7, 9];

/** The only frame of a packet, or null where there are several, as of several sizes, or it is no usual key frame. */
export function vp9KeyFrame(packet: Buffer): KeyFrame | null {
  const isSuperframe = ((packet.at(-1) ?? 0) & 0xe0) === 0xc0;
  const bits = new BitReader(packet);
  if (isSuperframe || bits.bits(2) !== 2) return null;
  const profile = bits.bits(1) + bits.bits(1) * 2;
  // Profiles 1 and 3 sample chroma in other ways than 4:2:0. Then: the frame is not a repeated one, and a key frame.
  if ((profile !== 0 && profile !== 2) || bits.flag() || bits.flag()) return null;
  // Whether it is shown, and can stand errors.
  bits.bits(2);
  if (bits.bits(24) !== 0x498342) return null;
  const bitDepth = profile === 0 ? 8 : 10 + bits.bits(1) * 2;
  const matrix = vp9Matrices[bits.bits(3)];
  const isFullRange = bits.flag();
  const [width, height] = [bits.bits(16) + 1, bits.bits(16) + 1];
  return matrix === undefined || bits.isBeyondEnd ? null : { profile, bitDepth, width, height, matrix, isFullRange };
}
