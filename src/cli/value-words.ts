import { printable } from "./printable.ts";

/** Of languages, `none` means two things. */
const noneNames: Readonly<Record<string, string>> = {
  audio_language: "no sound, or no language given",
  subtitle_language: "no subtitles, or no language given",
};

/** A value of a property for people: such as `hevc`. */
export function valueWords(property: string, value: string): string {
  return (value === "none" ? noneNames[property] : undefined) ?? printable(value);
}
