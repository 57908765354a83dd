const byName = new Intl.Collator("en", { numeric: true });

/**
 * Keeps the first `most` of any number of directories in the order of their names, numbers in them by their value.
 *
 * It holds at most twice as many, and sorts them each time that there are so many: what comes in over time is sorted
 * over time, and never holds everything else up.
 */
export class FirstByName<Named extends { readonly name: string }> {
  readonly #most: number;
  #kept: Named[] = [];
  #total = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many have been added. */
  get total(): number {
    return this.#total;
  }

  add(one: Named): void {
    this.#total += 1;
    this.#kept.push(one);
    if (this.#kept.length >= this.#most * 2) this.#kept = this.first();
  }

  /** The first of those that have been added, in order. Of equal names the one added earlier comes first. */
  first(): Named[] {
    return this.#kept.toSorted((one, other) => byName.compare(one.name, other.name)).slice(0, this.#most);
  }
}
