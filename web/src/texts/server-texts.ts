/**
 * What the server says, in the reader's language. The server says it in English, and sends the same as data: an error code, and
 * often a sentence (see `src/sentences/sentence.ts`). English takes the text as it is. The texts of another language are loaded
 * when the first text comes that needs them.
 */
import type { ErrorCode } from "../../../src/api/error-codes.ts";
import type { English } from "../../../src/sentences/english.ts";
import { type Language, pageLanguage } from "./language.ts";

/** What a server says, in a language that is not English. The type check refuses a language that lacks some of it. */
export interface ServerTexts {
  /** For errors without a sentence. */
  readonly codes: Readonly<Record<ErrorCode, string>>;
  readonly sentences: { readonly [Id in keyof English]: (...values: Parameters<English[Id]>) => string };
  /** A text of which nothing is known, as one of another version of Gleaner. @param text in English */
  quoted(text: string): string;
}

type Say = <Json>(json: Json) => Json;

const loaders: Readonly<Record<Exclude<Language, "en">, () => Promise<ServerTexts>>> = {
  de: async () => (await import("./de/server/server-in-german.ts")).serverInGerman,
};

/** Texts of the server, as they stand in JSON. */
const hasText = /"(?:sentence|error|problem|watch_problem|detail)":["{]/;

/** Loads once, and again after the network was away. */
let loading: Promise<Say> | null = null;

/**
 * JSON of the server, with its texts in the reader's language. If the texts cannot be loaded, those in English are better than
 * none.
 *
 * @returns a promise only if the texts are to be loaded
 */
export function inOwnLanguage<Json>(text: string, language: Language = pageLanguage): Json | Promise<Json> {
  const json = JSON.parse(text) as Json;
  if (language === "en" || !hasText.test(text)) return json;
  loading ??= load(language);
  return loading.then(
    (say) => say(json),
    () => {
      loading = null;
      return json;
    },
  );
}

async function load(language: Exclude<Language, "en">): Promise<Say> {
  const [{ sayIn }, texts] = await Promise.all([import("./say-in.ts"), loaders[language]()]);
  return sayIn(texts);
}
