/**
 * Names of languages in names of subtitle files: `film.English.srt`, `film.Deutsch.srt`. The English ones are those of
 * Unicode's CLDR. The others are here: what speakers call their language, without accents too, and words for a language
 * of one region.
 */
const otherNames = `
  ar/العربية bg/български bn/বাংলা ca/català/catala cs/čeština/cestina cy/cymraeg da/dansk de/deutsch el/ελληνικά
  es/español/espanol/castellano/castilian/latino et/eesti eu/euskara fa/فارسی/farsi fi/suomi fil/filipino
  fr/français/francais ga/gaeilge gl/galego he/עברית hi/हिन्दी hr/hrvatski hu/magyar hy/հայերեն
  is/íslenska/islenska it/italiano ja/日本語 ka/ქართული km/ខ្មែរ ko/한국어 lt/lietuvių/lietuviu lv/latviešu/latviesu
  mi/maori mk/македонски ms/melayu nb/bokmål/bokmal nl/nederlands/flemish nn/nynorsk no/norsk pl/polski
  pt/português/portugues/brazilian ro/română/romana ru/русский sk/slovenčina/slovencina sl/slovenščina/slovenscina
  sq/shqip sr/српски sv/svenska sw/kiswahili ta/தமிழ் te/తెలుగు th/ไทย tr/türkçe/turkce uk/українська ur/اردو
  zh/中文/mandarin/cantonese
`
  .trim()
  .split(/\s+/)
  .map((words) => words.split("/") as [string, ...string[]]);

let codesByName: ReadonlyMap<string, string> | undefined;

/** The codes of languages by their names, each of one word, in lower case and composed (NFC). Made when needed first. */
export function languageNames(): ReadonlyMap<string, string> {
  codesByName ??= new Map([
    ...englishNames(),
    ...otherNames.flatMap(([code, ...words]) => words.map((word) => [word.normalize("NFC"), code] as const)),
  ]);
  return codesByName;
}

/** The codes of two letters that a language has, with the English names of these languages. Takes 10 ms. */
export function codesOfTwoLetters(): ReadonlyMap<string, string> {
  const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
  const english = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const names = letters
    .flatMap((one) => letters.map((other) => one + other))
    .map((code) => [code, english.of(code)] as const);
  return new Map(names.flatMap(([code, name]) => (name === undefined ? [] : [[code, name] as const])));
}

function englishNames(): readonly (readonly [name: string, code: string])[] {
  return [...codesOfTwoLetters()]
    .map(([code, name]) => [name.toLowerCase(), code] as const)
    .filter(([name]) => /^\p{L}+$/u.test(name));
}
