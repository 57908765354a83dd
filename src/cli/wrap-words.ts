import stringWidth from "string-width";

/**
 * Breaks lines between words so that none is wider than `columns`. A word that is too wide stays whole: a path can be
 * copied then. A number stays with the word after it, such as its unit.
 *
 * @param options.indent where wrapped lines begin, in cells. Default: as their first line. A word that is too wide there
 * begins further left
 */
export function wrapWords(text: string, columns: number, options: { readonly indent?: number } = {}): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, columns, options))
    .join("\n");
}

function wrapLine(line: string, columns: number, options: { readonly indent?: number }): string {
  if (stringWidth(line) <= columns) return line;
  const first = /^ */.exec(line)?.[0].length ?? 0;
  const indent = Math.min(options.indent ?? first, Math.floor(columns / 2));
  const [start = "", ...words] = withNumbers(line.slice(first).split(" "), columns - indent);
  const lines: string[] = [];
  let current = begun(start, { indent: first, columns });
  for (const word of words) {
    const longer = current.trim() === "" ? current + word : `${current} ${word}`;
    if (current.trim() !== "" && stringWidth(longer) > columns) {
      lines.push(current.trimEnd());
      current = begun(word, { indent, columns });
    } else {
      current = longer;
    }
  }
  return [...lines, current.trimEnd()].join("\n");
}

/** How far a word that is wider than a line is indented at most. */
const leastIndent = 2;

function begun(word: string, { indent, columns }: { readonly indent: number; readonly columns: number }): string {
  const room = Math.max(columns - stringWidth(word), leastIndent);
  return " ".repeat(Math.min(indent, room)) + word;
}

/** The words, where a number and the word after it are one, if that has room in a line. */
function withNumbers(words: readonly string[], room: number): readonly string[] {
  const joined: string[] = [];
  let number = "";
  for (const word of words) {
    const together = number === "" ? word : `${number} ${word}`;
    if (number !== "" && (word === "" || stringWidth(together) > room)) joined.push(number, word);
    else if (isNumber(word)) {
      number = together;
      continue;
    } else joined.push(together);
    number = "";
  }
  return number === "" ? joined : [...joined, number];
}

/** `45`, `1,024` or `(0.5`. */
function isNumber(word: string): boolean {
  return /^\(?\d+(?:[.,]\d+)*$/.test(word);
}
