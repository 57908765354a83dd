import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { z } from "zod";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import { StoreError } from "../jobs/store-error.ts";
import { activeJobs } from "./active-jobs.ts";
import { answers } from "./answers.ts";
import type { LongRequests } from "./long-requests.ts";

/**
 * Measures this process and every request to `app`. Labels are bounded: routes are named by their templates, never by
 * what was asked for.
 */
export function measure(
  app: FastifyInstance,
  { queue, streams }: { readonly queue: AsyncJobQueue; readonly streams: LongRequests },
): Registry {
  const registry = new Registry();
  // With the delay of the event loop and the memory of the process among them.
  collectDefaultMetrics({ register: registry });

  const duration = new Histogram({
    name: "gleaner_http_request_duration_seconds",
    help: "How long requests took, event streams left out",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [],
  });
  app.addHook("onResponse", async (request, reply) => {
    const { url = "none", config } = request.routeOptions;
    if (config.isEventStream === true) return;
    const labels = { method: request.method, route: url, status: `${Math.floor(reply.statusCode / 100)}xx` };
    duration.observe(labels, reply.elapsedTime / 1000);
  });

  const active = new Gauge({
    name: "gleaner_active_jobs",
    help: "Jobs that have not ended, by status",
    labelNames: ["status"],
    registers: [],
    async collect() {
      try {
        const counts = { pending: 0, running: 0 };
        for await (const { status } of activeJobs(queue)) counts[status] += 1;
        for (const [status, count] of Object.entries(counts)) this.set({ status }, count);
      } catch (error) {
        // The other figures are wanted most of all when the database is not well.
        if (!(error instanceof StoreError)) throw error;
        this.reset();
      }
    },
  });

  const open = new Gauge({
    name: "gleaner_event_streams",
    help: "Event streams that are open",
    registers: [],
    collect() {
      this.set(streams.size);
    },
  });
  for (const metric of [duration, active, open]) registry.registerMetric(metric);

  return registry;
}

/** Answers `GET /metrics` for Prometheus. */
export function metricsRoute(app: FastifyInstance, registry: Registry): void {
  app.get(
    "/metrics",
    {
      schema: {
        tags: ["Health"],
        summary: "Get metrics for Prometheus",
        response: answers({ 200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } } }, []),
      },
    },
    async (_request, reply) => reply.header("content-type", registry.contentType).send(await registry.metrics()),
  );
}
