import type { BytesOfFiles } from "../../videos/bytes-of-links.ts";
import type { BlockSums } from "./block-facets.ts";

/** Adds up a facet over all blocks. Its slots have other numbers in each block, so each slot has a place here. */
export interface FacetSums {
  /** The place of each slot of a block; null for a slot whose videos have different places. */
  placesOf(block: BlockSums): readonly (number | null)[];
  /** Adds the sums of a slot to a place. */
  add(place: number, sums: Float64Array, slot: number): void;
  /** Where the sizes of files with several videos are added up, for a video with this place. */
  linksOf(place: number): readonly BytesOfFiles[];
}
