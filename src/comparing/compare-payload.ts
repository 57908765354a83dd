import { createHash } from "node:crypto";
import type { JsonObject } from "../jobs/job.ts";
import type { JobRequest } from "../jobs/job-queue.ts";

/** The type of jobs that compare files that may be equal. */
export const compareJobType = "compare";

export interface ComparePayload {
  /** Only groups with a video in this directory, at any depth; null: all groups. */
  readonly directory: string | null;
}

/** The request to compare files. One job compares at a time, so that each disk has one reader. */
export function compareRequest({ directory }: ComparePayload): JobRequest {
  // A path may be longer than a key of a database.
  const key = createHash("sha256")
    .update(directory ?? "")
    .digest("base64url");
  return {
    type: compareJobType,
    payload: directory === null ? {} : { path: directory },
    uniqueKey: `compare:${key}`,
    lane: compareJobType,
  };
}

/** @throws if the payload is none, as in a row that something else wrote */
export function parseComparePayload(payload: JsonObject): ComparePayload {
  const { path = null } = payload;
  if (path !== null && typeof path !== "string") {
    throw new Error(`This does not say which files to compare: ${JSON.stringify(payload)}`);
  }
  return { directory: path };
}
