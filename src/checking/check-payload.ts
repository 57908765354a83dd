import { createHash } from "node:crypto";
import type { JsonObject } from "../jobs/job.ts";
import type { JobRequest } from "../jobs/job-queue.ts";
import { choicePayload, parseChoice, type VideoChoice } from "../library/video-choice.ts";

/** The type of jobs that check videos. */
export const checkJobType = "check";

export interface CheckPayload {
  readonly which: VideoChoice;
  /** Whether to check videos again that were checked before and have not changed. */
  readonly again: boolean;
  /** When a person asked first. With `again`, videos that were checked since then are done. */
  readonly askedAt: Date;
  /** The path of the only video, for people to read; null if there is no only one. */
  readonly path: string | null;
}

/** The request to check videos: one job with the same choice is active at a time. */
export function checkRequest({ which, again, askedAt, path }: CheckPayload): JobRequest {
  const choice = choicePayload(which);
  // A text to search for may be longer than a key of a database.
  const key = createHash("sha256").update(JSON.stringify(choice)).digest("base64url");
  return {
    type: checkJobType,
    payload: {
      ...choice,
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
  const { again, asked_at: askedAtText, path = null } = payload;
  const askedAt = new Date(typeof askedAtText === "string" ? askedAtText : Number.NaN);
  const which = parseChoice(payload);
  const isPath = path === null || typeof path === "string";
  if (which === null || typeof again !== "boolean" || Number.isNaN(askedAt.getTime()) || !isPath) {
    throw new Error(`This does not say which videos to check: ${JSON.stringify(payload)}`);
  }
  return { which, again, askedAt, path };
}
