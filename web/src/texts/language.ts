/** The language of the page, and the reader's format of numbers and dates. */
import { storageKey } from "../base-path.ts";

/** Each by its own name, as people look for theirs in a list that is in another language. */
export const languageNames = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languageNames;
export const languages = ["en", "de"] as const satisfies readonly Language[];

const isLanguage = (text: string | null): text is Language => languages.some((language) => language === text);

/** The language that the reader has chosen in the menu; null: as the browser. */
export function chosenLanguage(): Language | null {
  try {
    const chosen = localStorage.getItem(storageKey("language"));
    return isLanguage(chosen) ? chosen : null;
  } catch {
    // Without storage the page follows the browser. Without a document there is nobody to choose.
    return null;
  }
}

/** Keeps the choice in this browser. The texts change when the page is loaded again. */
export function chooseLanguage(language: Language | null): void {
  try {
    if (language === null) localStorage.removeItem(storageKey("language"));
    else localStorage.setItem(storageKey("language"), language);
  } catch {
    // See `chosenLanguage`.
  }
}

/** The languages of the browser, the preferred one first. */
function browserLanguages(): readonly string[] {
  return globalThis.navigator?.languages ?? [];
}

/** The first language of the browser that the page has; English if it has none of them. */
export function languageOf(chosen: Language | null, preferred: readonly string[] = browserLanguages()): Language {
  return chosen ?? preferred.map(primaryLanguage).find(isLanguage) ?? "en";
}

/**
 * Whose format numbers and dates have: that of the browser. If the reader chose another language than the browser's, a
 * format of that language, of the reader's country where there is one.
 */
export function localeOf(chosen: Language | null, preferred: readonly string[] = browserLanguages()): string {
  const known = preferred.filter(isKnownLocale);
  const [first] = known;
  if (chosen === null) return first ?? "en";
  const same = known.find((locale) => primaryLanguage(locale) === chosen);
  if (same !== undefined || first === undefined) return same ?? chosen;
  const here = `${chosen}-${new Intl.Locale(first).maximize().region ?? ""}`;
  if (isKnownLocale(here) && new Intl.DateTimeFormat(here).resolvedOptions().locale === here) return here;
  // English without a country is American, with the month first and half a day of 12 hours.
  return chosen === "en" ? "en-GB" : chosen;
}

function primaryLanguage(locale: string): string {
  return locale.split("-")[0]?.toLowerCase() ?? "";
}

/** Browsers may name a language that is no valid tag, such as "C". */
function isKnownLocale(locale: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

export const pageLanguage = languageOf(chosenLanguage());
export const readersLocale = localeOf(chosenLanguage());
