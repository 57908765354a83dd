/** A broken part of a film, as a check has found it. */
export interface BrokenPart {
  /** Seconds from the start of the film. */
  readonly atSeconds: number;
  /** Where the last error of this part is; the same as `atSeconds` for a single one. */
  readonly untilSeconds: number;
  /** The first error, without a full stop. */
  readonly message: string;
}

/**
 * What the check of a video has found: its file was decoded from beginning to end. `ok`: without an error. It is true until
 * the size or the time of the file changes.
 */
export interface VideoCheck {
  readonly verdict: CheckVerdict;
  /** The seconds of film up to the last that was found. */
  readonly seconds: number;
  /** The first 100, in the order in which they were found. None if and only if the video is `ok`. */
  readonly brokenParts: readonly BrokenPart[];
  /** The number of all errors. One part can have thousands. */
  readonly errorCount: number;
  readonly checkedAt: Date;
  readonly jobId: string;
}

export const checkVerdicts = ["ok", "broken"] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];
