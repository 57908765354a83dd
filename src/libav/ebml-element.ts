export interface EbmlElement {
  readonly id: number;
  /** Where its content begins and ends. The end of an element of unknown size is null. */
  readonly content: number;
  readonly end: number | null;
}

/** The element at a position, by RFC 8794; null where the bytes end or make no sense. */
export function elementAt(bytes: Buffer, position: number): EbmlElement | null {
  const idLength = numberLength(bytes, position);
  const sizeAt = position + idLength;
  const sizeLength = numberLength(bytes, sizeAt);
  const content = sizeAt + sizeLength;
  if (idLength > 4 || sizeLength > 8 || content > bytes.length) return null;
  const size = sizeIn(bytes, sizeAt, content);
  return { id: bytes.readUIntBE(position, idLength), content, end: size === null ? null : content + size };
}

/** Leading zeros tell how many bytes a number has. More than 8 for nonsense. */
function numberLength(bytes: Buffer, position: number): number {
  return Math.clz32(bytes[position] ?? 0) - 23;
}

/** Null for all ones, which stand for an unknown size. */
function sizeIn(bytes: Buffer, from: number, to: number): number | null {
  const highest = 0xff >> (to - from);
  let size = (bytes[from] ?? 0) & highest;
  let isUnknown = size === highest;
  for (const byte of bytes.subarray(from + 1, to)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return isUnknown ? null : size;
}
