/** HTML as text. Everything that comes from elsewhere goes through `escaped` or `prose`. */

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}

/** A description: `code` in backticks. */
export function inline(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

/** A description of several paragraphs. */
export function prose(text: string): string {
  return text
    .split("\n\n")
    .map((paragraph) => `<p>${inline(paragraph)}</p>`)
    .join("");
}

/** A block of code. Its lines are wrapped, so it never scrolls by itself. */
export function code(text: string): string {
  return `<pre><code>${escaped(text)}</code></pre>`;
}
