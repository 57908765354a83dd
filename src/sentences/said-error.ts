import type { Said } from "./say.ts";
import type { Sentence } from "./sentence.ts";

/** An error whose message people read, also in other languages. */
export class SaidError extends Error {
  readonly sentence: Sentence;

  constructor({ message, sentence }: Said, options?: { cause?: unknown }) {
    super(message, options);
    this.sentence = sentence;
  }
}

/** The message of an error as data; null if it has no such. */
export function sentenceOf(error: unknown): Sentence | null {
  return error instanceof Error && "sentence" in error ? (error.sentence as Sentence) : null;
}
