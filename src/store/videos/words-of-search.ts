/** More words than anybody types. A database refuses a statement with too many conditions. */
const mostWords = 50;

/**
 * The words of a search, all of which must be found. Words in quotes count as one. A text of blanks only, or with too
 * many words, counts as one word.
 */
export function wordsOfSearch(text: string): readonly string[] {
  const words = [...text.matchAll(/"([^"]+)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  return words.length === 0 || words.length > mostWords ? [text] : words;
}
