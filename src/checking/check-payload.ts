import { createHash } from "node:crypto";
import type { JsonObject } from "../jobs/job.ts";
import type { JobRequest } from "../jobs/job-queue.ts";
import { type FilterPayload, filterPayload, parseFilterPayload } from "../library/filter-payload.ts";
import { parseVideoId, type VideoId } from "../library/video.ts";
import type { VideoFilter } from "../library/video-filter.ts";

/** The type of jobs that check videos. */
export const checkJobType = "check";

/** Videos to check: at most 10,000 ids, of which unknown ones mean nothing, or all that match a filter. */
export type VideosToCheck = { readonly ids: readonly VideoId[] } | { readonly filter: VideoFilter };

export interface CheckPayload {
  readonly which: VideosToCheck;
  /** Whether to check videos again that were checked before and have not changed. */
  readonly again: boolean;
  /** When a person asked first. With `again`, videos that were checked since then are done. */
  readonly askedAt: Date;
  /** The path of the only video, for people to read; null if there is no only one. */
  readonly path: string | null;
}

/** The request to check videos: one job with the same choice is active at a time. */
export function checkRequest({ which, again, askedAt, path }: CheckPayload): JobRequest {
  const choice: { readonly ids: readonly VideoId[] } | FilterPayload =
    "ids" in which ? which : filterPayload(which.filter);
  // A text to search for may be longer than a key of a database.
  const key = createHash("sha256").update(JSON.stringify(choice)).digest("base64url");
  return {
    type: checkJobType,
    payload: {
      ...("ids" in which ? { ids: which.ids } : { filter: { ...filterPayload(which.filter) } }),
      again,
      asked_at: askedAt.toISOString(),
      ...(path !== null && { path }),
    },
    // A check of everything again does not join one that leaves out what was checked before.
    uniqueKey: `check:${key}${again ? ":again" : ""}`,
  };
}

/** @throws if the payload is none, as in a row that something else wrote */
export function parseCheckPayload(payload: JsonObject): CheckPayload {
  const { ids, filter, again, asked_at: askedAtText, path = null } = payload;
  const askedAt = new Date(typeof askedAtText === "string" ? askedAtText : Number.NaN);
  const which = Array.isArray(ids) ? chosenIds(ids) : isObject(filter) ? chosenFilter(filter) : null;
  const isPath = path === null || typeof path === "string";
  if (which === null || typeof again !== "boolean" || Number.isNaN(askedAt.getTime()) || !isPath) {
    throw new Error(`This does not say which videos to check: ${JSON.stringify(payload)}`);
  }
  return { which, again, askedAt, path };
}

function chosenIds(ids: readonly unknown[]): VideosToCheck | null {
  const parsed = ids.map((id) => (typeof id === "string" ? parseVideoId(id) : null)).filter((id) => id !== null);
  return parsed.length === ids.length ? { ids: parsed } : null;
}

function chosenFilter(payload: JsonObject): VideosToCheck | null {
  const filter = parseFilterPayload(payload);
  return filter === null ? null : { filter };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
