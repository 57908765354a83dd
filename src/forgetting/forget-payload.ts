import type { JsonObject, JsonValue } from "../jobs/job.ts";
import type { VideosToForget } from "../library/forgetting.ts";
import { type Resolution, resolutions } from "../library/resolution.ts";
import { type Suspect, suspects } from "../library/video.ts";
import type { VideoFilter } from "../library/video-filter.ts";

/** The videos that a job forgets, as they stand in it. The filters have the names of the API. */
export interface ForgetPayload extends ForgetFilterPayload {
  /** The time at which the videos were counted, in ISO 8601: see `VideosToForget`. */
  readonly as_of: string;
  /** How many they were. */
  readonly expected: number;
}

interface ForgetFilterPayload {
  readonly path?: string;
  readonly q?: string;
  readonly job_id?: string;
  readonly missing?: boolean;
  readonly video_codec?: string;
  readonly resolution?: Resolution;
  readonly suspect?: Suspect | "any";
}

export function forgetPayload(
  filter: VideoFilter,
  { asOf, expected }: { readonly asOf: Date; readonly expected: number },
) {
  const { directory, text, jobId, missing, videoCodec, resolution, suspect } = filter;
  const payload: ForgetPayload = {
    ...(directory !== undefined && { path: directory }),
    ...(text !== undefined && { q: text }),
    ...(jobId !== undefined && { job_id: jobId }),
    ...(missing !== undefined && { missing }),
    ...(videoCodec !== undefined && { video_codec: videoCodec }),
    ...(resolution !== undefined && { resolution }),
    ...(suspect !== undefined && { suspect }),
    as_of: asOf.toISOString(),
    expected,
  };
  return payload;
}

/**
 * The videos of a job that forgets.
 *
 * @throws if the payload is none, as in a row that something else wrote: a filter that is not understood must not widen
 *   the choice
 */
export function parseForgetPayload(
  payload: JsonObject,
): Extract<VideosToForget, { filter: unknown }> & { readonly expected: number } {
  const { as_of: asOfText, expected, ...filters } = payload;
  const asOf = new Date(typeof asOfText === "string" ? asOfText : NaN);
  const filter: { [name: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(filters)) {
    const known = Object.hasOwn(filterNames, name) ? filterNames[name as keyof ForgetFilterPayload] : undefined;
    if (known === undefined || !known.takes(value)) throw noPayload(payload);
    filter[known.name] = value;
  }
  if (Number.isNaN(asOf.getTime()) || typeof expected !== "number" || Object.keys(filter).length === 0) {
    throw noPayload(payload);
  }
  return { filter, asOf, expected };
}

function noPayload(payload: JsonObject): Error {
  return new Error(`This does not say which videos to forget: ${JSON.stringify(payload)}`);
}

const isText = (value: unknown) => typeof value === "string";

const filterNames: {
  readonly [Name in keyof ForgetFilterPayload]-?: {
    readonly name: keyof VideoFilter;
    readonly takes: (value: unknown) => boolean;
  };
} = {
  path: { name: "directory", takes: isText },
  q: { name: "text", takes: isText },
  job_id: { name: "jobId", takes: isText },
  missing: { name: "missing", takes: (value) => typeof value === "boolean" },
  video_codec: { name: "videoCodec", takes: isText },
  resolution: { name: "resolution", takes: (value) => resolutions.some((known) => known === value) },
  suspect: { name: "suspect", takes: (value) => [...suspects, "any"].some((known) => known === value) },
};
