import type { VideoProperty } from "../../../library/video-filter.ts";
import type { FacetCounts } from "../../videos/video-index.ts";
import { SumsBySlot, type Weights } from "./sums-by-slot.ts";
import { columnOf, textsOfFacts } from "./texts-of-property.ts";
import type { LabelColumn } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

/** The videos of a block that count, by their places, and what each adds. */
interface Counted {
  readonly counted: Uint16Array;
  readonly weights: Weights;
  readonly block: ReadableBlock;
  /** `Rows.facts` of all videos of the block. */
  readonly facts: Uint16Array;
}

/** Totals of videos by their texts of a property. */
export class SumsByText {
  readonly #column: LabelColumn | null;
  /** For each number that `Rows.facts` can have, its text; empty for a property that has a column. */
  readonly #textsOfFacts: readonly string[];
  readonly #sumsOfFacts = new SumsBySlot(256);
  readonly #sums = new SumsBySlot(16);
  readonly #slots = new Map<string, number>();

  constructor(property: VideoProperty) {
    this.#column = columnOf(property);
    this.#textsOfFacts = textsOfFacts(property) ?? [];
  }

  add({ counted, weights, block, facts }: Counted): void {
    if (this.#column === null) return this.#sumsOfFacts.add(counted, weights, facts);
    // Texts have other numbers in each block, so a block is added up by itself first.
    const { labels, indexes } = block.labels(this.#column, facts.length);
    const sums = new SumsBySlot(labels.length);
    sums.add(counted, weights, indexes);
    this.#addTexts(labels, sums);
  }

  /** Those of at least one video. To be called once, at the end. */
  texts(): FacetCounts["texts"][number] {
    this.#addTexts(this.#textsOfFacts, this.#sumsOfFacts);
    return [...this.#slots].flatMap(([text, slot]) => {
      const totals = this.#sums.of(slot);
      return totals.videos === 0 ? [] : [{ text, totals }];
    });
  }

  #addTexts(texts: readonly string[], sums: SumsBySlot): void {
    for (const [nth, text] of texts.entries()) {
      const slot = this.#slots.get(text) ?? this.#slots.size;
      this.#slots.set(text, slot);
      this.#sums.addSlot(slot, sums, nth);
    }
  }
}
