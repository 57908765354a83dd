import type { JobJson } from "../../../src/api/contract/jobs.ts";

/** Whether a job compares files that may be equal. */
export function isComparison({ job_type: type }: Pick<JobJson, "job_type">): boolean {
  return type === "compare";
}

/** The bytes that a job has compared, with the parts of the files in hand. */
export function bytesCompared({ counts, progress }: Pick<JobJson, "counts" | "progress">): number {
  return Math.max(counts.done_bytes ?? 0, (progress ?? 0) * (counts.found_bytes ?? 0));
}
