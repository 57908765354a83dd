/** Names of the languages of sound and subtitles. */
export interface NamesOfLanguages {
  /** Such as `German (deu)`. @param code as in the file: usually three letters, sometimes nonsense */
  languageName(code: string): string;
  /** Such as `German`. @param code as in a filter: usually two letters, sometimes nonsense */
  languageWord(code: string): string;
}

/** @param locale the language of the names; @param unknown the name of a code that means no language */
export function namesOfLanguagesIn(locale: string, unknown: (code: string) => string): NamesOfLanguages {
  const names = new Intl.DisplayNames(locale, { type: "language", fallback: "code" });
  const known = (code: string): string | null => {
    try {
      const name = names.of(code);
      return name === undefined || name === code ? null : name;
    } catch {
      return null;
    }
  };
  return {
    languageName(code) {
      const name = known(code);
      return name === null ? unknown(code) : `${name} (${code})`;
    },
    languageWord: (code) => known(code) ?? unknown(code),
  };
}
