/**
 * Patterns for samples and trailers, which many people do not want among their videos. They follow the names of Plex,
 * Jellyfin, Kodi and scene releases:
 *
 * - directories `sample`, `samples`, `trailer` and `trailers`;
 * - files `sample.mkv` and `trailer.mkv`;
 * - files such as `Film-sample.mkv`, `Film.sample.mkv`, `Film_trailer.mkv` and `Film trailer.mkv`;
 * - files such as `sample-film.mkv`.
 *
 * The word must be right before the extension: `The.Sample.2019.mkv` is a film.
 */
export const samplePatterns: readonly string[] = [
  "sample/",
  "samples/",
  "trailer/",
  "trailers/",
  ...["sample", "trailer"].flatMap((word) =>
    // Extensions have two to four characters, such as `ts`, `mkv` and `m2ts`.
    ["??", "???", "????"].flatMap((extension) => [`${word}.${extension}`, `*[-._ ]${word}.${extension}`]),
  ),
  "sample-*",
];
