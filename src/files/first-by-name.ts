import { naturalSortKey } from "./natural-order.ts";

/**
 * Keeps the first `most` of any number of directories, in the natural order of their names.
 *
 * It holds at most twice as many, and sorts whenever it holds so many. So the work is spread over the time in which
 * directories come in, and never blocks anything for long.
 */
export class FirstByName<Named extends { readonly name: string }> {
  readonly #most: number;
  #kept: { readonly key: Buffer; readonly one: Named }[] = [];
  #total = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The number of directories that were added. */
  get total(): number {
    return this.#total;
  }

  add(one: Named): void {
    this.#total += 1;
    this.#kept.push({ key: Buffer.from(`${naturalSortKey(one.name)}\0${one.name}`), one });
    if (this.#kept.length >= this.#most * 2) this.#sort();
  }

  /** The first of the directories that were added, in order. Of equal names the one added earlier comes first. */
  first(): Named[] {
    this.#sort();
    return this.#kept.map(({ one }) => one);
  }

  #sort(): void {
    this.#kept = this.#kept.toSorted((one, other) => Buffer.compare(one.key, other.key)).slice(0, this.#most);
  }
}
