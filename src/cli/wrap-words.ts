import stringWidth from "string-width";

/**
 * Breaks lines between words so that none is wider than `columns`. A word that is too wide stays whole: a path can be
 * copied then.
 *
 * @param options.indent where wrapped lines begin, in cells. Default: as their first line
 */
export function wrapWords(text: string, columns: number, options: { readonly indent?: number } = {}): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, columns, options))
    .join("\n");
}

function wrapLine(line: string, columns: number, options: { readonly indent?: number }): string {
  if (stringWidth(line) <= columns) return line;
  const first = /^ */.exec(line)?.[0] ?? "";
  const indent = " ".repeat(Math.min(options.indent ?? first.length, Math.floor(columns / 2)));
  const lines: string[] = [];
  let current = first;
  for (const word of line.slice(first.length).split(" ")) {
    const longer = current.trim() === "" ? current + word : `${current} ${word}`;
    if (current.trim() !== "" && stringWidth(longer) > columns) {
      lines.push(current.trimEnd());
      current = indent + word;
    } else {
      current = longer;
    }
  }
  return [...lines, current.trimEnd()].join("\n");
}
