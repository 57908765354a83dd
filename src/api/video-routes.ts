import { isAbsolute, resolve } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { parseVideoId, type Video } from "../library/video.ts";
import type { VideoLibrary, VideoQuery } from "../library/video-library.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppOptions, AppParts } from "./app-parts.ts";
import {
  problemsQuerySchema,
  problemsSchema,
  videoDeleteQuerySchema,
  videoListQuerySchema,
  videoListSchema,
  videoSchema,
  videoSearchQuerySchema,
  videoSearchSchema,
} from "./contract.ts";
import { deleteErrors, deleteVideoFile } from "./delete-video-file.ts";
import { ApiError } from "./error-codes.ts";
import { placeholderPicture } from "./placeholder-picture.ts";
import { fileErrorJson, videoJson } from "./video-json.ts";

const tags = ["Videos"];
const params = z.object({ id: z.string().describe("The id of a video") });

/** The library: looking at videos, and forgetting or deleting them. */
export function videoRoutes(
  app: FastifyInstance,
  { videos }: Pick<AppParts, "videos">,
  options: Pick<AppOptions, "roots" | "loopbackOnly" | "allowDelete">,
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/videos",
    {
      schema: {
        tags,
        summary: "List videos, newest first",
        querystring: videoListQuerySchema,
        response: answers({ 200: videoListSchema }, asking),
      },
    },
    async ({ query: { limit, offset, cursor, job_id: jobId, missing, sort } }) => {
      if (cursor !== undefined && offset > 0) {
        throw new ApiError("VALIDATION_ERROR", 'Give "cursor" or "offset" in the query, not both.');
      }
      const query: VideoQuery = {
        limit,
        sort,
        ...(cursor === undefined ? { offset } : { cursor }),
        ...(jobId !== undefined && { jobId: jobId.toLowerCase() }),
        ...(missing !== undefined && { missing }),
      };
      const page = await videos.list(query);
      return { videos: page.videos.map(videoJson), total: page.total, limit, offset, next_cursor: page.nextCursor };
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
      return { videos: page.videos.map(videoJson), total: page.total, query: q };
    },
  );

  routes.get(
    "/videos/problems",
    {
      schema: {
        tags,
        summary: "List files that could not be read when last tried",
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
    async (request) => videoJson(await findVideo(videos, request.params.id)),
  );

  routes.get(
    "/videos/:id/thumbnail",
    {
      schema: {
        tags,
        summary: "Get a picture of a video",
        params,
        response: answers(
          { 200: { description: "JPEG", content: { "image/jpeg": { schema: z.instanceof(Buffer) } } } },
          ["NOT_FOUND", ...asking],
        ),
      },
    },
    async (request, reply) => {
      await findVideo(videos, request.params.id);
      return reply.type("image/jpeg").send(placeholderPicture);
    },
  );

  routes.delete(
    "/videos/:id",
    {
      schema: {
        tags,
        summary: "Forget a video, and delete its file where that is asked for",
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
      if (request.query.delete_file) await deleteVideoFile(video.path, options);
      if (!(await videos.remove(video.id))) throw noSuchVideo();
      return reply.code(204).send();
    },
  );
}

/** The path as the library has it; what was scanned may be gone by now, so the disk is not asked. */
function directoryOf(path: string): string {
  if (!isAbsolute(path)) throw new ApiError("INVALID_PATH", "The path of a directory begins at the root.");
  return resolve(path);
}

async function findVideo(videos: VideoLibrary, text: string): Promise<Video> {
  const id = parseVideoId(text);
  const video = id === null ? null : await videos.get(id);
  if (video === null) throw noSuchVideo();
  return video;
}

function noSuchVideo(): ApiError {
  return new ApiError("NOT_FOUND", "There is no video with this id. GET /api/v1/videos lists all there are.");
}
