/**
 * A sentence of the server as data: which one, and what it names. The text in English is made from it, and stays the text that
 * programs, terminals and logs get. The page says the sentence in the reader's language, without taking English apart.
 *
 * A sentence that is kept or sent may be of another version of Gleaner. So whoever says it must be ready for an id or a value
 * that is not known: see `renderSentence`.
 */

/** What a sentence names. A text may be a sentence of its own, such as the reason in `cannot be read: …`. */
export type SentenceValue = string | number | boolean | null | readonly (string | Sentence)[] | Sentence;

export interface Sentence {
  readonly id: string;
  readonly values: Readonly<Record<string, SentenceValue>>;
}

/** A sentence as it is kept, in JSON; null if it is none. */
export function parseSentence(text: unknown): Sentence | null {
  if (typeof text !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return isSentence(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

export function isSentence(value: unknown): value is Sentence {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    "values" in value &&
    typeof value.values === "object" &&
    value.values !== null
  );
}
