/**
 * The patterns for samples and trailers. They are the same as `samplePatterns` of the server, which the page cannot import:
 * a directory of the library has only patterns, and no switch.
 */
export const samplePatterns: readonly string[] = [
  "sample/",
  "samples/",
  "trailer/",
  "trailers/",
  ...["sample", "trailer"].flatMap((word) =>
    ["??", "???", "????"].flatMap((extension) => [`${word}.${extension}`, `*[-._ ]${word}.${extension}`]),
  ),
  "sample-*",
];
