import type { JobJson } from "../../../src/api/contract/jobs.ts";

/** What a job does, as people call it. */
export type JobKind = "scan" | "removal" | "check" | "comparison";

export function kindOf({ job_type: type }: Pick<JobJson, "job_type">): JobKind {
  if (type === "compare") return "comparison";
  return type === "check" ? type : type === "forget" ? "removal" : "scan";
}
