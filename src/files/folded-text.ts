/**
 * Text without case and accents, for search and for the order of names. It is computed here, not by a database, so that
 * every database finds and sorts the same.
 *
 * Both Unicode forms of a letter give the same result. Full-width letters, ligatures and the like become plain letters
 * (Unicode's compatibility decomposition, NFKD). `ß` becomes `ss`, `İ` and `ı` become `i`, `ø` becomes `o`.
 *
 * Accents are the marks on Latin, Greek, Cyrillic, Arabic, Hebrew and Syriac letters. The vowel signs of other scripts
 * and the voicing marks of Japanese stay, because they make other words.
 */
const accents =
  /[[[\p{Script=Inherited}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]&&\p{M}]--[\u3099\u309a]]/gv;

/** Letters that Unicode does not decompose, though people type them without the stroke, or as two letters. */
const plainLetters: Readonly<Record<string, string>> = {
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ħ: "h",
  ŧ: "t",
  // The lower-case sigma at the end of a word.
  ς: "σ",
};
const strokedLetters = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "g");

/** Of ASCII, the characters that are no control characters. */
const isPlain = /^[ -~]*$/;

/** @returns `text` without case and accents. Folding the result again changes nothing. */
export function foldText(text: string): string {
  // Most names are ASCII, and a scan folds every name that is new.
  if (isPlain.test(text)) return text.toLowerCase();
  const decomposed = text.normalize("NFKD").replace(accents, "");
  // Lower case alone leaves `ß`, whose upper case is `SS`. Upper case alone leaves letters that have none.
  const caseless = decomposed.toLowerCase().toUpperCase().toLowerCase().normalize("NFKD").replace(accents, "");
  return caseless.replace(strokedLetters, (letter) => plainLetters[letter] ?? letter).normalize("NFC");
}

/** How many accents `foldText` removes from `text`. */
export function countAccents(text: string): number {
  return isPlain.test(text) ? 0 : (text.normalize("NFKD").match(accents)?.length ?? 0);
}
