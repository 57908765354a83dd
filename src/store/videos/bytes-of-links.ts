/**
 * Adds up the sizes of files that have several videos, because they have several hard links. Of the videos with one key,
 * each file counts once.
 */
export class BytesOfLinks<Key extends string | number> {
  readonly #bytes = new Map<Key, number>();
  readonly #counted = new Map<Key, Set<number>>();

  /** @param file tells the file from others */
  add(key: Key, file: number, bytes: number): void {
    const counted = this.#counted.get(key) ?? new Set();
    if (counted.has(file)) return;
    this.#counted.set(key, counted.add(file));
    this.#bytes.set(key, (this.#bytes.get(key) ?? 0) + bytes);
  }

  of(key: Key): number {
    return this.#bytes.get(key) ?? 0;
  }

  all(): readonly (readonly [Key, number])[] {
    return [...this.#bytes];
  }
}
