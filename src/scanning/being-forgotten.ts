import type { JobId } from "../jobs/job.ts";
import { type Said, say } from "../sentences/say.ts";

/** Says that a directory cannot be scanned, because a job forgets its videos. */
export function beingForgotten(path: string, job: JobId): Said {
  return say("being_forgotten", { path, job });
}
