import { parseVideoId } from "../library/video.ts";
import type { VideoChoice } from "../library/video-choice.ts";
import type { AppParts } from "./app-parts.ts";
import type { VideoFilterJson } from "./contract/video-filters.ts";
import { ApiError } from "./error-codes.ts";
import { videoFilter } from "./video-filter.ts";

/** The size of a request with as many ids as the contract allows, in bytes. */
export const idsLimit = 512 * 1024;

/** Videos that a request names, or all that match its filter. @throws ApiError as `videoFilter` */
export async function chosenVideos(
  { ids, filter }: { readonly ids?: readonly string[] | undefined; readonly filter?: VideoFilterJson | undefined },
  { roots }: Pick<AppParts, "roots">,
): Promise<VideoChoice> {
  if ((ids === undefined) === (filter === undefined)) {
    throw new ApiError("VALIDATION_ERROR", 'Give "ids" or "filter" in the body, and not both.');
  }
  if (filter !== undefined) return { filter: await videoFilter(filter, { roots }) };
  return { ids: (ids ?? []).map(parseVideoId).filter((id) => id !== null) };
}
