/**
 * All texts of the page, in the reader's language. Each language is a chunk of its own, of which the page loads one.
 * Many modules read their texts once, when they are loaded: `main.tsx` therefore loads the texts before all others. A top-level
 * `await` here would wait for itself, since the chunk of a language may import from that of the page.
 */
import { type Language, pageLanguage } from "./language.ts";
import type { LanguageTexts } from "./language-texts.ts";

const loaders: Readonly<Record<Language, () => Promise<LanguageTexts>>> = {
  en: async () => (await import("./en/english.ts")).english,
  de: async () => (await import("./de/german.ts")).german,
};

/** Undefined until `loadTexts` has loaded them. */
export let texts: LanguageTexts;

export async function loadTexts(language: Language = pageLanguage): Promise<void> {
  texts = await loaders[language]();
}
