/** Text as one word of bash or zsh, which nothing in it can end. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
