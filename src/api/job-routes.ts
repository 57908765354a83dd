import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { NamedPaths } from "../files/named-paths.ts";
import { hasEnded, type Job, type JobId, parseJobId } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { throughput } from "../library/throughput.ts";
import { say } from "../sentences/say.ts";
import { admitErrors } from "./admit-directory.ts";
import { answers, asking, changing } from "./answers.ts";
import { orStoreError } from "./answers-in-time.ts";
import type { AppParts } from "./app-parts.ts";
import { jobErrorsQuerySchema, jobErrorsSchema } from "./contract/file-errors.ts";
import {
  cancelledJobsSchema,
  cancelRequestSchema,
  jobCreatedSchema,
  jobListQuerySchema,
  jobListSchema,
  jobSchema,
  resumeRequestSchema,
  scanAcceptedSchema,
  throughputSchema,
  waitQuerySchema,
} from "./contract/jobs.ts";
import { scanRequestSchema } from "./contract/scan-requests.ts";
import { ApiError } from "./error-codes.ts";
import { jobFilter } from "./job-filter.ts";
import { jobJson, jobWithErrorsJson } from "./job-json.ts";
import type { LongRequests } from "./long-requests.ts";
import { resumeRequest } from "./resume-request.ts";
import { submitScan } from "./submit-scan.ts";
import { fileErrorJson } from "./video-json.ts";
import { countJson, timeJson } from "./wire-values.ts";

const tags = ["Jobs"];
export const params = z.object({ id: z.string().describe("The id of a job") });

/** How long the last read of a job may take when the time of a wait is over, in milliseconds. */
const lastReadMs = 2_000;

/** As many points as a chart can show. */
const mostPoints = 600;

