import type { JobJson } from "../../src/api/contract/jobs.ts";

/** A job in its JSON form. It is running unless `fields` changes that. */
export function jobWith({
  counts,
  ...fields
}: Partial<Omit<JobJson, "counts">> & { counts?: Partial<JobJson["counts"]> } = {}): JobJson {
  const ended = fields.status !== undefined && fields.status !== "pending" && fields.status !== "running";
  return {
    job_id: "0b1f0a36-7d3c-4a58-8b93-0d3ad4b7a001",
    job_type: "scan",
    status: "running",
    progress: null,
    result: null,
    error: null,
    counts: {
      found: 0,
      scanned: 0,
      new: 0,
      updated: 0,
      moved: 0,
      skipped: 0,
      unreadable: 0,
      missing: 0,
      excluded: 0,
      error_count: 0,
      directory_errors: 0,
      ...counts,
    },
    payload: { path: "/films", recursive: true, accept_empty: false },
    attempt: 0,
    worker: null,
    current_path: null,
    cancel_requested_at: null,
    cancel_reason: null,
    resumes: null,
    submitted_at: "2026-11-23T08:00:00.000Z",
    started_at: "2026-11-23T08:00:00.000Z",
    finished_at: ended ? "2026-11-23T08:01:00.000Z" : null,
    ...fields,
  };
}
