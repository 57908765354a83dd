import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { Sentence } from "../../../../src/sentences/sentence.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.scans.errors;

/** A short name for an error; its code if that is unknown. The code for damaged files is that for files of other kinds. */
export function errorName({ code, sentence }: Pick<FileErrorJson, "code" | "sentence">): string {
  if (code === "not_video" && sentence !== undefined) {
    const { id, values } = sentence.id === "cannot_be_read_as_video" ? (sentence.values["why"] as Sentence) : sentence;
    if (id === "libav_says") return values["meaning"] === "unknown" ? words.damagedOrOther : words.damaged;
    if (id === "picture_size_unknown") return words.damaged;
    if (id === "other_container") return words.otherContainer;
  }
  return (words.codes as Readonly<Record<string, string>>)[code] ?? code;
}

/** A path relative to the directory of the scan. A path outside it stays as it is. */
export function pathWithin(directory: string, path: string): string {
  const before = directory.endsWith("/") ? directory : `${directory}/`;
  return path.startsWith(before) && path.length > before.length ? path.slice(before.length) : path;
}

/**
 * The errors with `text` in their shown path, message, code or short name. Case is ignored. A text that begins
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
  return errors.filter(({ path, error, code, sentence }) =>
    [whole ? path : pathWithin(directory, path), error, code, errorName({ code, sentence })].some((part) =>
      part.toLowerCase().includes(wanted),
    ),
  );
}
