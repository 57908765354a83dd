/**
 * Which sound needs no decoder, see `certain-without-decoding.ts`. A decoder of sound is made anew for each file, which
 * takes several times as long as all else that libav reads of a short film.
 *
 * What has no line here is decoded. So is sound in which SBR or PS may hide: they change its rate and its channels. The
 * decoders of E-AC-3 and DTS say what only they know, and only if they can decode a frame.
 */
import { ac3Frame } from "./ac3-frame.ts";
import { BitReader } from "./bit-reader.ts";
import { flacSound, hasSameFlacHeader } from "./flac-headers.ts";
import type { DecodedSound, UndecodedSound } from "./undecoded-sound.ts";
import { vorbisHeaders } from "./vorbis-headers.ts";

export interface CertainSound {
  /** What a decoder would say. Null where libav says the same when it has read packets. */
  readonly decoded: DecodedSound | null;
  /** Whether the first packet leaves no doubt. Ask it when libav has read packets. */
  readonly isConfirmedBy: (start: Buffer) => boolean;
}

interface HeaderRule {
  readonly codecName: string;
  /** Why its answer is certain. */
  readonly because: string;
  /** What a decoder makes of the header; null where it has to be asked. */
  readonly read: (header: Buffer, sound: UndecodedSound) => DecodedSound | null;
  /** Whether a decoder believes the header when it has the first packet. */
  readonly confirms: (decoded: DecodedSound, start: Buffer) => boolean;
}

/**
 * Of sound whose packets libav reads itself. A decoder that is given the first packet sets all that its header says, or
 * nothing if it refuses the packet. So it is certain where libav says the same without it.
 */
interface PacketRule {
  readonly codecName: string;
  /** Why a decoder says nothing else. */
  readonly because: string;
  /** Whether libav says all that the header of the packet says. */
  readonly agrees: (sound: UndecodedSound, start: Buffer) => boolean;
}

const headerRules: readonly HeaderRule[] = [
  {
    codecName: "aac",
    because: "its header excludes SBR and has all else, and decoders obey it if the first element has its channels",
    read: aacWithoutSbr,
    confirms: hasChannelsOfHeader,
  },
  {
    codecName: "opus",
    because: "its header has the channels, the rate is always the same, and packets change neither",
    read: opusSound,
    confirms: () => true,
  },
  {
    codecName: "vorbis",
    because:
      "a decoder has accepted the same headers before, and nothing else, unless the first packet is a header, too",
    read: vorbisSound,
    confirms: (_decoded, start) => start.length > 0 && start.readUInt8(0) % 2 === 0,
  },
  {
    codecName: "flac",
    because: "its header has all, and a frame only changes what it says otherwise",
    read: flacSound,
    confirms: hasSameFlacHeader,
  },
];

const packetRules: readonly PacketRule[] = [
  {
    codecName: "ac3",
    because: "each frame says all, and libav decodes the first frame only",
    agrees: agreesWithAc3,
  },
];

/** By libav's names. */
export const soundCodecsWithRules: ReadonlySet<string> = new Set(
  [...headerRules, ...packetRules].map(({ codecName }) => codecName),
);

/** Whether and how a stream is certain without a decoder. Null if a decoder has to be asked. */
export function certainSound(sound: UndecodedSound): CertainSound | null {
  const { codecName, extradata, sampleRate, channels } = sound;
  // libav would read on until it knows these.
  if (sampleRate <= 0 || channels <= 0) return null;
  const packetRule = packetRules.find((rule) => rule.codecName === codecName);
  if (packetRule !== undefined) {
    const { disposition } = sound;
    const isConfirmedBy = (start: Buffer) => disposition === sound.disposition && packetRule.agrees(sound, start);
    return { decoded: null, isConfirmedBy };
  }
  const rule = headerRules.find((rule) => rule.codecName === codecName);
  const decoded = extradata === null ? null : (rule?.read(extradata, sound) ?? null);
  if (rule === undefined || decoded?.sampleRate !== sampleRate || decoded.channels !== channels) return null;
  return { decoded, isConfirmedBy: (start) => rule.confirms(decoded, start) };
}

