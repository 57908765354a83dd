import type { VideoId } from "./video.ts";
import type { VideoFilter } from "./video-filter.ts";

/**
 * Videos to forget:
 * - `ids`: at most `mostForgottenAtOnce`. Unknown ids mean nothing.
 * - `filter`: all that match; it must not be empty. Videos that a scan has added, changed or marked missing since `asOf` are kept: the person
 *   who chose them did not see them.
 */
export type VideosToForget =
  | { readonly ids: readonly VideoId[] }
  | { readonly filter: VideoFilter; readonly asOf: Date };

/** How many videos one transaction forgets. The commits of scans and a cancel wait for it. */
export const mostForgottenAtOnce = 1_000;

/** No filter was given that leaves any video out. The whole library is not forgotten by accident. */
export class NoFilter extends Error {
  override readonly name = "NoFilter";
  readonly code = "NO_FILTER";

  constructor() {
    super("The filter matches every video of the library. Give at least one filter that leaves videos out.");
  }
}
