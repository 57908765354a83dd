/**
 * Adds up the sizes of files that have several videos, because they have several hard links. Of the videos with one key,
 * each file counts once.
 */
export class BytesOfLinks<Key extends string | number> {
  readonly #words: number;
  readonly #sums = new Map<Key, { bytes: number; readonly counted: Uint32Array }>();

  /** @param files how many there are */
  constructor(files: number) {
    this.#words = Math.ceil(files / 32);
  }

  /** @param file tells the file from others: its place among them */
  add(key: Key, file: number, bytes: number): void {
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { bytes: 0, counted: new Uint32Array(this.#words) };
      this.#sums.set(key, sum);
    }
    const { counted } = sum;
    const [word, bit] = [file >>> 5, 1 << (file & 31)];
    const before = counted[word] ?? 0;
    if ((before & bit) !== 0) return;
    counted[word] = before | bit;
    sum.bytes += bytes;
  }

  of(key: Key): number {
    return this.#sums.get(key)?.bytes ?? 0;
  }

  all(): readonly (readonly [Key, number])[] {
    return [...this.#sums].map(([key, { bytes }]) => [key, bytes]);
  }
}
