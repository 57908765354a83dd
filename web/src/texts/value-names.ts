/** The values of filters, as chips and the panel of filters name them. */
import type { VideoPropertyJson } from "../../../src/api/contract/video-filters.ts";
import { visibleText } from "./visible-text.tsx";

type Names = Readonly<Record<string, string>>;

/** The words of a language. */
interface ValueWords {
  /** The tag of the language. */
  readonly language: string;
  readonly groups: Readonly<Record<VideoPropertyJson, string>>;
  readonly resolutions: Names;
  readonly suspects: Names;
  /** Null for a kind that has no name. */
  readonly hdr: (kind: string) => string | null;
  readonly codec: (codec: string) => string;
  readonly languageWord: (tag: string) => string;
  readonly container: (name: string) => string;
  readonly bits: (bits: string) => string;
  /** Names of the value `none`. Default: `unknown`. */
  readonly none: { readonly [Property in VideoPropertyJson]?: string };
  readonly unknown: string;
  /** Names with the noun that they need, such as `German or English sound`. */
  readonly withNoun: (property: VideoPropertyJson, names: string) => string;
}

export function valueNamesIn(words: ValueWords) {
  const names: { readonly [Property in VideoPropertyJson]: (value: string) => string } = {
    resolution: (value) => words.resolutions[value] ?? visibleText(value),
    hdr: (kind) => (kind === "any" ? "HDR" : kind === "sdr" ? "SDR" : (words.hdr(kind) ?? visibleText(kind))),
    video_codec: (codec) => visibleText(words.codec(codec)),
    audio_codec: (codec) => visibleText(words.codec(codec)),
    audio_language: words.languageWord,
    subtitle_language: words.languageWord,
    bit_depth: (bits) => words.bits(visibleText(bits)),
    container: (name) => visibleText(words.container(name)),
    suspect: (value) => words.suspects[value] ?? visibleText(value),
  };
  const oneOf = new Intl.ListFormat(words.language, { type: "disjunction" });

  /** Such as `German`, `4K` or `Not known`. */
  function valueName(property: VideoPropertyJson, value: string): string {
    return value === "none" && property !== "suspect"
      ? (words.none[property] ?? words.unknown)
      : names[property](value);
  }

  /** Such as `German or English sound`. @param values without those that videos shall not have */
  function wantedText(property: VideoPropertyJson, values: readonly string[]): string {
    // Two things that `none` may mean come last, and in the middle of a sentence.
    const isLast = (value: string) => isLanguage(property) && value === "none";
    const sorted = values.toSorted((one, other) => Number(isLast(one)) - Number(isLast(other)));
    const named = sorted.map((value, nth) => {
      const name = valueName(property, value);
      return isLast(value) && nth > 0 ? name.charAt(0).toLowerCase() + name.slice(1) : name;
    });
    const text = oneOf.format(named);
    if (!values.includes("none")) return words.withNoun(property, text);
    const saysItself =
      property === "suspect" || property === "audio_codec" || (isLanguage(property) && values.length === 1);
    return saysItself ? text : `${words.groups[property]}: ${text}`;
  }

  return { valueName, wantedText };
}

function isLanguage(property: VideoPropertyJson): boolean {
  return property === "audio_language" || property === "subtitle_language";
}

/** A text at the beginning of a line. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
