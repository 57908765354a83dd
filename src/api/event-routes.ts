import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { hasEnded } from "../jobs/job.ts";
import type { JobSnapshot } from "../jobs/job-feed.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { eventsQuerySchema } from "./contract/jobs.ts";
import { changesOfAll, changesOfJob, eventStream, minIntervalMs } from "./event-stream.ts";
import { jobWithErrorsJson } from "./job-json.ts";
import { jobIdOf, noSuchJob } from "./job-routes.ts";
import type { LongRequests } from "./long-requests.ts";

const tags = ["Events"];
const stream = {
  description: "Events named `job`. The id is the revision of the job, and the data is the job as JSON.",
  content: { "text/event-stream": { schema: z.custom<Readable>().meta({ type: "string" }) } },
};
const config = { isEventStream: true };

/** Changes of jobs, as server-sent events. */
export function eventRoutes(
  app: FastifyInstance,
  { queue, videos }: Pick<AppParts, "queue" | "videos">,
  { streams }: { readonly streams: LongRequests },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const json = (snapshot: JobSnapshot) => jobWithErrorsJson(snapshot, { videos });

  routes.get(
    "/jobs/:id/events",
    {
      config,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "Follow a job to its end",
        description:
          "The present state comes first, and after the final one the stream ends. `Last-Event-ID` is honoured.",
        params: z.object({ id: z.string().describe("The id of a job") }),
        querystring: eventsQuerySchema,
        response: answers(
          { 200: stream, 204: z.undefined().describe("The job has ended, and the client has that state already") },
          ["NOT_FOUND", ...asking],
        ),
      },
    },
    async (request, reply) => {
      const id = jobIdOf(request.params.id);
      const after = lastEventId(request);
      // Subscribe before reading the state, so that no change is lost between the two.
      const changes = queue.feed.subscribe({ jobId: id, signal: streams.begin(reply), minIntervalMs });
      const job = await queue.get(id);
      if (job === null) throw noSuchJob();
      // 204 tells an EventSource not to come again.
      if (hasEnded(job) && after !== null && after >= job.revision) return reply.code(204).send();
      return eventStream(reply, changesOfJob(queue, job, { changes, after }), json);
    },
  );

  routes.get(
    "/events",
    {
      config,
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "Follow all jobs",
        description: "All active jobs come first. With `Last-Event-ID`, jobs that have changed since come too.",
        querystring: eventsQuerySchema,
        response: answers({ 200: stream }, asking),
      },
    },
    async (request, reply) => {
      const signal = streams.begin(reply);
      const changes = queue.feed.subscribe({ signal, minIntervalMs });
      const missedAndNew = changesOfAll(queue, { changes, after: lastEventId(request), signal });
      return eventStream(reply, missedAndNew, json, { settledRevision: () => queue.feed.settledRevision });
    },
  );
}

/** Null if the request has no id, or an id that this server never sent. */
function lastEventId({ headers }: FastifyRequest): number | null {
  const text = headers["last-event-id"];
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