const unknownProfile = -99;

/** A decoder has no profile for AC-3. */
function agreesWithAc3({ profile, sampleRate, channels, layout, bitRate }: UndecodedSound, start: Buffer): boolean {
  const frame = ac3Frame(start);
  return (
    frame !== null &&
    profile === unknownProfile &&
    frame.sampleRate === sampleRate &&
    frame.channels === channels &&
    frame.layout === layout &&
    frame.bitRate === bitRate
  );
}

const aacRates = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
const lowComplexity = 2;

/** By the number of the configuration, which up to here is that of the channels. */
const aacLayouts = [null, 0x4n, 0x3n, 0x7n, 0x107n, 0x37n, 0x3fn];

/** The header of AAC-LC with the extension that says that there is no SBR. Without it, SBR may be in any frame. */
function aacWithoutSbr(header: Buffer): DecodedSound | null {
  // 11 bits that begin the extension, 5 for SBR, and one that says no.
  const hasExtension = header.length === 5 && header.readUInt16BE(2) === 0x56e5 && header.readUInt8(4) === 0;
  return hasExtension ? lowComplexitySound(header) : null;
}

/** @see ISO/IEC 14496-3, 1.6.2.1 (`AudioSpecificConfig`) */
function lowComplexitySound(header: Buffer): DecodedSound | null {
  const bits = header.readUInt16BE(0);
  const sampleRate = aacRates[(bits >> 7) & 0xf];
  const channels = (bits >> 3) & 0xf;
  const layout = aacLayouts[channels];
  // The last three bits are for shorter frames, and for what depends on other streams.
  if (bits >> 11 !== lowComplexity || (bits & 7) !== 0 || sampleRate === undefined || !layout) return null;
  return { profile: lowComplexity - 1, sampleRate, channels, layout };
}

function hasChannelsOfHeader({ channels }: DecodedSound, start: Buffer): boolean {
  return firstElementOfAac(start) === (channels === 2 ? "pair" : "single");
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

/** As Vorbis orders them, by their number. */
const layouts = [null, 0x4n, 0x3n, 0x7n, 0x33n, 0x37n, 0x3fn, 0x70fn, 0x63fn];

/**
 * Reads the header of Opus, of one or two channels or of a usual layout of several.
 *
 * @see RFC 7845, 5.1
 */
function opusSound(header: Buffer): DecodedSound | null {
  // Its decoder reads no signature either.
  if (header.length < 19 || header.readUInt8(8) > 15) return null;
  const [channels, family] = [header.readUInt8(9), header.readUInt8(18)];
  const layout = layouts[channels];
  const isUsual = family === 0 ? channels <= 2 : family === 1 && hasUsualMapping(header, channels);
  return layout && isUsual ? { profile: null, sampleRate: 48_000, channels, layout } : null;
}

/** Whether each channel of the layout is one of those that the streams have. */
function hasUsualMapping(header: Buffer, channels: number): boolean {
  if (header.length < 21 + channels) return false;
  const [streams, pairs] = [header.readUInt8(19), header.readUInt8(20)];
  const isUsual = streams > 0 && pairs <= streams && streams + pairs === channels;
  return isUsual && header.subarray(21, 21 + channels).every((channel) => channel < channels);
}

/** The headers of Vorbis that a decoder has accepted. */
const accepted = new Set<string>();
const mostAccepted = 50;

/** Remembers what a decoder has accepted. Call it for sound that was decoded: it then has a layout. */
export function rememberSound({ codecName, extradata }: Pick<UndecodedSound, "codecName" | "extradata">): void {
  const headers = codecName === "vorbis" && extradata !== null ? vorbisHeaders(extradata) : null;
  if (headers === null) return;
  if (accepted.size >= mostAccepted) accepted.clear();
  accepted.add(headers.key);
}

function vorbisSound(header: Buffer): DecodedSound | null {
  const headers = vorbisHeaders(header);
  const layout = layouts[headers?.channels ?? 0];
  if (headers === null || !layout || !accepted.has(headers.key)) return null;
  return { profile: null, sampleRate: headers.sampleRate, channels: headers.channels, layout };
}
