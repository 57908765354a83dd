import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { ListWorkers, Worker } from "../library/workers.ts";
import { answers, asking } from "./answers.ts";
import { type WorkerJson, workersSchema } from "./contract/workers.ts";

/** The workers of shared scans. A library in a file has none. */
export function workerRoutes(app: FastifyInstance, workers: ListWorkers): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/workers",
    {
      schema: {
        tags: ["Server"],
        summary: "List the workers that read files for the scans",
        description: "Only a library on Postgres has workers, the server itself among them.",
        response: answers({ 200: workersSchema }, asking),
      },
    },
    async () => ({ workers: (await workers()).map(workerJson) }),
  );
}

function workerJson({
  id,
  host,
  pid,
  version,
  state,
  jobId,
  since,
  pathMap,
  only,
  isHere,
  problems,
  leaves,
}: Worker): WorkerJson {
  return {
    worker_id: id,
    host,
    pid,
    version,
    state,
    job_id: jobId,
    since: since.toISOString(),
    path_map: [...pathMap],
    only: [...only],
    is_this_server: isHere,
    problems: [...problems],
    leaves: leaves.map(({ directory, problem }) => ({ directory, problem })),
  };
}
