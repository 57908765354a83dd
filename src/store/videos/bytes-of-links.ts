/**
 * Adds up the sizes of files that have several videos, because they have several hard links. Of the videos with one key,
 * each file counts once.
 */
export class BytesOfLinks<Key extends string | number> {
  readonly #files: number;
  readonly #sums = new Map<Key, BytesOfFiles>();

  /** @param files how many there are */
  constructor(files: number) {
    this.#files = files;
  }

  add(key: Key, file: number, bytes: number): void {
    this.sumOf(key).add(file, bytes);
  }

  /** The sum of a key, for whoever adds many files to it. */
  sumOf(key: Key): BytesOfFiles {
    const known = this.#sums.get(key);
    if (known !== undefined) return known;
    const sum = new BytesOfFiles(this.#files);
    this.#sums.set(key, sum);
    return sum;
  }

  of(key: Key): number {
    return this.#sums.get(key)?.bytes ?? 0;
  }

  all(): readonly (readonly [Key, number])[] {
    return [...this.#sums].map(([key, { bytes }]) => [key, bytes]);
  }
}

/**
 * A number in a set takes as much memory as this many bits. So a sum of a few files, such as that of a small folder, has
 * them in a set, and a sum of many has a bit for each file that there is.
 */
const bitsOfNumber = 256;

/** The sizes of files, each once. */
class BytesOfFiles {
  bytes = 0;
  readonly #files: number;
  readonly #few = new Set<number>();
  #bits: Uint32Array | null = null;

  constructor(files: number) {
    this.#files = files;
  }

  /** @param file tells the file from others: its place among them */
  add(file: number, bytes: number): void {
    const bits = this.#bits;
    if (bits === null) {
      if (this.#few.has(file)) return;
      this.#few.add(file);
      if (this.#few.size * bitsOfNumber > this.#files) this.#useBits();
    } else if (!setBit(bits, file)) return;
    this.bytes += bytes;
  }

  #useBits(): void {
    this.#bits = new Uint32Array(Math.ceil(this.#files / 32));
    for (const file of this.#few) setBit(this.#bits, file);
    this.#few.clear();
  }
}

/** @returns false if it was set before */
function setBit(bits: Uint32Array, at: number): boolean {
  const bit = 1 << (at & 31);
  const before = bits[at >>> 5] as number;
  if ((before & bit) !== 0) return false;
  bits[at >>> 5] = before | bit;
  return true;
}

export type { BytesOfFiles };
