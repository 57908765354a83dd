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
  // Whether it is shown.
  bits.flag();
  const standsErrors = bits.flag();
  if (bits.bits(24) !== 0x498342) return null;
  const bitDepth = profile === 0 ? 8 : 10 + bits.bits(1) * 2;
  const matrix = vp9Matrices[bits.bits(3)];
  const isFullRange = bits.flag();
  const [width, height] = [bits.bits(16) + 1, bits.bits(16) + 1];
  if (matrix === undefined || !isHeaderComplete(packet, bits, { width, standsErrors })) return null;
  return { profile, bitDepth, width, height, matrix, isFullRange };
}

/**
 * Whether a decoder comes to the end of the header of a key frame, and to the beginning of its compressed header. It
 * refuses others, whatever they said before.
 */
function isHeaderComplete(
  packet: Buffer,
  bits: BitReader,
  frame: { readonly width: number; readonly standsErrors: boolean },
): boolean {
  // The size to show, and which contexts of probabilities are used.
  if (bits.flag()) bits.bits(32);
  bits.bits(frame.standsErrors ? 2 : 4);
  skipLoopFilter(bits);
  // How coarse the values are.
  bits.bits(8);
  for (let index = 0; index < 3; index += 1) if (bits.flag()) bits.bits(5);
  skipSegmentation(bits);
  skipTiles(bits, frame.width);
  const compressedBytes = bits.bits(16);
  if (!bits.skipZeros()) return false;
  const start = bits.bytesRead;
  // The compressed header begins with a bit that is never set.
  return compressedBytes > 0 && start + compressedBytes <= packet.length && (packet[start] ?? 0x80) < 0x80;
}

function skipLoopFilter(bits: BitReader): void {
  bits.bits(9);
  if (!bits.flag() || !bits.flag()) return;
  for (let index = 0; index < 6; index += 1) if (bits.flag()) bits.bits(7);
}

function skipSegmentation(bits: BitReader): void {
  if (!bits.flag()) return;
  if (bits.flag()) {
    for (let index = 0; index < 7; index += 1) if (bits.flag()) bits.bits(8);
    if (bits.flag()) for (let index = 0; index < 3; index += 1) if (bits.flag()) bits.bits(8);
  }
  if (!bits.flag()) return;
  bits.flag();
  for (let segment = 0; segment < 8; segment += 1) {
    if (bits.flag()) bits.bits(9);
    if (bits.flag()) bits.bits(7);
    if (bits.flag()) bits.bits(2);
    bits.flag();
  }
}

/** The numbers of columns and rows, as powers of two. A column is at least 256 pixels wide, and at most 4,096. */
function skipTiles(bits: BitReader, width: number): void {
  const blocks = Math.ceil(width / 64);
  let [least, most] = [0, 0];
  while (blocks > 64 << least) least += 1;
  while (blocks >> (most + 1) >= 4) most += 1;
  for (let columns = least; columns < most && bits.flag(); ) columns += 1;
  if (bits.flag()) bits.flag();
}
