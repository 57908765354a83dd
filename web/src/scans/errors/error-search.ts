import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import { texts } from "../../texts/texts.ts";

/** The meaning of an error code; the code itself if it is unknown. */
export function codeText(code: string): string {
  return (texts.scans.errors.codes as Readonly<Record<string, string>>)[code] ?? code;
}

/** A path relative to the directory of the scan. A path outside it stays as it is. */
export function pathWithin(directory: string, path: string): string {
  const before = directory.endsWith("/") ? directory : `${directory}/`;
  return path.startsWith(before) && path.length > before.length ? path.slice(before.length) : path;
}

/**
 * The errors with `text` in their shown path, message, code or meaning of the code. Case is ignored. A text that begins
 * with a slash is searched for in the whole path.
 */
export function errorsWith(
  text: string,
  errors: readonly FileErrorJson[],
  directory: string,
): readonly FileErrorJson[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return errors;
  const whole = wanted.startsWith("/");
  return errors.filter(({ path, error, code }) =>
    [whole ? path : pathWithin(directory, path), error, code, codeText(code)].some((part) =>
      part.toLowerCase().includes(wanted),
    ),
  );
}
