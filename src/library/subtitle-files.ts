/**
 * Subtitles in files of their own, beside a video: `film.en.srt` beside `film.mkv`. A video remembers the ends of their
 * names, each after a line break, as one text: `\n.en.srt\n.forced.de.ass`. So a listing of a directory and what the
 * library knows can be compared as texts.
 */
import { languageNames } from "./language-names.ts";

/** With their dot, in lower case. */
const extensions: ReadonlySet<string> = new Set(
  ".srt .ass .ssa .vtt .sub .idx .sup .smi .sami .ttml .dfxp .usf .mpl2 .stl".split(" "),
);

export function isNamedLikeSubtitles(name: string): boolean {
  const dot = name.lastIndexOf(".");
  return dot > 0 && extensions.has(name.slice(dot).toLowerCase());
}

/** More than any film has. */
const mostOfAVideo = 64;

/**
 * The subtitle files of each video in a directory. A file belongs to the video with the longest name that its own name
 * begins with.
 *
 * @param names of subtitle files
 * @param videos names of videos
 * @returns by the names of the videos, without those that have none
 */
export function subtitlesOfVideos(names: readonly string[], videos: readonly string[]): ReadonlyMap<string, string> {
  if (names.length === 0) return new Map();
  const videosByStem = Map.groupBy(videos, (video) => video.slice(0, video.lastIndexOf(".")));
  const endsByStem = new Map<string, string[]>();
  for (const name of withoutPairs(names)) {
    const stem = stemOf(name, videosByStem);
    // A line break would be taken for the end of a name.
    if (stem === null || name.includes("\n")) continue;
    const ends = endsByStem.get(stem) ?? [];
    ends.push(name.slice(stem.length));
    endsByStem.set(stem, ends);
  }
  return new Map(
    [...endsByStem].flatMap(([stem, ends]) => {
      const text = ends
        .toSorted()
        .slice(0, mostOfAVideo)
        .map((end) => `\n${end}`)
        .join("");
      return (videosByStem.get(stem) ?? []).map((video) => [video, text] as const);
    }),
  );
}

/** VobSub subtitles are two files. The one with the pictures is left out. */
function withoutPairs(names: readonly string[]): readonly string[] {
  const lower = new Set(names.map((name) => name.toLowerCase()));
  return names.filter((name) => !/\.sub$/i.test(name) || !lower.has(`${name.slice(0, -4).toLowerCase()}.idx`));
}

/** The longest one that the name begins with, followed by a dot. */
function stemOf(name: string, stems: ReadonlyMap<string, unknown>): string | null {
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const stem = name.slice(0, dot);
    if (stems.has(stem)) return stem;
  }
  return null;
}

export interface SubtitleFile {
  readonly filename: string;
  /** Such as `en`, `ger` or `pt-BR`; null if the name tells none. */
  readonly language: string | null;
  readonly isForced: boolean;
  readonly isHearingImpaired: boolean;
  readonly isCommentary: boolean;
}

/**
 * @param video the name of the video
 * @param text as `subtitlesOfVideos` makes it
 */
export function subtitleFilesIn(video: string, text: string): readonly SubtitleFile[] {
  const stem = video.slice(0, video.lastIndexOf("."));
  const ends = text.split("\n").slice(1);
  return ends.map((end) => subtitleFile(stem, end));
}

/** Words in names that tell the use of subtitles. */
const uses = {
  isForced: ["forced", "foreign"],
  isHearingImpaired: ["sdh", "cc", "hi"],
  isCommentary: ["commentary"],
} as const;

/** Words in names that are no languages, although some of them are codes of one. */
const otherWords: ReadonlySet<string> = new Set([...Object.values(uses).flat(), "default", "full", "sub", "subs"]);

/** Made when a file needs it first: that takes 10 ms, and most libraries have no such files. */
let knownCodes: Intl.DisplayNames | undefined;

/** @param end such as `.forced.en.srt` */
function subtitleFile(stem: string, end: string): SubtitleFile {
  const words = end.normalize("NFC").toLowerCase().split(".").slice(1, -1);
  const code = words
    .filter((word) => !otherWords.has(word))
    .map(languageOf)
    .find((language) => language !== null);
  // The code of Hindi mostly stands for the hearing impaired, beside the code of a language.
  const isHindi = code === undefined && words.includes("hi");
  const has = (some: readonly string[]) => words.some((word) => some.includes(word) && !(isHindi && word === "hi"));
  return {
    filename: stem + end,
    language: code ?? (isHindi ? "hi" : null),
    isForced: has(uses.isForced),
    isHearingImpaired: has(uses.isHearingImpaired),
    isCommentary: has(uses.isCommentary),
  };
}

/** A code of BCP 47, from a code as people write it or the name of a language; null if the word is neither. */
function languageOf(word: string): string | null {
  const named = languageNames().get(word.split(/[-_]/, 1)[0] ?? "");
  if (named !== undefined) return named;
  if (!/^[a-z]{2,3}(?:[-_][a-z]{2,4})?$/.test(word)) return null;
  try {
    const [code = word] = word.length > 3 ? Intl.getCanonicalLocales(word.replace("_", "-")) : [word];
    knownCodes ??= new Intl.DisplayNames("en", { type: "language", fallback: "none" });
    return knownCodes.of(code) === undefined ? null : code;
  } catch {
    return null;
  }
}
