/** More words than anybody types. Each word takes time. */
const mostWords = 50;

/**
 * The different words of a search, all of which must be found. Words in quotes count as one. Words after the first 50
 * are left out. A text of blanks only has no words.
 */
export function wordsOfSearch(text: string): readonly string[] {
  const words = [...text.matchAll(/"([^"]+)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  return [...new Set(words)].slice(0, mostWords);
}
