import type { JobJson } from "../../../src/api/contract/jobs.ts";

/** What a job does, as people call it. */
export type JobKind = "scan" | "removal" | "check";

export function kindOf({ job_type: type }: Pick<JobJson, "job_type">): JobKind {
  return type === "check" ? type : type === "forget" ? "removal" : "scan";
}
