import { visibleText } from "../visible-text.tsx";

const languageNames = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** Such as `German (deu)`. @param code as in the file: usually three letters, sometimes nonsense */
export function languageName(code: string): string {
  const name = knownLanguage(code);
  return name === null ? unknownLanguage(code) : `${name} (${code})`;
}

/** Such as `German`. @param code as in a filter: usually two letters, sometimes nonsense */
export function languageWord(code: string): string {
  return knownLanguage(code) ?? unknownLanguage(code);
}

function knownLanguage(code: string): string | null {
  try {
    const name = languageNames.of(code);
    return name === undefined || name === code ? null : name;
  } catch {
    return null;
  }
}

function unknownLanguage(code: string): string {
  return `Unknown language (${visibleText(code)})`;
}
