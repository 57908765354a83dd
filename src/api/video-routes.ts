import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { NamedPaths } from "../files/named-paths.ts";
import type { Video } from "../library/video.ts";
import type { VideoQuery } from "../library/video-library.ts";
import { within } from "../within.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { problemsQuerySchema, problemsSchema } from "./contract/file-errors.ts";
import {
  videoDeleteQuerySchema,
  videoListQuerySchema,
  videoListSchema,
  videoSchema,
  videoSearchQuerySchema,
  videoSearchSchema,
} from "./contract/videos.ts";
import { deleteErrors, deleteVideoFile } from "./delete-video-file.ts";
import { ApiError } from "./error-codes.ts";
import { findVideo, noSuchVideo } from "./find-video.ts";
import { forgetMs } from "./forget-matching.ts";
import { directoryOf, filterErrors, videoFilter } from "./video-filter.ts";
import { checkJson, fileErrorJson, videoJson } from "./video-json.ts";
import { videosJson } from "./videos-json.ts";

const tags = ["Videos"];
const params = z.object({ id: z.string().describe("The id of a video") });

/** Lists, counts and removes videos of the library. */
export function videoRoutes(
  app: FastifyInstance,
  { videos, posters, roots }: Pick<AppParts, "videos" | "posters" | "roots">,
  options: { readonly paths: NamedPaths; readonly allowDelete: boolean },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const json = (page: readonly Video[]) => videosJson(page, { videos, posters });

  routes.get(
    "/videos",
    {
      schema: {
        tags,
        summary: "List videos, newest first",
        querystring: videoListQuerySchema,
        response: answers({ 200: videoListSchema }, [...filterErrors, ...asking]),
      },
    },
    async ({ query: { limit, offset, cursor, sort, ...filter } }) => {
      if (cursor !== undefined && offset > 0) {
        throw new ApiError("VALIDATION_ERROR", 'Give "cursor" or "offset" in the query, not both.');
      }
      const query: VideoQuery = {
        limit,
        sort,
        ...(cursor === undefined ? { offset } : { cursor }),
        ...(await videoFilter(filter, { roots })),
      };
      const page = await videos.list(query);
      return { videos: await json(page.videos), total: page.total, limit, offset, next_cursor: page.nextCursor };
    },
  );

  routes.get(
    "/videos/search",
    {
      schema: {
        tags,
        summary: "Search videos by path or name",
        querystring: videoSearchQuerySchema,
        response: answers({ 200: videoSearchSchema }, asking),
      },
    },
    async ({ query: { q, limit, offset } }) => {
      const page = await videos.list({ text: q, limit, offset });
      return { videos: await json(page.videos), total: page.total, query: q };
    },
  );

  routes.get(
    "/videos/problems",
    {
      schema: {
        tags,
        summary: "List files that could not be read",
        querystring: problemsQuerySchema,
        response: answers({ 200: problemsSchema }, ["INVALID_PATH", ...asking]),
      },
    },
    async ({ query: { path, limit, cursor } }) => {
      const page = await videos.problems({
        limit,
        ...(path !== undefined && { directory: directoryOf(path) }),
        ...(cursor !== undefined && { cursor }),
      });
      return { problems: page.errors.map(fileErrorJson), next_cursor: page.nextCursor };
    },
  );

  routes.get(
    "/videos/:id",
    {
      schema: {
        tags,
        summary: "Get a video",
        params,
        response: answers({ 200: videoSchema }, ["NOT_FOUND", ...asking]),
      },
    },
    async (request) => {
      const video = await findVideo(videos, request.params.id);
      const problem = (await videos.problemsOf([video.path])).get(video.path) ?? null;
      const check = video.checkVerdict === null ? null : await videos.checkOf(video.id);
      return { ...videoJson(video, { pictures: posters, problem }), check: check === null ? null : checkJson(check) };
    },
  );

  routes.delete(
    "/videos/:id",
    {
      schema: {
        tags,
        summary: "Remove a video from the library, and its file on request",
        params,
        querystring: videoDeleteQuerySchema,
        response: answers({ 204: z.undefined().describe("The video is gone") }, [
          "NOT_FOUND",
          ...deleteErrors,
          ...changing,
          ...asking,
        ]),
      },
    },
    async (request, reply) => {
      const video = await findVideo(videos, request.params.id);
      // The file first: when it cannot be deleted, nothing has changed.
      if (request.query.delete_file) await deleteVideoFile(video, options);
      const forgotten = await videos.forget({ ids: [video.id] });
      if (forgotten.length === 0) throw noSuchVideo();
      await within(forgetMs, posters.forget(forgotten));
      return reply.code(204).send();
    },
  );
}
