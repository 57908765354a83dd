import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { compareRequest } from "../comparing/compare-payload.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { type GroupKey, parseGroupId } from "../library/duplicates.ts";
import { answerWithProgress, progressMeans } from "./answer-with-progress.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import {
  compareAcceptedSchema,
  compareRequestSchema,
  deleteDuplicatesRequestSchema,
  deletedDuplicatesSchema,
  duplicateGroupQuerySchema,
  duplicateGroupSchema,
  duplicatesQuerySchema,
  duplicatesSchema,
} from "./contract/duplicates.ts";
import { deleteDuplicates, noSuchGroup } from "./delete-duplicates.ts";
import { deleteErrors } from "./delete-video-file.ts";
import { groupsJson } from "./duplicate-json.ts";
import type { LongRequests } from "./long-requests.ts";
import { directoryOf } from "./video-filter.ts";

const tags = ["Duplicates"];
/** One object, or lines with progress before it. */
const deletedAnswer = {
  description: "What was deleted",
  content: {
    "application/json": { schema: deletedDuplicatesSchema },
    "application/x-ndjson": { schema: z.custom<Readable>().meta({ type: "string" }) },
  },
};
const params = z.object({ group: z.string().describe("The id of a group") });

/** Files that are equal or may be: lists, compares and deletes them. */
export function duplicateRoutes(
  app: FastifyInstance,
  parts: Pick<AppParts, "queue" | "videos" | "posters" | "duplicates">,
  options: { readonly paths: NamedPaths; readonly allowDelete: boolean; readonly deletions: LongRequests },
): void {
  const { queue, duplicates } = parts;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/duplicates",
    {
      schema: {
        tags,
        summary: "List groups of files that are equal, or may be",
        description:
          "A group has all videos whose files have one size and the same first 64 KiB. `POST /api/v1/duplicates/compare` " +
          "finds out which of them are equal. The totals of a large library are kept for some seconds, and while nothing " +
          "changes.",
        querystring: duplicatesQuerySchema,
        response: answers({ 200: duplicatesSchema }, ["INVALID_PATH", ...asking]),
      },
    },
    async ({ query: { path, state, limit, cursor } }) => {
      const where = path === undefined ? {} : { directory: directoryOf(path) };
      const query = {
        ...where,
        limit,
        ...(state !== undefined && { states: state }),
        ...(cursor !== undefined && { cursor }),
      };
      const [page, totals] = await Promise.all([duplicates.list(query), duplicates.totals(where)]);
      const { confirmed, possible } = totals.gain;
      return {
        groups: await groupsJson(page.groups, parts),
        totals: { confirmed_gain: confirmed, possible_gain: possible, ...totals.groups },
        unknown: totals.unknown,
        can_delete: options.allowDelete,
        next_cursor: page.nextCursor,
      };
    },
  );

  routes.get(
    "/duplicates/:group",
    {
      schema: {
        tags,
        summary: "Get a group of files that are equal, or may be",
        description: "With its first videos by path, or with those after a cursor.",
        params,
        querystring: duplicateGroupQuerySchema,
        response: answers({ 200: duplicateGroupSchema }, ["NOT_FOUND", ...asking]),
      },
    },
    async ({ params, query }) => {
      const group = await duplicates.group(keyOf(params.group), query);
      const [json] = group === null ? [] : await groupsJson([group], parts);
      if (json === undefined) throw noSuchGroup();
      return json;
    },
  );

  routes.post(
    "/duplicates/compare",
    {
      schema: {
        tags,
        summary: "Compare files that may be equal",
        description:
          "A job of the type `compare` reads the files of all groups that were not compared yet, and keeps a hash of each. It " +
          "can be cancelled at any moment: all hashes so far are kept. It leaves a disk to a scan of this disk.",
        body: compareRequestSchema,
        response: answers({ 202: compareAcceptedSchema }, ["INVALID_PATH", ...changing, ...asking]),
      },
    },
    async ({ body }, reply) => {
      const path = body?.path;
      const directory = path === undefined ? null : directoryOf(path);
      const { job, isNew } = await queue.enqueue(compareRequest({ directory }));
      return reply.code(202).send({ job_id: job.id, already_active: !isNew });
    },
  );

  routes.post(
    "/duplicates/:group/delete",
    {
      schema: {
        tags,
        summary: "Delete files of a group that are equal to others that stay",
        description:
          "Needs GLEANER_ALLOW_DELETE=1. Each file is read once more, together with the first equal one that stays, and is " +
          "deleted only if all bytes are equal, and if both files are as they were when they were compared: never the last " +
          "copy. That takes as long as the disks need. When the client leaves, nothing more is deleted.\n\n" +
          progressMeans,
        params,
        body: deleteDuplicatesRequestSchema,
        response: answers({ 200: deletedAnswer }, [
          "NOT_FOUND",
          "TOO_MANY_STREAMS",
          "DELETE_ACTIVE",
          "NOT_CONFIRMED",
          ...deleteErrors,
          ...changing,
          ...asking,
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const chosen = { keep: body.keep, remove: body.delete };
      const key = keyOf(params.group);
      const signal = options.deletions.begin(reply);
      return answerWithProgress(request, reply, (onProgress) =>
        deleteDuplicates(key, chosen, { ...parts, ...options, newToken: randomUUID, signal, onProgress }),
      );
    },
  );
}

/** @throws ApiError NOT_FOUND */
function keyOf(group: string): GroupKey {
  const key = parseGroupId(group);
  if (key === null) throw noSuchGroup();
  return key;
}
