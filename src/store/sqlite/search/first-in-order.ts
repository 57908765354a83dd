/** A video of a list, with the value that the list is sorted by. */
export interface Placed<Value> {
  readonly value: Value;
  readonly number: number;
}

export interface Order<Value> {
  /** How many videos to keep. */
  readonly size: number;
  readonly descending: boolean;
  /** Only videos after this one are kept. */
  readonly after: Placed<Value> | null;
}

/**
 * The first videos of a list in the order of their values, out of any number of videos. Videos with equal values are
 * sorted by their numbers, and they must be offered in this order.
 */
export class FirstInOrder<Value extends number | string> {
  readonly #order: Order<Value>;
  readonly #kept: Placed<Value>[] = [];
  #last: Value | null = null;

  constructor(order: Order<Value>) {
    this.#order = order;
  }

  /** No video with this value, or a later one, can be among the first any more. Null while any can. */
  get last(): Value | null {
    return this.#last;
  }

  offer(value: Value, number: number): void {
    const { size, descending, after } = this.#order;
    if (this.#last !== null && (descending ? value <= this.#last : value >= this.#last)) return;
    if (after !== null) {
      const isAfter = value === after.value ? number > after.number : value > after.value;
      const isSame = value === after.value && number === after.number;
      if (isSame || isAfter === descending) return;
    }
    this.#kept.push({ value, number });
    // Sorted now and then: a sort costs little per video if many were added since the last one.
    if (this.#kept.length >= 2 * size + 1000) this.#cut();
  }

  /** The first videos, in order. */
  first(): readonly Placed<Value>[] {
    this.#cut();
    return this.#kept;
  }

  #cut(): void {
    const { size, descending } = this.#order;
    const [before, behind] = descending ? [1, -1] : [-1, 1];
    // The sort is stable.
    this.#kept.sort((one, other) => (one.value < other.value ? before : one.value > other.value ? behind : 0));
    this.#kept.length = Math.min(this.#kept.length, size);
    if (this.#kept.length === size) this.#last = this.#kept.at(-1)?.value ?? null;
  }
}
