import type { VideoProperty } from "../../../library/video-filter.ts";
import { type BytesOfFiles, BytesOfLinks } from "../../videos/bytes-of-links.ts";
import { valuesInText } from "../../videos/property-values.ts";
import type { FacetCounts } from "../../videos/video-index.ts";
import { type BlockSums, type SlotMeanings, textsOfSlots } from "./block-facets.ts";
import type { FacetSums } from "./facet-sums.ts";
import { SumsBySlot } from "./sums-by-slot.ts";

/** Totals of videos by their texts of a property. */
export class SumsByText implements FacetSums {
  readonly name: VideoProperty;
  readonly #sums = new SumsBySlot(16);
  /** By text. */
  readonly #places = new Map<string, number>();
  readonly #placesOf = new Map<SlotMeanings, readonly number[]>();
  readonly #links: BytesOfLinks<string>;
  /** By place. */
  readonly #linksOf: (readonly BytesOfFiles[])[] = [];

  /** @param linkedFiles how many files have several videos */
  constructor(property: VideoProperty, linkedFiles: number) {
    this.name = property;
    this.#links = new BytesOfLinks(linkedFiles);
  }

  placesOf(block: BlockSums): readonly number[] {
    const known = this.#placesOf.get(block.meanings);
    if (known !== undefined) return known;
    const places = textsOfSlots(block, this.name).map((text) => {
      const place = this.#places.get(text) ?? this.#places.size;
      this.#places.set(text, place);
      return place;
    });
    this.#placesOf.set(block.meanings, places);
    return places;
  }

  add(place: number, sums: Float64Array, slot: number): void {
    this.#sums.add(place, sums, slot);
  }

  linksOf(place: number): readonly BytesOfFiles[] {
    const known = this.#linksOf[place];
    if (known !== undefined) return known;
    const text = [...this.#places.keys()][place] ?? "";
    const links = valuesInText(this.name, text).map((value) => this.#links.sumOf(value));
    this.#linksOf[place] = links;
    return links;
  }

  /** Those of at least one video. */
  texts(): FacetCounts["texts"][number] {
    return [...this.#places].flatMap(([text, place]) => {
      const totals = this.#sums.of(place);
      return totals.videos === 0 ? [] : [{ text, totals }];
    });
  }

  /** See `FacetCounts.linked`. */
  linked(): FacetCounts["linked"][number] {
    return this.#links.all();
  }
}
