import type { Done } from "../en/counted.ts";
import { countText, rateText } from "../quantities.ts";

/** A number with its noun, such as `1 Video` or `1.240 Videos`. */
export function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

export function files(count: number): string {
  return counted(count, "Datei", "Dateien");
}

export function videos(count: number): string {
  return counted(count, "Video", "Videos");
}

export function directoriesText(count: number): string {
  return counted(count, "Verzeichnis", "Verzeichnisse");
}

/** Such as `1.240 von etwa 5.100 Dateien`. */
export function filesDone({ scanned, expected, about }: Done): string {
  if (expected === null) return files(scanned);
  // "von" takes the dative: "1 von 1 Datei", "3 von 12 Dateien".
  return `${countText(scanned)} von ${about ? "etwa " : ""}${files(expected)}`;
}

/** Such as `1 Datei/s` or `2,5 Dateien/s`. */
export function filesPerSecond(rate: number): string {
  const text = rateText(rate);
  // As it is read: 1.01 is shown as 1.
  return `${text} ${text === rateText(1) ? "Datei" : "Dateien"}/s`;
}

/**
 * Such as `2 Dateien und 1 Verzeichnis`.
 *
 * @param count all of them
 * @param directories how many of them are directories; null if some are, and their number is unknown
 */
export function filesAndDirectories(count: number, directories: number | null): string {
  if (directories === null) return `${countText(count)} Dateien und Verzeichnisse`;
  const parts = [
    ...(count > directories ? [files(count - directories)] : []),
    ...(directories > 0 ? [directoriesText(directories)] : []),
  ];
  return parts.join(" und ");
}

/** The parts that are not empty, as one text. */
export function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
