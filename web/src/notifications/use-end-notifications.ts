import { useEffect } from "react";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { isOfChosen } from "../live/check-job.ts";
import { hasEnded } from "../live/job-state.ts";
import { useJobFeed } from "../live/use-jobs.ts";
import { texts } from "../texts/texts.ts";
import { notificationState, showNotification } from "./own-notifications.ts";

const words = texts.notifications;

/** Shows a notification of the browser when a scan or a check has ended that this page has seen, while it is hidden. */
export function useEndNotifications(): void {
  const feed = useJobFeed();
  useEffect(() => {
    const seen = new Set<string>();
    const look = () => {
      const { active, jobs } = feed.state();
      for (const id of seen) {
        const job = jobs.get(id);
        if (job === undefined || !hasEnded(job)) continue;
        seen.delete(id);
        if (document.visibilityState === "hidden" && notificationState() === "on") show(job);
      }
      for (const { job_id: id } of active) seen.add(id);
    };
    look();
    return feed.subscribe(look);
  }, [feed]);
}

function show(job: JobJson): void {
  const { job_id: id, job_type: type, status, payload } = job;
  const end = status === "timeout" ? "failed" : status;
  if ((type !== "scan" && type !== "check") || end === "pending" || end === "running") return;
  // There may be hundreds of scans after changes a day.
  if (payload.trigger === "watch" && end !== "failed") return;
  const body = isOfChosen(job) ? texts.chosenScans.subject(job) : payload.path;
  // Another tab shows the same one: a tag replaces it.
  showNotification(words.ended[type][end], { body, tag: `gleaner ${id}` });
}
