import { countText, rateText } from "../quantities.ts";

/** A number with its noun, such as `1 video` or `1,240 videos`. */
export function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

export function files(count: number): string {
  return counted(count, "file", "files");
}

export interface Done {
  readonly scanned: number;
  /** The number of files in all; null while it is unknown. */
  readonly expected: number | null;
  /** Whether `expected` is an estimate. */
  readonly about: boolean;
}

/** Such as `1,240 of about 5,100 files`. */
export function filesDone({ scanned, expected, about }: Done): string {
  if (expected === null) return files(scanned);
  return `${countText(scanned)} of ${about ? "about " : ""}${files(expected)}`;
}

/** Such as `1 file/s` or `2.5 files/s`. */
export function filesPerSecond(rate: number): string {
  const text = rateText(rate);
  // As it is read: 1.01 is shown as 1.
  return `${text} ${text === rateText(1) ? "file" : "files"}/s`;
}

/**
 * Such as `2 files and 1 directory`.
 *
 * @param count all of them
 * @param directories how many of them are directories; null if some are, and their number is unknown
 */
export function filesAndDirectories(count: number, directories: number | null): string {
  if (directories === null) return `${countText(count)} files and directories`;
  const parts = [
    ...(count > directories ? [files(count - directories)] : []),
    ...(directories > 0 ? [counted(directories, "directory", "directories")] : []),
  ];
  return parts.join(" and ");
}

export function videos(count: number): string {
  return counted(count, "video", "videos");
}
