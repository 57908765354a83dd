import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { filterPayload } from "../library/filter-payload.ts";
import { mostSavedFilters, type SavedFilter } from "../library/saved-filters.ts";
import { say } from "../sentences/say.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import {
  newSavedFilterSchema,
  type SavedFilterJson,
  savedFilterChangeSchema,
  savedFilterListSchema,
  savedFilterSchema,
} from "./contract/saved-filters.ts";
import { type VideoFilterJson, videoFilterSchema } from "./contract/video-filters.ts";
import { ApiError } from "./error-codes.ts";
import { filterErrors, videoFilter } from "./video-filter.ts";
import { timeJson } from "./wire-values.ts";

const tags = ["Saved filters"];
const params = z.object({ id: z.string().describe("The id of a saved filter") });

/** Keeps filters of videos under names. */
export function savedFilterRoutes(app: FastifyInstance, { filters, roots }: Pick<AppParts, "filters" | "roots">): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  /** A filter for a root holds its path from then on, so that it means the same when the root is removed. */
  const payloadOf = async (filter: VideoFilterJson) => filterPayload(await videoFilter(filter, { roots }));

  routes.get(
    "/saved-filters",
    { schema: { tags, summary: "List saved filters", response: answers({ 200: savedFilterListSchema }, asking) } },
    async () => ({
      // One that a newer program has saved must not hide all others.
      saved_filters: (await filters.list())
        .filter(({ filter }) => videoFilterSchema.safeParse(filter).success)
        .map(savedFilterJson),
    }),
  );

  routes.post(
    "/saved-filters",
    {
      schema: {
        tags,
        summary: "Save filters under a name",
        body: newSavedFilterSchema,
        response: answers({ 201: savedFilterSchema }, [
          ...filterErrors,
          "NAME_TAKEN",
          "TOO_MANY_FILTERS",
          ...changing,
          ...asking,
        ]),
      },
    },
    async ({ body: { name, filter, sort } }, reply) => {
      const saved = await filters.add({ name, filter: await payloadOf(filter), sort });
      if (saved === "taken") throw nameTaken(name);
      if (saved === "full") {
        throw new ApiError("TOO_MANY_FILTERS", say("too_many_filters", { most: mostSavedFilters }));
      }
      return reply.code(201).send(savedFilterJson(saved));
    },
  );

  routes.patch(
    "/saved-filters/:id",
    {
      schema: {
        tags,
        summary: "Change a saved filter",
        params,
        body: savedFilterChangeSchema,
        response: answers({ 200: savedFilterSchema }, [...filterErrors, "NAME_TAKEN", ...changing, ...asking]),
      },
    },
    async ({ params: { id }, body: { name, filter, sort } }) => {
      const changed = await filters.change(id, {
        ...(name !== undefined && { name }),
        ...(filter !== undefined && { filter: await payloadOf(filter) }),
        ...(sort !== undefined && { sort }),
      });
      if (changed === null) throw noSuchFilter();
      if (changed === "taken") throw nameTaken(name ?? "");
      return savedFilterJson(changed);
    },
  );

  routes.delete(
    "/saved-filters/:id",
    {
      schema: {
        tags,
        summary: "Remove a saved filter",
        params,
        response: answers({ 204: z.undefined().describe("It is gone. No video has changed") }, [
          "NOT_FOUND",
          ...changing,
          ...asking,
        ]),
      },
    },
    async (request, reply) => {
      if (!(await filters.remove(request.params.id))) throw noSuchFilter();
      return reply.code(204).send();
    },
  );
}

function savedFilterJson({ id, name, filter, sort, createdAt }: SavedFilter): SavedFilterJson {
  return {
    saved_filter_id: id,
    name,
    filter: videoFilterSchema.parse(filter),
    sort,
    created_at: timeJson(createdAt),
  };
}

function nameTaken(name: string): ApiError {
  return new ApiError("NAME_TAKEN", say("name_taken", { name }));
}

function noSuchFilter(): ApiError {
  return new ApiError("NOT_FOUND", say("no_saved_filter"));
}
