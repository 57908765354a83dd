import type { VideoMeasure } from "../../../library/video-filter.ts";
import { plusBytes, type VideoTotals } from "../../../library/video-library.ts";
import { type BytesOfFiles, BytesOfLinks } from "../../videos/bytes-of-links.ts";
import { Bands } from "./bands.ts";
import { type BlockSums, partsOfMeasure, unitsOf } from "./block-facets.ts";
import type { FacetSums } from "./facet-sums.ts";
import { SumsBySlot } from "./sums-by-slot.ts";

/** Totals of videos by the bands of a measure. */
export class SumsByBand implements FacetSums {
  readonly name: VideoMeasure;
  readonly #bands: Bands;
  readonly #sums: SumsBySlot;
  readonly #links: BytesOfLinks<number>;
  /** By band. */
  readonly #linksOf: (readonly BytesOfFiles[])[] = [];

  /**
   * @param edges see `FacetsToCount.ranges`
   * @param linkedFiles how many files have several videos
   */
  constructor({ measure, edges }: { measure: VideoMeasure; edges: readonly number[] }, linkedFiles: number) {
    this.name = measure;
    const perUnit = unitsOf(measure);
    this.#bands = new Bands(edges.map((edge) => edge * perUnit));
    // The last is of the numbers below all edges.
    this.#sums = new SumsBySlot(edges.length + 1);
    this.#links = new BytesOfLinks(linkedFiles);
  }

  placesOf(block: BlockSums): readonly (number | null)[] {
    const ends = this.#bands.of(partsOfMeasure(block, this.name));
    return Array.from({ length: ends.length / 2 }, (_, slot) => {
      const [lowest, highest] = [ends[2 * slot] as number, ends[2 * slot + 1] as number];
      return lowest === highest ? lowest : null;
    });
  }

  /** The bands of numbers, as the columns have them. */
  bandsOf(numbers: Float64Array): Uint16Array {
    return this.#bands.of(numbers);
  }

  add(band: number, sums: Float64Array, slot: number): void {
    this.#sums.add(band, sums, slot);
  }

  linksOf(band: number): readonly BytesOfFiles[] {
    const known = this.#linksOf[band];
    if (known !== undefined) return known;
    const links = [this.#links.sumOf(band)];
    this.#linksOf[band] = links;
    return links;
  }

  of(band: number): VideoTotals {
    return plusBytes(this.#sums.of(band), this.#links.of(band));
  }
}
