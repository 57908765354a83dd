import type { JsonObject } from "../jobs/job.ts";
import { type FilterPayload, filterPayload, parseFilterPayload } from "../library/filter-payload.ts";
import type { VideosToForget } from "../library/forgetting.ts";
import type { VideoFilter } from "../library/video-filter.ts";

/** The videos that a job forgets, as they stand in it. */
export interface ForgetPayload extends FilterPayload {
  /** The time at which the videos were counted, in ISO 8601: see `VideosToForget`. */
  readonly as_of: string;
  /** How many they were. */
  readonly expected: number;
}

export function forgetPayload(
  filter: VideoFilter,
  { asOf, expected }: { readonly asOf: Date; readonly expected: number },
): ForgetPayload {
  return { ...filterPayload(filter), as_of: asOf.toISOString(), expected };
}

/** The directory whose videos are all forgotten by a job with this payload. Null: it forgets other videos, or fewer. */
export function wholeDirectoryOf(payload: JsonObject): string | null {
  const { path } = payload;
  const isWhole = Object.keys(payload).every((name) => ["as_of", "expected", "path"].includes(name));
  return isWhole && typeof path === "string" ? path : null;
}

/**
 * The videos of a job that forgets.
 *
 * @throws if the payload is none, as in a row that something else wrote
 */
export function parseForgetPayload(
  payload: JsonObject,
): Extract<VideosToForget, { filter: unknown }> & { readonly expected: number } {
  const { as_of: asOfText, expected, ...filters } = payload;
  const asOf = new Date(typeof asOfText === "string" ? asOfText : NaN);
  const filter = parseFilterPayload(filters);
  if (
    filter === null ||
    Number.isNaN(asOf.getTime()) ||
    typeof expected !== "number" ||
    Object.keys(filter).length === 0
  ) {
    throw new Error(`This does not say which videos to forget: ${JSON.stringify(payload)}`);
  }
  return { filter, asOf, expected };
}
