import type { JsonObject, JsonValue } from "../jobs/job.ts";
import { type Resolution, resolutions } from "./resolution.ts";
import { type Suspect, suspects } from "./video.ts";
import type { VideoFilter } from "./video-filter.ts";

/** Filters as they stand in the payload of a job, with the names of the API. */
export interface FilterPayload {
  readonly path?: string;
  readonly q?: string;
  readonly job_id?: string;
  readonly missing?: boolean;
  readonly video_codec?: string;
  readonly resolution?: Resolution;
  readonly suspect?: Suspect | "any";
  readonly broken?: boolean;
}

export function filterPayload(filter: VideoFilter): FilterPayload {
  const { directory, text, jobId, missing, videoCodec, resolution, suspect, broken } = filter;
  return {
    ...(directory !== undefined && { path: directory }),
    ...(text !== undefined && { q: text }),
    ...(jobId !== undefined && { job_id: jobId }),
    ...(missing !== undefined && { missing }),
    ...(videoCodec !== undefined && { video_codec: videoCodec }),
    ...(resolution !== undefined && { resolution }),
    ...(suspect !== undefined && { suspect }),
    ...(broken !== undefined && { broken }),
  };
}

/** The filters in a payload; null if there is anything else in it: what is not understood must not widen a choice. */
export function parseFilterPayload(payload: JsonObject): VideoFilter | null {
  const filter: { [name: string]: JsonValue } = {};
  for (const [name, value] of Object.entries(payload)) {
    const known = Object.hasOwn(filterNames, name) ? filterNames[name as keyof FilterPayload] : undefined;
    if (known === undefined || !known.takes(value)) return null;
    filter[known.name] = value;
  }
  return filter;
}

const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";

const filterNames: {
  readonly [Name in keyof FilterPayload]-?: {
    readonly name: keyof VideoFilter;
    readonly takes: (value: unknown) => boolean;
  };
} = {
  path: { name: "directory", takes: isText },
  q: { name: "text", takes: isText },
  job_id: { name: "jobId", takes: isText },
  missing: { name: "missing", takes: isFlag },
  video_codec: { name: "videoCodec", takes: isText },
  resolution: { name: "resolution", takes: (value) => resolutions.some((known) => known === value) },
  suspect: { name: "suspect", takes: (value) => [...suspects, "any"].some((known) => known === value) },
  broken: { name: "broken", takes: isFlag },
};
