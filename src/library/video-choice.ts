import type { JsonObject } from "../jobs/job.ts";
import { type FilterPayload, filterPayload, parseFilterPayload } from "./filter-payload.ts";
import { parseVideoId, type VideoId } from "./video.ts";
import type { VideoFilter } from "./video-filter.ts";

/** Videos that a person has chosen: at most 10,000 ids, of which unknown ones mean nothing, or all that match a filter. */
export type VideoChoice = { readonly ids: readonly VideoId[] } | { readonly filter: VideoFilter };

/** A choice as it stands in the payload of a job. */
export type ChoicePayload = { readonly ids: readonly VideoId[] } | { readonly filter: FilterPayload };

export function choicePayload(choice: VideoChoice): ChoicePayload {
  return "ids" in choice ? { ids: choice.ids } : { filter: filterPayload(choice.filter) };
}

/** @returns null if the payload has no choice, as in a row that something else wrote */
export function parseChoice({ ids, filter }: JsonObject): VideoChoice | null {
  if (Array.isArray(ids)) {
    const parsed = ids.map((id) => (typeof id === "string" ? parseVideoId(id) : null)).filter((id) => id !== null);
    return parsed.length === ids.length ? { ids: parsed } : null;
  }
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) return null;
  const parsed = parseFilterPayload(filter as JsonObject);
  return parsed === null ? null : { filter: parsed };
}
