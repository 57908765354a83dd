import type { JobErrorsJson, ProblemsJson } from "../../../src/api/contract/file-errors.ts";
import type {
  ExcludePreviewJson,
  ExcludePreviewRequestJson,
  JobCreatedJson,
  JobJson,
  JobListJson,
  ScanAcceptedJson,
  ThroughputJson,
} from "../../../src/api/contract/jobs.ts";
import type { ScanRequestJson } from "../../../src/api/contract/scan-requests.ts";
import { type CallOptions, type Connection, query } from "./connection.ts";

export type JobStatus = JobJson["status"];

/** Scans and other jobs, and what they could not read. */
export interface ScanCalls {
  startScan(request: ScanRequestJson, options?: CallOptions): Promise<ScanAcceptedJson>;
  job(id: string, options?: CallOptions): Promise<JobJson>;
  /** Newest first. */
  jobs(
    query: {
      readonly statuses?: readonly JobStatus[];
      readonly q?: string | undefined;
      readonly limit?: number;
      readonly cursor?: string;
    },
    options?: CallOptions,
  ): Promise<JobListJson>;
  cancelJob(id: string, options?: CallOptions): Promise<JobJson>;
  resumeJob(id: string, options?: CallOptions): Promise<JobCreatedJson>;
  jobErrors(
    id: string,
    query: { readonly limit: number; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<JobErrorsJson>;
  throughput(id: string, options?: CallOptions): Promise<ThroughputJson>;
  /**
   * Files that could not be read at the last try.
   *
   * @param query.path only files in this directory, at any depth
   * @param query.limit 1 to 1,000
   */
  problems(
    query: { readonly path?: string | undefined; readonly limit: number; readonly cursor?: string | undefined },
    options?: CallOptions,
  ): Promise<ProblemsJson>;
  /** Counts the videos that patterns would leave out. */
  previewExclude(request: ExcludePreviewRequestJson, options?: CallOptions): Promise<ExcludePreviewJson>;
  /** The address of the event stream of all jobs. */
  readonly eventsUrl: string;
}

export function scanCalls({ api, get, post }: Connection): ScanCalls {
  return {
    startScan: (request, callOptions) => post("/videos/scan", request, callOptions),
    job: (id, callOptions) => get(`/jobs/${encodeURIComponent(id)}`, callOptions),
    jobs: ({ statuses, q, limit, cursor }, callOptions) =>
      get(`/jobs${query({ status: statuses?.join(","), q: q === "" ? undefined : q, limit, cursor })}`, callOptions),
    cancelJob: (id, callOptions) => post(`/jobs/${encodeURIComponent(id)}/cancel`, undefined, callOptions),
    resumeJob: (id, callOptions) => post(`/jobs/${encodeURIComponent(id)}/resume`, undefined, callOptions),
    jobErrors: (id, { limit, cursor }, callOptions) =>
      get(`/jobs/${encodeURIComponent(id)}/errors${query({ limit, cursor })}`, callOptions),
    throughput: (id, callOptions) => get(`/jobs/${encodeURIComponent(id)}/throughput`, callOptions),
    problems: ({ path, limit, cursor }, callOptions) =>
      get(`/videos/problems${query({ path, limit, cursor })}`, callOptions),
    previewExclude: (request, callOptions) => post("/videos/exclude/preview", request, callOptions),
    eventsUrl: `${api}/events`,
  };
}
