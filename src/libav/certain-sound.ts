/**
 * Which sound needs no decoder, see `certain-without-decoding.ts`. A decoder of sound is made anew for each file, which
 * takes several times as long as all else that libav reads of a short film.
 *
 * What has no line here is decoded. So is sound in which SBR or PS may hide: they change its rate and its channels.
 */
import { BitReader } from "./bit-reader.ts";

/** What libav has read without a decoder. */
export interface UndecodedSound {
  /** Of the demuxer. */
  readonly container: string;
  readonly codecName: string;
  readonly extradata: Buffer | null;
  /** As the container has them. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** What a decoder would say. */
export interface DecodedSound {
  /** libav's number. */
  readonly profile: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** libav's bits of the channels. */
  readonly layout: bigint;
}

export interface SoundRule {
  readonly codecName: string;
  /** Why its answer is certain. */
  readonly because: string;
  /** What a decoder makes of the header; null where it has to be asked. */
  readonly read: (header: Buffer) => DecodedSound | null;
  /** Whether a decoder believes the header when it has the first packet. */
  readonly confirms: (decoded: DecodedSound, start: Buffer) => boolean;
}

const rules: readonly SoundRule[] = [
  {
    codecName: "aac",
    because: "its header excludes SBR and has all else, and decoders obey it if the first element has its channels",
    read: aacWithoutSbr,
    confirms: ({ channels }, start) => firstElementOfAac(start) === (channels === 2 ? "pair" : "single"),
  },
];

/** By libav's names. */
export const soundCodecsWithRules: ReadonlySet<string> = new Set(rules.map(({ codecName }) => codecName));

/** What a decoder would say of a stream, if the container does not contradict the header. Null if it has to be asked. */
export function certainSound(sound: UndecodedSound): DecodedSound | null {
  const rule = rules.find(({ codecName }) => codecName === sound.codecName);
  const decoded = rule === undefined || sound.extradata === null ? null : rule.read(sound.extradata);
  const agrees = decoded?.sampleRate === sound.sampleRate && decoded.channels === sound.channels;
  return agrees ? decoded : null;
}

/** Whether a decoder still says so when it has the first packet of the stream. */
export function confirmsSound({ codecName }: UndecodedSound, decoded: DecodedSound, start: Buffer): boolean {
  return rules.find((rule) => rule.codecName === codecName)?.confirms(decoded, start) ?? false;
}

const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
const lowComplexity = 2;

/** By the number of the configuration, which up to here is that of the channels. */
const aacLayouts = [null, 0x4n, 0x3n, 0x7n, 0x107n, 0x37n, 0x3fn];

/**
 * Reads the usual header of AAC-LC, with the extension that says that there is no SBR. Without this extension SBR may be
 * in any frame.
 *
 * @see ISO/IEC 14496-3, 1.6.2.1 (`AudioSpecificConfig`)
 */
function aacWithoutSbr(header: Buffer): DecodedSound | null {
  // 11 bits that begin the extension, 5 for SBR, and one that says no.
  if (header.length !== 5 || header.readUInt16BE(2) !== 0x56e5 || header.readUInt8(4) !== 0) return null;
  const bits = header.readUInt16BE(0);
  const sampleRate = aacRates[(bits >> 7) & 0xf];
  const channels = (bits >> 3) & 0xf;
  const layout = aacLayouts[channels];
  // The last three bits are for shorter frames, and for what depends on other streams.
  if (bits >> 11 !== lowComplexity || (bits & 7) !== 0 || sampleRate === undefined || !layout) return null;
  return { profile: lowComplexity - 1, sampleRate, channels, layout };
}

/**
 * The first element of a frame that has sound. A decoder takes a pair for stereo and a single channel for mono, whatever
 * the header says.
 *
 * @returns null for other elements, as those that describe other channels
 * @see ISO/IEC 14496-3, 4.4.2.1 (`raw_data_block`)
 */
function firstElementOfAac(frame: Buffer): "single" | "pair" | null {
  const bits = new BitReader(frame);
  let element = bits.bits(3);
  // Bytes that only fill the frame may come before.
  while (element === 6 && !bits.isBeyondEnd) {
    const count = bits.bits(4);
    bits.skipBytes(count === 15 ? 14 + bits.bits(8) : count);
    element = bits.bits(3);
  }
  if (bits.isBeyondEnd || element > 1) return null;
  return element === 1 ? "pair" : "single";
}
