import { type English, english } from "./english.ts";
import { renderSentence } from "./render-sentence.ts";
import type { Sentence } from "./sentence.ts";

type SentenceId = keyof English;

/** A text in English, and the same as data. */
export interface Said {
  readonly message: string;
  readonly sentence: Sentence;
}

type ValuesOf<Id extends SentenceId> = Parameters<English[Id]> extends [infer Values] ? Values : null;

/** In place of a text, a sentence may be given. */
type Given<Values> = {
  readonly [Name in keyof Values]: string extends Values[Name]
    ? Values[Name] | Sentence
    : Values[Name] extends readonly string[]
      ? readonly (string | Sentence)[]
      : Values[Name];
};

type Arguments<Id extends SentenceId> = ValuesOf<Id> extends null ? [] : [values: Given<ValuesOf<Id>>];

export function say<Id extends SentenceId>(id: Id, ...values: Arguments<Id>): Said {
  return said({ id, values: (values[0] ?? {}) as Sentence["values"] });
}

export function said(sentence: Sentence): Said {
  const message = renderSentence(sentence, english);
  if (message === null) throw new Error(`There is no such sentence: ${JSON.stringify(sentence)}`);
  return { message, sentence };
}
