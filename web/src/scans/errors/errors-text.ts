import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import { visibleText } from "../../texts/visible-text.tsx";

/**
 * Errors as tab-separated text for a spreadsheet, one line each: path, error, code, time. Control characters, among them
 * tabs and line breaks, become escapes such as `\t`.
 *
 * @param heading the names of the columns; absent: no heading
 */
export function errorsAsText(errors: readonly FileErrorJson[], heading?: readonly string[]): string {
  const rows = errors.map(({ path, error, code, at }) => [path, error, code, at]);
  return [...(heading === undefined ? [] : [heading]), ...rows]
    .map((row) => row.map(visibleText).join("\t"))
    .join("\n");
}
