import type { FileErrorJson } from "../../../../src/api/contract.ts";
import { texts } from "../../texts/texts.ts";

/** What the code of an error means; the code itself where that is not known. */
export function codeText(code: string): string {
  return (texts.scans.errors.codes as Readonly<Record<string, string>>)[code] ?? code;
}

/** A path as it is shown of the scan of `directory`: without the directory where it lies inside of it. */
export function pathWithin(directory: string, path: string): string {
  const before = directory.endsWith("/") ? directory : `${directory}/`;
  return path.startsWith(before) && path.length > before.length ? path.slice(before.length) : path;
}

/**
 * The errors that have `text` in their path as it is shown, their message or their code, or what that means, whatever
 * the case. A text that
 * begins with a slash is looked for in the whole path.
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
