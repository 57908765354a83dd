import { type Counts, hasEnded, isStopping, type JsonObject, type JsonValue } from "../jobs/job.ts";
import type { JobSnapshot } from "../jobs/job-feed.ts";
import { parseScanPayload } from "../scanning/scan-handler.ts";
import type { CountsJson, JobJson } from "./contract.ts";
import { countJson, numberJsonOrNull, timeJson, timeJsonOrNull } from "./wire-values.ts";

const errorsInResult = 100;

/** A job as it goes over the wire. */
export function jobJson({ job, activity }: JobSnapshot): JobJson {
  const { path, recursive } = parseScanPayload(job.payload);
  const ended = hasEnded(job);
  const running = job.status === "running";
  return {
    job_id: job.id,
    job_type: job.type,
    status: job.status,
    progress: job.progress === null ? null : Math.min(Math.max(job.progress, 0), 1),
    result: ended ? resultJson(job.counts, job.result) : null,
    error: "error" in job ? job.error : null,
    counts: countsJson(job.counts),
    payload: { path, recursive },
    attempt: countJson(job.attempt),
    worker: running ? job.worker : null,
    current_path: running ? activity : null,
    cancel_requested_at: timeJsonOrNull(job.cancelRequestedAt),
    cancel_reason: isStopping(job) || job.status === "cancelled" ? job.cancelReason : null,
    resumes: job.resumes,
    submitted_at: timeJson(job.submittedAt),
    started_at: timeJsonOrNull(job.startedAt),
    finished_at: ended ? timeJson(job.finishedAt) : null,
  };
}

function countsJson(counts: Counts): CountsJson {
  return {
    found: countJson(counts["found"] ?? 0),
    scanned: countJson(counts["scanned"] ?? 0),
    new: countJson(counts["new"] ?? 0),
    updated: countJson(counts["updated"] ?? 0),
    skipped: countJson(counts["skipped"] ?? 0),
    missing: countJson(counts["missing"] ?? 0),
    error_count: countJson(counts["error_count"] ?? 0),
  };
}

/** The counts are those of the job, so that a result can never say anything else. */
function resultJson(counts: Counts, result: JsonObject): JobJson["result"] {
  const { errors, stopped_early: stoppedEarly, duration_ms: durationMs } = result;
  return {
    ...countsJson(counts),
    errors: Array.isArray(errors) ? errors.slice(0, errorsInResult).flatMap(fileErrorOf) : [],
    stopped_early: stoppedEarly === true,
    duration_ms: typeof durationMs === "number" ? Math.max(numberJsonOrNull(durationMs) ?? 0, 0) : 0,
  };
}

function fileErrorOf(value: JsonValue): { path: string; error: string }[] {
  if (typeof value !== "object" || value === null || !("path" in value)) return [];
  const { path, error } = value;
  return typeof path === "string" && typeof error === "string" ? [{ path, error }] : [];
}
