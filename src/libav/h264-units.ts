/**
 * Takes H.264 streams apart into their units, and units into their bits.
 *
 * @see Rec. ITU-T H.264, 7.3.1 and Annex B
 */

/** Kinds of units of the stream. */
export const unitTypes = { slice: 1, idrSlice: 5, supplement: 6, sequence: 7, picture: 8, delimiter: 9 } as const;

export function unitType(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** ISO/IEC 14496-15, 5.3.3.1: the record of MP4 and Matroska. */
export function unitsOfRecord(record: Buffer): readonly Buffer[] | null {
  const units: Buffer[] = [];
  let offset = 5;
  for (const countMask of [0x1f, 0xff]) {
    const count = (record[offset] ?? 0) & countMask;
    offset += 1;
    for (let index = 0; index < count; index += 1) {
      if (offset + 2 > record.length) return null;
      const end = offset + 2 + record.readUInt16BE(offset);
      if (end > record.length) return null;
      units.push(record.subarray(offset + 2, end));
      offset = end;
    }
  }
  return units;
}

const startCode = Buffer.from([0, 0, 1]);

/** @param isLast for a unit whose end is of no interest, and far away */
export function unitsAfterStartCodes(bytes: Buffer, isLast?: (unit: Buffer) => boolean): readonly Buffer[] {
  const units: Buffer[] = [];
  for (let start = bytes.indexOf(startCode); start >= 0; ) {
    const rest = bytes.subarray(start + 3);
    if (isLast?.(rest) === true) return [...units, rest];
    const next = bytes.indexOf(startCode, start + 3);
    units.push(withoutZerosAtEnd(bytes.subarray(start + 3, next < 0 ? bytes.length : next)));
    start = next;
  }
  return units;
}

/** A unit without what belongs to no unit, but is sometimes taken for a part of one. */
export function withoutZerosAtEnd(unit: Buffer): Buffer {
  let end = unit.length;
  while (end > 0 && unit[end - 1] === 0) end -= 1;
  return unit.subarray(0, end);
}

/**
 * The units of a packet up to the first that is part of a picture, which is the last here. Null for a packet without a
 * picture, and for one that decoders refuse.
 */
export function unitsUpToSlice(packet: Buffer, lengthBytes: number | null): readonly Buffer[] | null {
  const units = lengthBytes === null ? unitsAfterStartCodes(packet, isSlice) : unitsWithLengths(packet, lengthBytes);
  const end = units?.findIndex(isSlice) ?? -1;
  return units === null || end < 0 ? null : units.slice(0, end + 1);
}

function isSlice(unit: Uint8Array): boolean {
  return unitType(unit) <= unitTypes.idrSlice;
}

function unitsWithLengths(packet: Buffer, lengthBytes: number): readonly Buffer[] | null {
  const units: Buffer[] = [];
  for (let start = 0; start < packet.length; ) {
    const begin = start + lengthBytes;
    if (begin > packet.length) return null;
    start = begin + packet.readUIntBE(begin - lengthBytes, lengthBytes);
    if (start > packet.length || start === begin) return null;
    units.push(packet.subarray(begin, start));
  }
  return units;
}

const emulation = Buffer.from([0, 0, 3]);

/** The payload of a unit without the bytes that only keep start codes out of it. */
export function withoutEmulation(unit: Buffer): Buffer {
  if (!unit.includes(emulation)) return unit;
  const bytes = Buffer.alloc(unit.length);
  let length = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    bytes[length] = byte;
    length += 1;
  }
  return bytes.subarray(0, length);
}
