import type { VideoProperty } from "../../../library/video-filter.ts";
import { BytesOfLinks } from "../../videos/bytes-of-links.ts";
import { valuesInText } from "../../videos/property-values.ts";
import type { FacetCounts } from "../../videos/video-index.ts";
import type { LinkedVideo } from "./linked-videos.ts";
import { SumsBySlot, type Weights } from "./sums-by-slot.ts";
import { columnOf, textsOfFacts } from "./texts-of-property.ts";
import type { LabelColumn, Labels } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

/** The videos of a block that count, by their places, and what each adds. */
interface Counted {
  readonly counted: Uint16Array;
  /** Without the bytes of `linked`. */
  readonly weights: Weights;
  readonly block: ReadableBlock;
  /** `Rows.facts` of all videos of the block. */
  readonly facts: Uint16Array;
  /** Those of the videos whose files have several videos. */
  readonly linked: readonly LinkedVideo[];
  /** In bytes, of all videos of the block. */
  readonly sizes: Float64Array;
}

/** How many numbers `Rows.facts` may have. */
export const differentFacts = 256;

/** Totals of videos by their texts of a property. */
export class SumsByText {
  readonly #property: VideoProperty;
  readonly #column: LabelColumn | null;
  /** For each number that `Rows.facts` can have, its text; empty for a property that has a column. */
  readonly #textsOfFacts: readonly string[];
  readonly #sumsOfFacts: SumsBySlot;
  readonly #areSumsShared: boolean;
  readonly #sums = new SumsBySlot(16);
  readonly #slots = new Map<string, number>();
  readonly #linked: BytesOfLinks<string>;

  /** @param sumsOfFacts what others add up by `Rows.facts`, if the same videos count; else null. @param linkedFiles how many files have several videos */
  constructor(property: VideoProperty, sumsOfFacts: SumsBySlot | null, linkedFiles: number) {
    this.#linked = new BytesOfLinks(linkedFiles);
    this.#property = property;
    this.#sumsOfFacts = sumsOfFacts ?? new SumsBySlot(differentFacts);
    this.#areSumsShared = sumsOfFacts !== null;
    this.#column = columnOf(property);
    this.#textsOfFacts = textsOfFacts(property) ?? [];
  }

  add({ counted, weights, block, facts, linked, sizes }: Counted): void {
    if (this.#column === null) {
      if (!this.#areSumsShared) this.#sumsOfFacts.add(counted, weights, facts);
      this.#addLinked(linked, sizes, { labels: this.#textsOfFacts, indexes: facts });
      return;
    }
    // Texts have other numbers in each block, so a block is added up by itself first.
    const { labels, indexes } = block.labels(this.#column, facts.length);
    const sums = new SumsBySlot(labels.length);
    sums.add(counted, weights, indexes);
    this.#addTexts(labels, sums);
    this.#addLinked(linked, sizes, { labels, indexes });
  }

  /** Those of at least one video. To be called once, at the end. */
  texts(): FacetCounts["texts"][number] {
    this.#addTexts(this.#textsOfFacts, this.#sumsOfFacts);
    return [...this.#slots].flatMap(([text, slot]) => {
      const totals = this.#sums.of(slot);
      return totals.videos === 0 ? [] : [{ text, totals }];
    });
  }

  /** See `FacetCounts.linked`. */
  linked(): FacetCounts["linked"][number] {
    return this.#linked.all();
  }

  #addLinked(linked: readonly LinkedVideo[], sizes: Float64Array, { labels, indexes }: Labels): void {
    const values: (readonly string[])[] = [];
    for (const { row, file } of linked) {
      const label = indexes[row] ?? 0;
      values[label] ??= valuesInText(this.#property, labels[label] ?? "");
      for (const value of values[label]) {
        this.#linked.add(value, file, sizes[row] ?? 0);
      }
    }
  }

  #addTexts(texts: readonly string[], sums: SumsBySlot): void {
    for (const [nth, text] of texts.entries()) {
      const slot = this.#slots.get(text) ?? this.#slots.size;
      this.#slots.set(text, slot);
      this.#sums.addSlot(slot, sums, nth);
    }
  }
}
