import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { mostForgottenAtOnce, NoFilter, type VideosToForget } from "../library/forgetting.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { chosenVideos } from "./chosen-videos.ts";
import { forgetAcceptedSchema, forgetRequestSchema, forgottenSchema } from "./contract/videos.ts";
import { ApiError } from "./error-codes.ts";
import { forgetMatching } from "./forget-matching.ts";
import { filterErrors } from "./video-filter.ts";
import { timeJson } from "./wire-values.ts";

/** Removes many videos from the library. */
export function forgetRoutes(
  app: FastifyInstance,
  parts: Pick<AppParts, "queue" | "videos" | "posters" | "roots">,
): void {
  const { videos } = parts;
  app.withTypeProvider<ZodTypeProvider>().post(
    "/videos/forget",
    {
      schema: {
        tags: ["Videos"],
        summary: "Remove many videos from the library",
        description:
          `Files are never touched: a scan adds what is still there. Up to ${mostForgottenAtOnce.toLocaleString("en")} ` +
          "videos are forgotten at once, in one step. More are forgotten by a job of the type `forget`, which can be " +
          "cancelled: what it has forgotten by then stays forgotten.",
        body: forgetRequestSchema,
        response: answers({ 200: forgottenSchema, 202: forgetAcceptedSchema }, [
          ...filterErrors,
          ...changing,
          ...asking,
        ]),
      },
    },
    async ({ body: { ids, filter, as_of: asOfText, dry_run: isDryRun } }, reply) => {
      const now = new Date();
      const asOf = asOfText === undefined || new Date(asOfText) > now ? now : new Date(asOfText);
      const chosen = await chosenVideos({ ids, filter }, parts);
      const which: VideosToForget = "ids" in chosen ? chosen : { ...chosen, asOf };
      const count = await videos.countToForget(which).catch((error: unknown) => {
        throw error instanceof NoFilter ? new ApiError("VALIDATION_ERROR", error.message, { cause: error }) : error;
      });
      if (isDryRun) return { count, as_of: timeJson(asOf) };
      const answer = await forgetMatching(which, count, parts);
      return "job_id" in answer ? reply.code(202).send(answer) : answer;
    },
  );
}
