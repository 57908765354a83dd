import type { JobJson } from "../../../src/api/contract.ts";

/** How long a scan took from its first start to its end, in milliseconds; null while it goes on, or if it never began. */
export function tookMs({ started_at, finished_at }: Pick<JobJson, "started_at" | "finished_at">): number | null {
  if (started_at === null || finished_at === null) return null;
  return Math.max(0, Date.parse(finished_at) - Date.parse(started_at));
}
