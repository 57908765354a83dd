/** More words than anybody types would make a statement that no database takes. */
const mostWords = 50;

/**
 * What a search looks for, all of which must be there: its words, and what stands in quotes as one. A text of blanks
 * only, or one with too many words, is looked for as it is.
 */
export function wordsOfSearch(text: string): readonly string[] {
  const words = [...text.matchAll(/"([^"]+)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  return words.length === 0 || words.length > mostWords ? [text] : words;
}
