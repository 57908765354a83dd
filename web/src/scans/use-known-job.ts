import { useSyncExternalStore } from "react";
import type { JobJson } from "../../../src/api/contract.ts";
import { useJobFeed } from "../live/use-jobs.ts";

/** A job as the page knows it by now, which may be more than a list said; without asking the server for it. */
export function useKnownJob(listed: JobJson): JobJson {
  const feed = useJobFeed();
  return useSyncExternalStore(feed.subscribe, () => feed.state().jobs.get(listed.job_id) ?? listed);
}
