/**
 * Reads the headers of Vorbis. The last of them has the tables that frames are coded with: most of the time that libav
 * takes for a short film with Vorbis is to read them, and they are the same in all films that an encoder made in one way.
 *
 * @see Vorbis I specification, 4.2.2 (identification header), and Matroska's `A_VORBIS` (their lengths)
 */

export interface VorbisHeaders {
  readonly sampleRate: number;
  readonly channels: number;
  /** All that a decoder makes of the headers follows from this. */
  readonly key: string;
}

const firstBytes = 30;

/** The headers in libav's extradata, or null where they are unusual. */
export function vorbisHeaders(extradata: Buffer): VorbisHeaders | null {
  // The number of headers but one, and the length of the first.
  if (extradata.length < 40 || extradata[0] !== 2 || extradata[1] !== firstBytes) return null;
  let [offset, commentBytes] = [2, 0];
  while (extradata[offset] === 255) [offset, commentBytes] = [offset + 1, commentBytes + 255];
  commentBytes += extradata[offset] ?? 0;
  const start = offset + 1;
  const first = extradata.subarray(start, start + firstBytes);
  const tables = extradata.subarray(start + firstBytes + commentBytes);
  if (first.length < firstBytes || tables.length === 0) return null;
  return {
    sampleRate: first.readUInt32LE(12),
    channels: first.readUInt8(11),
    key: first.toString("latin1") + tables.toString("latin1"),
  };
}
