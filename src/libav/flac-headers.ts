/**
 * Reads the headers of FLAC: of the stream, and of a frame.
 *
 * @see RFC 9639, 8.2 (streaminfo) and 9.1 (frame header)
 */
import { containers } from "./undecoded-picture.ts";
import type { DecodedSound, UndecodedSound } from "./undecoded-sound.ts";

/** By the number of channels. */
const layouts = [null, 0x4n, 0x3n, 0x7n, 0x33n, 0x607n, 0x60fn, 0x70fn, 0x63fn];
/** By their number in the header of a frame, from 4 on. Encoders have several ways to state the others. */
const sampleRates = [8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];
const firstRate = 4;

/**
 * What a decoder makes of the header of a stream. It leaves the layout of the container, if there is one.
 *
 * @returns null where the header is unusual
 */
export function flacSound(header: Buffer, { container, layout: given }: UndecodedSound): DecodedSound | null {
  // The longest frame has fewer than 16 samples.
  if (header.length !== 34 || header.readUInt16BE(2) < 16) return null;
  const sampleRate = header.readUIntBE(10, 3) >> 4;
  const sizes = header.readUInt16BE(12) >> 4;
  const [channels, bitsPerRawSample] = [((sizes >> 5) & 7) + 1, (sizes & 0x1f) + 1];
  // MP4 may have layouts of other kinds.
  const layout = given ?? (container === containers.matroska ? layouts[channels] : null);
  if (!layout || !sampleRates.includes(sampleRate) || bitsPerRawSample < 4) return null;
  return { profile: null, sampleRate, channels, layout, bitsPerRawSample };
}

/** Whether a packet begins with a frame that has the rate and the channels of the stream. A rate of 0 stands for that. */
export function hasSameFlacHeader({ sampleRate, channels }: DecodedSound, start: Buffer): boolean {
  if (start.length < 16 || start.readUInt16BE(0) >> 2 !== 0x3ffe) return false;
  const rate = start.readUInt8(2) & 0xf;
  const mode = start.readUInt8(3) >> 4;
  // Modes from 8 on are of stereo whose channels are coded by their difference.
  return (rate === 0 || sampleRates[rate - firstRate] === sampleRate) && (mode < 8 ? mode + 1 : 2) === channels;
}
