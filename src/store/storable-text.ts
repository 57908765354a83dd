/**
 * Texts as every database keeps them and returns them: Postgres refuses NUL in a text, SQLite ends some texts there, and
 * neither has halves of surrogate pairs. Each of these becomes the replacement character U+FFFD.
 *
 * Texts that people and files bring pass through here before they are stored, so that a comparison with the stored text
 * holds. JSON needs none of this: its texts have escape sequences in these places.
 */
export function storableText(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text).toWellFormed();
}
