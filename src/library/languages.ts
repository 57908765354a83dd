import { equivalentCodes } from "./language-codes.ts";
import { codesOfTwoLetters, languageNames } from "./language-names.ts";

const shortest: ReadonlyMap<string, string> = new Map(
  equivalentCodes.flatMap(([code, ...others]) => others.map((other) => [other, code])),
);

/**
 * The language that a tag of a file names, without its region: `de` for `deu`, `ger`, `DE` and `de-AT`. Null for no
 * language that is known, as in `und` of Matroska.
 */
export function languageOfTag(tag: string): string | null {
  const [first = ""] = tag.toLowerCase().split(/[-_]/, 1);
  if (first === "" || first === "und") return null;
  return shortest.get(first) ?? first;
}

/** All codes that stand for a language. @param code as `languageOfTag` gives it */
export function codesOfLanguage(code: string): readonly string[] {
  return equivalentCodes.find(([first]) => first === code) ?? [code];
}

/** The languages of streams. @param text as `VideoFacts.audioLanguages` has it */
export function languagesOfStreams(text: string): readonly string[] {
  const languages = text.split(" ").map(languageOfTag);
  return [...new Set(languages.filter((language) => language !== null))];
}

/** Words in names of subtitle files that are no languages, although they are codes of one: see `subtitle-files.ts`. */
const usesInNames: ReadonlySet<string> = new Set(["cc", "sub"]);

let words: ReadonlyMap<string, string> | undefined;

/**
 * The languages by the words that stand for them in the name of a subtitle file: names of languages, codes with two
 * letters, and their equivalents. Most words of three letters are the code of some language too. Without `hi`, which
 * stands for the hearing impaired beside the code of a language.
 */
export function languagesByWord(): ReadonlyMap<string, string> {
  words ??= new Map(
    [
      ...[...codesOfTwoLetters().keys()].map((code) => [code, shortest.get(code) ?? code] as const),
      ...shortest,
      ...languageNames(),
    ].filter(([word]) => word !== "hi" && !usesInNames.has(word)),
  );
  return words;
}

/** The languages of subtitle files. @param text as `subtitlesOfVideos` makes it: `\n.de.srt\n.forced.en.ass` */
export function languagesOfSubtitleFiles(text: string): readonly string[] {
  if (text === "") return [];
  const languages = text
    .normalize("NFC")
    .toLowerCase()
    .split("\n")
    .flatMap((end) => {
      const words = end.split(".").slice(1, -1);
      if (words.length === 1 && words[0] === "hi") return ["hi"];
      return words.flatMap((word) => languagesByWord().get(word.split(/[-_]/, 1)[0] ?? "") ?? []);
    });
  return [...new Set(languages)];
}
