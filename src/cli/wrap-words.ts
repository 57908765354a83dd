import stringWidth from "string-width";

/**
 * Breaks lines between words so that none is wider than `columns`. Further lines of a paragraph are indented as its
 * first one. A word that is too wide stays whole: a path can be copied then.
 */
export function wrapWords(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, columns))
    .join("\n");
}

function wrapLine(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(" ")) {
    const longer = current === indent ? current + word : `${current} ${word}`;
    if (current !== indent && stringWidth(longer) > columns) {
      lines.push(current.trimEnd());
      current = indent + word;
    } else {
      current = longer;
    }
  }
  return [...lines, current.trimEnd()].join("\n");
}
