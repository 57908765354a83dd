/**
 * Finds how a stream begins in an MPEG transport stream, without libav: libav drops the packets that it has read of such a
 * file when it looks for the length.
 *
 * @see ISO/IEC 13818-1, 2.4.3.2 (packets) and 2.4.3.6 (packets of elementary streams)
 */

const syncByte = 0x47;
const packetBytes = 188;
/** 192 with a time before each packet, as in files of Blu-ray and of cameras. */
const packetDistances = [packetBytes, 192];

/**
 * The first bytes of a stream, in one piece and without the headers of packets.
 *
 * @param file the first bytes of the file
 * @returns null where the stream does not begin there, or does not say when its first picture is decoded
 */
export function streamStart(file: Buffer, streamId: number): Buffer | null {
  const layout = packetLayout(file);
  if (layout === null) return null;
  const parts: Buffer[] = [];
  for (let start = layout.offset; start + packetBytes <= file.length; start += layout.distance) {
    const packet = file.subarray(start, start + packetBytes);
    if (packet[0] !== syncByte) return null;
    const header = packet.readUIntBE(1, 3);
    if (((header >> 8) & 0x1fff) !== streamId) continue;
    // A damaged or scrambled packet.
    if ((header & 0x8000_00) !== 0 || (header & 0xc0) !== 0) return null;
    const isStart = (header & 0x4000_00) !== 0;
    if (isStart && parts.length > 0) break;
    if (!isStart && parts.length === 0) continue;
    if ((header & 0x10) === 0) continue;
    const hasAdaptation = (header & 0x20) !== 0;
    parts.push(packet.subarray(hasAdaptation ? 5 + (packet[4] ?? 0) : 4));
  }
  return payload(Buffer.concat(parts));
}

function packetLayout(file: Buffer): { readonly offset: number; readonly distance: number } | null {
  for (const distance of packetDistances) {
    const offset = distance - packetBytes;
    if ([0, 1, 2].every((index) => file[offset + index * distance] === syncByte)) return { offset, distance };
  }
  return null;
}

/** What follows the header of a packet of an elementary stream. Null where it lacks the time to show or to decode it. */
function payload(bytes: Buffer): Buffer | null {
  if (bytes.length < 9 || bytes.readUIntBE(0, 3) !== 1 || ((bytes[7] ?? 0) & 0xc0) !== 0xc0) return null;
  return bytes.subarray(9 + (bytes[8] ?? 0));
}
