import { checkJobType } from "../checking/check-payload.ts";
import { forgetJobType } from "../forgetting/forget-handler.ts";
import { type Counts, type EndedJob, hasEnded, isCancelling, type JsonObject, type JsonValue } from "../jobs/job.ts";
import type { JobSnapshot } from "../jobs/job-feed.ts";
import type { FileError, VideoLibrary } from "../library/video-library.ts";
import {
  isTexts,
  type SettingsOfRequest,
  scanJobType,
  scanTrigger,
  settingsOfRequest,
} from "../scanning/scan-payload.ts";
import type { CountsJson, JobJson } from "./contract/jobs.ts";
import { type VideoFilterJson, videoFilterSchema } from "./contract/video-filters.ts";
import { countJson, numberJsonOrNull, secondsJson, sentenceJson, timeJson, timeJsonOrNull } from "./wire-values.ts";

/** The number of file errors in a result. `GET /jobs/{id}/errors` lists all of them. */
const errorsInResult = 100;

/** The JSON of one job, with its first file errors. */
export async function jobWithErrorsJson(
  snapshot: JobSnapshot,
  { videos }: { readonly videos: Pick<VideoLibrary, "errorsOfJob"> },
): Promise<JobJson> {
  const { job } = snapshot;
  if (!hasEnded(job) || (job.counts["error_count"] ?? 0) === 0) return jobJson(snapshot, []);
  const { errors } = await videos.errorsOfJob(job.id, { limit: errorsInResult });
  return jobJson(snapshot, errors);
}

/** The JSON of a job. In a list, `errors` is empty, so that 100 jobs do not make an answer of 10,000 errors. */
export function jobJson({ job, activity }: JobSnapshot, errors: readonly FileError[]): JobJson {
  const { path, recursive, accept_empty, full, exclude, exclude_samples, only, chosen } = job.payload;
  const ended = hasEnded(job);
  const running = job.status === "running";
  return {
    job_id: job.id,
    job_type: job.type,
    status: job.status,
    progress: job.progress === null ? null : Math.min(Math.max(job.progress, 0), 1),
    result: ended ? resultJson(job, errors) : null,
    error: "error" in job ? job.error : null,
    ...("sentence" in job && sentenceJson(job.sentence)),
    ...(running && typeof activity === "object" && sentenceJson(activity?.sentence)),
    counts: countsJson(job.counts),
    // A payload that another program wrote must not break the whole list.
    payload: {
      path: typeof path === "string" ? path : "",
      recursive: recursive === true,
      accept_empty: accept_empty === true,
      ...(job.type === scanJobType && { trigger: scanTrigger(job.payload) }),
      ...(Array.isArray(only) && { directory_count: countJson(only.length) }),
      ...(isObject(chosen) && {
        video_count: countJson(typeof chosen["count"] === "number" ? chosen["count"] : 0),
        ...(isObject(chosen["filter"]) && { filter: filterJson(chosen["filter"]) }),
      }),
      ...(full === true && { full }),
      ...(isTexts(exclude) && exclude.length > 0 && { exclude: [...exclude] }),
      ...(exclude_samples === true && { exclude_samples }),
      ...(job.type === scanJobType && given(settingsOfRequest(job.payload))),
      ...(job.type === forgetJobType && { filter: filterJson(job.payload) }),
      ...(job.type === checkJobType && choiceJson(job.payload)),
    },
    attempt: countJson(job.attempt),
    worker: running ? job.worker : null,
    current_path: running ? textOf(activity) : null,
    cancel_requested_at: timeJsonOrNull(job.cancelRequestedAt),
    cancel_reason: isCancelling(job) || job.status === "cancelled" ? job.cancelReason : null,
    resumes: job.resumes,
    submitted_at: timeJson(job.submittedAt),
    started_at: timeJsonOrNull(job.startedAt),
    finished_at: ended ? timeJson(job.finishedAt) : null,
  };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(activity: JobSnapshot["activity"]): string | null {
  return typeof activity === "object" ? (activity?.message ?? null) : activity;
}

/** The settings that the request of a scan gives. */
function given(settings: SettingsOfRequest): Partial<JobJson["payload"]> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}

/** A filter that another program wrote must not break the whole list. */
function filterJson(payload: JsonObject): VideoFilterJson {
  const { as_of: _asOf, expected: _expected, ...filter } = payload;
  return videoFilterSchema.safeParse(filter).data ?? {};
}

/** The videos that a job checks. */
function choiceJson({ ids, filter, again }: JsonObject): Partial<JobJson["payload"]> {
  return {
    again: again === true,
    ...(Array.isArray(ids) ? { video_count: ids.length } : { filter: videoFilterSchema.safeParse(filter).data ?? {} }),
  };
}

function countsJson(counts: Counts): CountsJson {
  return {
    found: countJson(counts["found"] ?? 0),
    scanned: countJson(counts["scanned"] ?? 0),
    new: countJson(counts["new"] ?? 0),
    updated: countJson(counts["updated"] ?? 0),
    moved: countJson(counts["moved"] ?? 0),
    skipped: countJson(counts["skipped"] ?? 0),
    unreadable: countJson(counts["unreadable"] ?? 0),
    missing: countJson(counts["missing"] ?? 0),
    excluded: countJson(counts["excluded"] ?? 0),
    ...(counts["forgotten"] !== undefined && { forgotten: countJson(counts["forgotten"]) }),
    ...(counts["checked"] !== undefined && {
      checked: countJson(counts["checked"]),
      broken: countJson(counts["broken"] ?? 0),
      found_seconds: lengthJson(counts["found_seconds"]),
      done_seconds: lengthJson(counts["done_seconds"]),
    }),
    ...(counts["compared"] !== undefined && {
      compared: countJson(counts["compared"]),
      found_bytes: countJson(counts["found_bytes"] ?? 0),
      done_bytes: countJson(counts["done_bytes"] ?? 0),
    }),
    error_count: countJson(counts["error_count"] ?? 0),
    directory_errors: countJson(counts["directory_errors"] ?? 0),
  };
}

function lengthJson(seconds = 0): number {
  return secondsJson(Math.max(numberJsonOrNull(seconds) ?? 0, 0));
}

/** A result is made from the columns and rows of its job, so it can never contradict them. */
function resultJson(job: EndedJob, errors: readonly FileError[]): JobJson["result"] {
  // The clock may have been set meanwhile.
  const durationMs = job.ranMs ?? (job.startedAt === null ? 0 : job.finishedAt.getTime() - job.startedAt.getTime());
  return {
    ...countsJson(job.counts),
    errors: errors.map(({ path, error }) => ({ path, error })),
    stopped_early: job.stoppedEarly,
    duration_ms: Math.max(durationMs, 0),
  };
}
