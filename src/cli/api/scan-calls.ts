import { createParser } from "eventsource-parser";
import {
  type JobErrorsJson,
  jobErrorsSchema,
  type ProblemsJson,
  problemsSchema,
} from "../../api/contract/file-errors.ts";
import {
  type ExcludePreviewJson,
  type ExcludePreviewRequestJson,
  excludePreviewSchema,
  type JobJson,
  type JobListJson,
  jobCreatedSchema,
  jobListSchema,
  jobSchema,
  type ResumeRequestJson,
  type ScanAcceptedJson,
  scanAcceptedSchema,
} from "../../api/contract/jobs.ts";
import type { ScanRequestJson } from "../../api/contract/scan-requests.ts";
import { isOk, type ServerConnection } from "./server-connection.ts";

/** Scans and other jobs, and what they could not read. */
export function scanCalls(server: ServerConnection) {
  return {
    submitScan(request: ScanRequestJson): Promise<ScanAcceptedJson> {
      return server.call(scanAcceptedSchema, "POST", "/api/v1/videos/scan", { body: request });
    },

    job(id: string): Promise<JobJson> {
      return server.call(jobSchema, "GET", jobPath(id));
    },

    jobs(query: { limit: number; cursor?: string | undefined; status?: string | undefined }): Promise<JobListJson> {
      return server.call(jobListSchema, "GET", "/api/v1/jobs", { query });
    },

    cancel(id: string, reason?: string): Promise<JobJson> {
      return server.call(jobSchema, "POST", `${jobPath(id)}/cancel`, { body: reason === undefined ? {} : { reason } });
    },

    async resume(id: string, body: NonNullable<ResumeRequestJson> = {}): Promise<string> {
      return (await server.call(jobCreatedSchema, "POST", `${jobPath(id)}/resume`, { body })).job_id;
    },

    /**
     * The states of a job, beginning with the present one, until it has ended.
     *
     * @throws Unreachable when the connection breaks before that
     */
    async *follow(
      id: string,
      { signal }: { readonly signal?: AbortSignal } = {},
    ): AsyncGenerator<JobJson, void, undefined> {
      const path = `${jobPath(id)}/events`;
      const response = await server.send(path, { headers: { accept: "text/event-stream" }, signal });
      if (!isOk(response)) throw await server.errorOf(response, path);
      const arrived: JobJson[] = [];
      const parser = createParser({
        onEvent: ({ event, data }) => {
          if (event === "job") arrived.push(jobSchema.parse(JSON.parse(data)));
        },
      });
      response.setEncoding("utf8");
      try {
        for await (const chunk of response) {
          parser.feed(String(chunk));
          for (const job of arrived.splice(0)) {
            yield job;
            if (job.finished_at !== null) return;
          }
        }
      } catch (error) {
        signal?.throwIfAborted();
        throw server.unreachable(error);
      }
      throw server.unreachable(null);
    },

    jobErrors(id: string, query: { limit: number; cursor?: string | undefined }): Promise<JobErrorsJson> {
      return server.call(jobErrorsSchema, "GET", `${jobPath(id)}/errors`, { query });
    },

    /** Files and directories in a directory that could not be read when a scan last tried. */
    problems(query: { path?: string | undefined; limit: number; cursor?: string | undefined }): Promise<ProblemsJson> {
      return server.call(problemsSchema, "GET", "/api/v1/videos/problems", { query });
    },

    previewExclusion(request: ExcludePreviewRequestJson): Promise<ExcludePreviewJson> {
      return server.call(excludePreviewSchema, "POST", "/api/v1/videos/exclude/preview", { body: request });
    },
  };
}

function jobPath(id: string): string {
  return `/api/v1/jobs/${encodeURIComponent(id)}`;
}
