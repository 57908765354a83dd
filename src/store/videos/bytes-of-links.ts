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

/** The sizes of files, each once. */
class BytesOfFiles {
  bytes = 0;
  readonly #counted: Uint32Array;

  constructor(files: number) {
    this.#counted = new Uint32Array(Math.ceil(files / 32));
  }

  /** @param file tells the file from others: its place among them */
  add(file: number, bytes: number): void {
    const counted = this.#counted;
    const bit = 1 << (file & 31);
    const before = counted[file >>> 5] ?? 0;
    if ((before & bit) !== 0) return;
    counted[file >>> 5] = before | bit;
    this.bytes += bytes;
  }
}

export type { BytesOfFiles };
