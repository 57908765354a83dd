import type { Resolution } from "./resolution.ts";
import type { Suspect } from "./video.ts";

/** Filters of videos. A video must match all of them. */
export interface VideoFilter {
  /**
   * Words that must all be somewhere in the path, in any order. Words in quotes count as one. Case and accents are
   * ignored: see `folded-text.ts`.
   */
  readonly text?: string;
  /** Only videos in this directory, at any depth. Absolute. */
  readonly directory?: string;
  /** Only videos that this job wrote last. With `missing: true`, only videos that this job marked missing. */
  readonly jobId?: string;
  /** Only those that are missing, or only those that are not. */
  readonly missing?: boolean;
  /** Only those with exactly this `videoCodec`. */
  readonly videoCodec?: string;
  /** Only those that `resolutionOf` calls so. */
  readonly resolution?: Resolution;
  /** Only those that are suspect for this reason, or for any. */
  readonly suspect?: Suspect | "any";
  /** Only those that the check of their present file has found broken, or only all others. */
  readonly broken?: boolean;
}
