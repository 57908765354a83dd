/**
 * Reads the header of a frame of AC-3.
 *
 * @see ETSI TS 102 366, 4.3.1 (`syncinfo`) and 4.3.2 (`bsi`)
 */

export interface Ac3Frame {
  /** In hertz. */
  readonly sampleRate: number;
  /** In bits a second. */
  readonly bitRate: number;
  readonly channels: number;
  /** libav's bits of the channels. */
  readonly layout: bigint;
}

const sampleRates = [48_000, 44_100, 32_000];
const kilobits = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
const samplesPerFrame = 1536;

/** By the number of the coding mode, and without the channel of low frequencies. Null for two programs of mono. */
const layouts = [null, 0x4n, 0x3n, 0x7n, 0x103n, 0x107n, 0x603n, 0x607n];
const channelCounts = [2, 1, 2, 3, 3, 4, 4, 5];
const lowFrequencies = 0x8n;

/** 8, and 6, which has the same fields. Sound of the main service, as nearly all is. */
const usualVersions: ReadonlySet<number> = new Set([8 << 3, 6 << 3]);

/** A usual frame that is all of a packet; else null. */
export function ac3Frame(packet: Buffer): Ac3Frame | null {
  if (packet.length < 8 || packet.readUInt16BE(0) !== 0x0b77) return null;
  const [sizeCode, version, modes] = [packet.readUInt8(4), packet.readUInt8(5), packet.readUInt16BE(6)];
  const sampleRate = sampleRates[sizeCode >> 6];
  const rate = kilobits[(sizeCode & 0x3f) >> 1];
  const mode = modes >> 13;
  const layout = layouts[mode];
  if (sampleRate === undefined || rate === undefined || !layout || !usualVersions.has(version)) return null;
  const isLongerByWord = sampleRate === 44_100 && (sizeCode & 1) === 1;
  const words = Math.floor((rate * 1_000 * samplesPerFrame) / sampleRate / 16) + (isLongerByWord ? 1 : 0);
  if (packet.length !== words * 2) return null;
  // After the mode come two bits each for a centre that is mixed, for surround, and for stereo that Dolby Surround made.
  const mixBits = (mode === 2 ? 2 : 0) + ((mode & 1) === 1 && mode !== 1 ? 2 : 0) + ((mode & 4) === 0 ? 0 : 2);
  const hasLowFrequencies = ((modes >> (12 - mixBits)) & 1) === 1;
  return {
    sampleRate,
    bitRate: rate * 1_000,
    channels: (channelCounts[mode] ?? 0) + (hasLowFrequencies ? 1 : 0),
    layout: hasLowFrequencies ? layout | lowFrequencies : layout,
  };
}
