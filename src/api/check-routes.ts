import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { checkRequest } from "../checking/check-payload.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { chosenVideos, idsLimit } from "./chosen-videos.ts";
import { checkAcceptedSchema, checkRequestSchema } from "./contract/videos.ts";
import { filterErrors } from "./video-filter.ts";

/** Decodes videos from beginning to end. */
export function checkRoutes(
  app: FastifyInstance,
  { queue, videos, roots }: Pick<AppParts, "queue" | "videos" | "roots">,
): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    "/videos/check",
    {
      bodyLimit: idsLimit,
      schema: {
        tags: ["Videos"],
        summary: "Check whether videos are broken",
        description:
          "A job of the type `check` decodes the videos from beginning to end, and keeps what is broken in them, and where. " +
          "It can be cancelled at any moment: all results so far are kept. Missing videos are left out.",
        body: checkRequestSchema,
        response: answers({ 202: checkAcceptedSchema }, [...filterErrors, ...changing, ...asking]),
      },
    },
    async ({ body: { ids, filter, again } }, reply) => {
      const which = await chosenVideos({ ids, filter }, { roots });
      const only = "ids" in which && which.ids.length === 1 ? which.ids[0] : undefined;
      const path = only === undefined ? null : ((await videos.get(only))?.path ?? null);
      const { job, isNew } = await queue.enqueue(checkRequest({ which, again, askedAt: new Date(), path }));
      return reply.code(202).send({ job_id: job.id, already_active: !isNew });
    },
  );
}
