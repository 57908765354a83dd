import type { FileErrorJson } from "../../../src/api/contract.ts";

/**
 * Errors as tab-separated text with a line for each, which a spreadsheet takes in: path, error, code, time. Tabs
 * and line breaks inside of them are written as `\t`, `\n` and `\r`, as a path may have any of them.
 *
 * @param heading the names of the columns; left out where there are none
 */
export function errorsAsText(errors: readonly FileErrorJson[], heading?: readonly string[]): string {
  const rows = errors.map(({ path, error, code, at }) => [path, error, code, at]);
  return [...(heading === undefined ? [] : [heading]), ...rows].map((row) => row.map(cell).join("\t")).join("\n");
}

const escapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function cell(text: string): string {
  return text.replaceAll(/[\t\n\r]/g, (character) => escapes[character] ?? character);
}
