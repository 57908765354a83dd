import { parseSentence, type Sentence } from "../sentences/sentence.ts";
import { textOrNull } from "./row-columns.ts";
import { storableText } from "./storable-text.ts";

/** A sentence as its column has it. */
export function sentenceColumn(sentence: Sentence | undefined): string | null {
  return sentence === undefined ? null : storableText(JSON.stringify(sentence));
}

/** A row may have none, as one of an older version. */
export function sentenceOfRow(row: object): { sentence?: Sentence } {
  const sentence = parseSentence(textOrNull(row, "sentence"));
  return sentence === null ? {} : { sentence };
}
