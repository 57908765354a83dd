/** The patterns of a directory of the library as people write them. */
export interface ExcludeForm {
  /** A pattern in each line. Empty lines mean nothing. */
  readonly text: string;
  /** Whether samples and trailers are left out. */
  readonly withoutSamples: boolean;
  /** The patterns for samples and trailers, as the server has them. */
  readonly samplePatterns: readonly string[];
}

/** The form that shows patterns. Only patterns at the beginning are those of the form: the last one that matches decides. */
export function formOfPatterns(patterns: readonly string[], samplePatterns: readonly string[]): ExcludeForm {
  const withoutSamples = samplePatterns.every((pattern, nth) => patterns[nth] === pattern);
  return {
    text: patterns.slice(withoutSamples ? samplePatterns.length : 0).join("\n"),
    withoutSamples,
    samplePatterns,
  };
}

/** The patterns for a form. Those that a person has written come last, so that they can bring back a sample. */
export function patternsOf({ text, withoutSamples, samplePatterns }: ExcludeForm): readonly string[] {
  const written = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return [...(withoutSamples ? samplePatterns : []), ...written];
}

/**
 * The line of a pattern, from 1 on.
 *
 * @param nth the number of the pattern among those of `patternsOf`, from 0 on
 */
export function lineOfPattern({ text, withoutSamples, samplePatterns }: ExcludeForm, nth: number): number {
  const lines = text.split(/\r?\n/).flatMap((line, at) => (line.trim() === "" ? [] : [at + 1]));
  return lines[nth - (withoutSamples ? samplePatterns.length : 0)] ?? 1;
}
