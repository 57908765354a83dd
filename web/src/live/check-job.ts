import type { JobJson } from "../../../src/api/contract/jobs.ts";

/** Whether a job looks for broken videos. */
export function isCheck({ job_type: type }: Pick<JobJson, "job_type">): boolean {
  return type === "check";
}

/** Whether a job scans a directory. */
export function isScan({ job_type: type }: Pick<JobJson, "job_type">): boolean {
  return type === "scan";
}

/** Whether a scan reads only videos that a person has chosen. */
export function isOfChosen({ job_type: type, payload }: Pick<JobJson, "job_type" | "payload">): boolean {
  return type === "scan" && payload.video_count !== undefined;
}

/** Whether a scan is about only some directories in its directory, or about chosen videos in it. */
export function isOfPart({ payload }: Pick<JobJson, "payload">): boolean {
  return payload.directory_count !== undefined || payload.video_count !== undefined;
}

/** The seconds of film that a job has checked, with the part of the video in hand. */
export function secondsChecked({ counts, progress }: Pick<JobJson, "counts" | "progress">): number {
  return Math.max(counts.done_seconds ?? 0, (progress ?? 0) * (counts.found_seconds ?? 0));
}
