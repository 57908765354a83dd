/**
 * Finds the bands of numbers. The room from the first edge to the last is divided into steps as wide as the narrowest
 * band, so a step has one edge at most, and the band of a number is that of its step, or the next one.
 */
export class Bands {
  readonly #edges: Float64Array;
  readonly #step: number;
  /** For each step: the place of the last edge that is not above its beginning. */
  readonly #bandOfStep: Uint16Array;

  /** @param edges rising, two at least. The last band has no end */
  constructor(edges: readonly number[]) {
    this.#edges = Float64Array.from(edges);
    const [first, last] = [edges.at(0) ?? 0, edges.at(-1) ?? 0];
    this.#step = Math.min(...edges.slice(1).map((edge, nth) => edge - (edges[nth] ?? 0)));
    const steps = Math.ceil((last - first) / this.#step);
    this.#bandOfStep = new Uint16Array(steps + 1);
    for (let [step, band] = [0, 0]; step <= steps; step += 1) {
      while (band + 1 < edges.length && (edges[band + 1] ?? 0) <= first + step * this.#step) band += 1;
      this.#bandOfStep[step] = band;
    }
  }

  /** For each number the place of the last edge that is not above it; the number of edges if all are. */
  of(numbers: Float64Array): Uint16Array {
    const [edges, perUnit, bandOfStep] = [this.#edges, 1 / this.#step, this.#bandOfStep];
    const last = edges.length - 1;
    const [lowest, highest] = [edges[0] as number, edges[last] as number];
    const bands = new Uint16Array(numbers.length);
    for (let row = 0; row < numbers.length; row += 1) {
      const number = numbers[row] as number;
      if (number >= highest) bands[row] = last;
      else if (number >= lowest) {
        let band = bandOfStep[((number - lowest) * perUnit) | 0] as number;
        // The number of the step may be wrong by one, because products are not exact.
        if (number < (edges[band] as number)) band -= 1;
        else if (number >= (edges[band + 1] as number)) band += 1;
        bands[row] = band;
      } else bands[row] = edges.length;
    }
    return bands;
  }
}
