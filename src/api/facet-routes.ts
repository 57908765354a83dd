import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { facetsQuerySchema, facetsSchema } from "./contract/facets.ts";
import { facetsJson } from "./facets-json.ts";
import { filterErrors, videoFilter } from "./video-filter.ts";

const tags = ["Videos"];

/** Counts videos by what they are. */
export function facetRoutes(app: FastifyInstance, { videos, roots }: Pick<AppParts, "videos" | "roots">): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const answer = answers({ 200: facetsSchema }, [...filterErrors, ...asking]);

  routes.get(
    "/videos/facets",
    {
      schema: {
        tags,
        summary: "Count videos for the filters",
        description:
          "How many of the videos that match have each value. The values of a filter are counted as if this filter was " +
          "not there: so each count is the total of the list with that value instead.",
        querystring: facetsQuerySchema,
        response: answer,
      },
    },
    async ({ query: { time_zone: timeZone, ...query } }) =>
      facetsJson(videos, await videoFilter(query, { roots }), { isWithoutOwn: true, timeZone }),
  );

  routes.get(
    "/statistics",
    {
      schema: {
        tags,
        summary: "Count videos by what they are",
        description: "As `GET /api/v1/videos/facets`, but all filters apply to all counts.",
        querystring: facetsQuerySchema,
        response: answer,
      },
    },
    async ({ query: { time_zone: timeZone, ...query } }) =>
      facetsJson(videos, await videoFilter(query, { roots }), { isWithoutOwn: false, timeZone }),
  );
}
