import { withLongNames } from "./details-text.ts";
import { type VideoDetails, videoDetailsSchema } from "./video-details.ts";

/** Reads what `detailsText` has written. Null if the text makes no sense. */
export function detailsFromText(text: string): VideoDetails | null {
  try {
    return videoDetailsSchema.safeParse(withLongNames(JSON.parse(text))).data ?? null;
  } catch {
    return null;
  }
}
