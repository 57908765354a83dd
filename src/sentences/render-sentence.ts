/** Imports only types, because the page says sentences, too. */
import type { Sentence } from "./sentence.ts";

/** Sentences of one language. Each takes the values as they are, with sentences in them as texts of the same language. */
export type SentencesOfLanguage = Readonly<Record<string, (values: never) => string>>;

/** The text of a sentence; null if the language does not have it, as one of another version of Gleaner. */
export function renderSentence({ id, values }: Sentence, sentences: SentencesOfLanguage): string | null {
  const text = Object.hasOwn(sentences, id) ? sentences[id] : undefined;
  if (text === undefined) return null;
  const inText = (value: unknown) => (isInner(value) ? renderSentence(value, sentences) : value);
  const rendered: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const inner = Array.isArray(value) ? value.map(inText) : inText(value);
    if (value !== null && (inner === null || (Array.isArray(inner) && inner.includes(null)))) return null;
    rendered[name] = inner;
  }
  return (text as (values: Readonly<Record<string, unknown>>) => string)(rendered);
}

/** The end of a sentence, with a full stop if it has none. */
export function withFullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function isInner(value: unknown): value is Sentence {
  return typeof value === "object" && value !== null && "id" in value && "values" in value;
}
