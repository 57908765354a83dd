/**
 * Reads the bits of a header, most significant first. Reading beyond the end gives zeros and is remembered, so that a
 * reader of headers checks once, at its end.
 */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position: number;

  /** @param offset the first byte to read */
  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#position = offset * 8;
  }

  /** Whether more bits were read than there are. */
  get isBeyondEnd(): boolean {
    return this.#position > this.#bytes.length * 8;
  }

  /** How many bytes were read, also in part. */
  get bytesRead(): number {
    return Math.ceil(this.#position / 8);
  }

  /** Reads the rest of a byte. @returns whether all of its bits are zeros */
  skipZeros(): boolean {
    let isZero = true;
    while ((this.#position & 7) !== 0) if (this.flag()) isZero = false;
    return isZero;
  }

  skipBytes(count: number): void {
    this.#position += count * 8;
  }

  /** The next bits as a number. @param count at most 32 */
  bits(count: number): number {
    let value = 0;
    for (let read = 0; read < count; read += 1) value = value * 2 + this.#bit();
    return value;
  }

  flag(): boolean {
    return this.#bit() === 1;
  }

  /** An Exp-Golomb number: `ue(v)` of H.264. Infinite where no number can be read. */
  unsigned(): number {
    let zeros = 0;
    while (this.#bit() === 0) {
      zeros += 1;
      if (zeros > 31) return Number.POSITIVE_INFINITY;
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** A signed Exp-Golomb number: `se(v)` of H.264. */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }

  /** Whether nothing is left but the bit that ends a parameter set, and zeros: `rbsp_trailing_bits` of H.264. */
  isAtTrailingBits(): boolean {
    const position = this.#position;
    const ends = this.#endsWithTrailingBits();
    this.#position = position;
    return ends;
  }

  #endsWithTrailingBits(): boolean {
    if (this.isBeyondEnd || this.#bit() === 0) return false;
    while (this.#position < this.#bytes.length * 8) if (this.#bit() !== 0) return false;
    return !this.isBeyondEnd;
  }

  #bit(): number {
    const byte = this.#bytes[this.#position >> 3] ?? 0;
    const bit = (byte >> (7 - (this.#position & 7))) & 1;
    this.#position += 1;
    return bit;
  }
}