/** Starts, lists, cancels and resumes scans, and waits for them. */
export function jobRoutes(
  app: FastifyInstance,
  { queue, videos, roots, forgetting }: Pick<AppParts, "queue" | "videos" | "roots" | "forgetting">,
  { paths, waits }: { readonly paths: NamedPaths; readonly waits: LongRequests },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const json = (job: Job) => jobWithErrorsJson(queue.snapshot(job), { videos });
  const listJson = (jobs: readonly Job[]) => jobs.map((job) => jobJson(queue.snapshot(job), []));

  routes.post(
    "/videos/scan",
    {
      schema: {
        tags,
        summary: "Scan a directory",
        description:
          "If a scan of this directory is active, answers with its id. A waiting scan takes over these options. It still " +
          "reads all files again, or unreadable ones, if it was told to before. A running scan keeps its own options. The " +
          "answer has the options of the scan. A directory that lies in no directory of the library, and around none, " +
          "becomes one.",
        body: scanRequestSchema,
        response: answers({ 202: scanAcceptedSchema }, ["FORGET_ACTIVE", ...admitErrors, ...changing, ...asking]),
      },
    },
    async (request, reply) => reply.code(202).send(await submitScan(request.body, { queue, paths, roots, forgetting })),
  );

  routes.get(
    "/jobs",
    {
      schema: {
        tags,
        summary: "List jobs, newest first",
        querystring: jobListQuerySchema,
        response: answers({ 200: jobListSchema }, asking),
      },
    },
    async ({ query: { limit, cursor, ...filters } }) => {
      const page = await queue.list({
        limit,
        ...(await jobFilter(filters, { roots })),
        ...(cursor !== undefined && { cursor }),
      });
      return { jobs: listJson(page.jobs), next_cursor: page.nextCursor };
    },
  );

  routes.get(
    "/jobs/:id",
    { schema: { tags, summary: "Get a job", params, response: answers({ 200: jobSchema }, ["NOT_FOUND", ...asking]) } },
    async (request) => json(await findJob(queue, request.params.id)),
  );

  routes.get(
    "/jobs/:id/wait",
    {
      schema: {
        tags,
        summary: "Wait until a job has ended",
        params,
        querystring: waitQuerySchema,
        response: answers({ 200: jobSchema }, ["NOT_FOUND", "JOB_WAIT_TIMEOUT", "TOO_MANY_STREAMS", ...asking]),
      },
    },
    async (request, reply) => {
      const { timeout } = request.query;
      const signal = waits.begin(reply);
      const timeoutMs = timeout * 1000;
      const waiting = queue.wait(jobIdOf(request.params.id), { timeoutMs, signal });
      const outcome = await orStoreError(waiting, { timeoutMs: timeoutMs + lastReadMs });
      if (outcome.kind === "not_found") throw noSuchJob();
      if (outcome.kind === "ended") return json(outcome.job);
      const message = `The job is still ${outcome.job.status} after ${timeout} seconds. Wait again.`;
      throw new ApiError("JOB_WAIT_TIMEOUT", message);
    },
  );

  routes.post(
    "/jobs/:id/cancel",
    {
      schema: {
        tags,
        summary: "Cancel a job",
        description: "After the answer 200 the job ends `cancelled`, whatever happens. All results so far are kept.",
        params,
        body: cancelRequestSchema,
        response: answers({ 200: jobSchema }, ["NOT_FOUND", "ALREADY_TERMINAL", ...changing, ...asking]),
      },
    },
    async (request) => {
      const outcome = await queue.cancel(jobIdOf(request.params.id), { reason: request.body?.reason ?? null });
      if (outcome.kind === "not_found") throw noSuchJob();
      if (outcome.kind === "accepted") return json(outcome.job);
      throw new ApiError(
        "ALREADY_TERMINAL",
        say("job_ended", { status: outcome.job.status, at: outcome.job.finishedAt.toISOString() }),
      );
    },
  );

  routes.post(
    "/jobs/cancel",
    {
      schema: {
        tags,
        summary: "Cancel all active jobs",
        body: cancelRequestSchema,
        response: answers({ 200: cancelledJobsSchema }, [...changing, ...asking]),
      },
    },
    async (request) => ({ jobs: listJson(await queue.cancelAll({ reason: request.body?.reason ?? null })) }),
  );

  routes.post(
    "/jobs/:id/resume",
    {
      schema: {
        tags,
        summary: "Resume a job that has ended",
        description:
          "Starts a new job that does what is left: a scan of the same directory with the same options, which skips unchanged " +
          "files, a job that forgets the videos that are left of the same choice, or a job that checks those that are left.",
        params,
        body: resumeRequestSchema,
        response: answers({ 202: jobCreatedSchema }, [
          "NOT_FOUND",
          "STILL_ACTIVE",
          "FORGET_ACTIVE",
          ...admitErrors,
          ...changing,
          ...asking,
        ]),
      },
    },
    async (request, reply) => {
      const job = await findJob(queue, request.params.id);
      if (job.status === "pending" && request.body?.continue_pending === true) {
        queue.goOn(job.id);
        return reply.code(202).send({ job_id: job.id });
      }
      if (!hasEnded(job)) {
        throw new ApiError("STILL_ACTIVE", say("job_active", { status: job.status }));
      }
      const jobId = await queue.submit(await resumeRequest(job, request.body ?? {}, { paths, videos, forgetting }));
      return reply.code(202).send({ job_id: jobId });
    },
  );

  routes.get(
    "/jobs/:id/errors",
    {
      schema: {
        tags,
        summary: "List every file that a job could not read",
        params,
        querystring: jobErrorsQuerySchema,
        response: answers({ 200: jobErrorsSchema }, ["NOT_FOUND", ...asking]),
      },
    },
    async ({ params: { id }, query: { limit, cursor } }) => {
      const job = await findJob(queue, id);
      const page = await videos.errorsOfJob(job.id, { limit, ...(cursor !== undefined && { cursor }) });
      return { errors: page.errors.map(fileErrorJson), next_cursor: page.nextCursor };
    },
  );

  routes.get(
    "/jobs/:id/throughput",
    {
      schema: {
        tags,
        summary: "Get how many files a job had scanned over time",
        description: "From its first start to its end, or until now. Empty before its first start.",
        params,
        response: answers({ 200: throughputSchema }, ["NOT_FOUND", ...asking]),
      },
    },
    async (request) => {
      const id = jobIdOf(request.params.id);
      // The job is read after its samples, so that no sample is newer than its counts.
      const samples = await videos.samplesOfJob(id);
      const job = await findJob(queue, id);
      const scan = {
        startedAt: job.startedAt,
        until: hasEnded(job) ? job.finishedAt : new Date(),
        scanned: job.counts["scanned"] ?? 0,
      };
      const points = throughput(scan, samples, { most: mostPoints });
      return { points: points.map(({ at, scanned }) => ({ at: timeJson(at), scanned: countJson(scanned) })) };
    },
  );
}

/** @throws ApiError `NOT_FOUND`, also for a text that is no id */
export function jobIdOf(text: string): JobId {
  const id = parseJobId(text);
  if (id === null) throw noSuchJob();
  return id;
}

/** @throws ApiError `NOT_FOUND` */
export async function findJob(queue: AsyncJobQueue, text: string): Promise<Job> {
  const job = await queue.get(jobIdOf(text));
  if (job === null) throw noSuchJob();
  return job;
}

export function noSuchJob(): ApiError {
  return new ApiError("NOT_FOUND", say("no_job"));
}
