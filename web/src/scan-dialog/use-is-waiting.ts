import { useActiveJobs } from "../live/use-jobs.ts";
import type { ScanState } from "./scan-dialog-state.ts";

/**
 * Whether a scan waits for its turn: behind others, or since the server was started again. Every scan is pending for
 * an instant before it begins, and that is no waiting.
 */
export function useIsWaiting(state: ScanState): boolean {
  const active = useActiveJobs();
  const job = state.kind === "scanning" ? state.job : null;
  if (job === null || job.status !== "pending") return false;
  return job.started_at !== null || active.some((other) => other.status === "running" && other !== job);
}
