import { type EndedJob, hasEnded, type Job, type JsonValue } from "../jobs/job.ts";
import type { Notice } from "./deliveries.ts";

/** The ends of jobs that people may want to hear of. A job that stalled has failed. */
export const noticeEvents = ["completed", "cancelled", "failed"] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

export interface NoticeChoice {
  readonly events: readonly NoticeEvent[];
  /** Whether scans after changes count that have not failed: there may be hundreds a day. */
  readonly afterChanges: boolean;
}

/** The types of jobs that there are notices of. */
const types = new Set(["scan", "check"]);

/** The notice of the end of a job; null if nobody wants it, or the job has not ended. */
export function noticeOfJob(job: Job, { events, afterChanges }: NoticeChoice): Notice | null {
  if (!hasEnded(job) || !types.has(job.type)) return null;
  const end = job.status === "timeout" ? "failed" : job.status;
  if (!events.includes(end)) return null;
  if (job.payload["trigger"] === "watch" && end !== "failed" && !afterChanges) return null;
  const event = `${job.type}.${end}`;
  return { id: `msg_${job.id}`, event, body: JSON.stringify({ type: event, ...contentOf(job) }) };
}

/** The names are those of `GET /api/v1/jobs/{id}`. */
function contentOf(job: EndedJob): { readonly timestamp: string; readonly data: JsonValue } {
  const { payload, startedAt, finishedAt } = job;
  return {
    timestamp: finishedAt.toISOString(),
    data: {
      job_id: job.id,
      job_type: job.type,
      status: job.status,
      path: typeof payload["path"] === "string" ? payload["path"] : null,
      trigger: job.type === "scan" ? (payload["trigger"] ?? "hand") : null,
      counts: job.counts,
      stopped_early: job.stoppedEarly,
      error: "error" in job ? job.error : null,
      submitted_at: job.submittedAt.toISOString(),
      started_at: startedAt?.toISOString() ?? null,
      finished_at: finishedAt.toISOString(),
    },
  };
}
