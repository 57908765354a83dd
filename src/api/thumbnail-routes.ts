import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { parseVideoId, type Video } from "../library/video.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { thumbnailQuerySchema, thumbnailsRequestSchema, thumbnailsSchema } from "./contract/thumbnails.ts";
import { namesEtag, weakened } from "./file-conditions.ts";
import { findVideo } from "./find-video.ts";
import { PictureFiles } from "./picture-files.ts";
import { placeholderPicture } from "./placeholder-picture.ts";
import { timeJson } from "./wire-values.ts";

const tags = ["Videos"];
const params = z.object({ id: z.string().describe("The id of a video") });

/**
 * Thumbnails of videos. No request waits until a thumbnail is made: a browser has few connections to a server, and a
 * cancel must not wait for one of them.
 */
export function thumbnailRoutes(app: FastifyInstance, { videos, posters }: Pick<AppParts, "videos" | "posters">): void {
  const pictures = new PictureFiles(posters);
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/videos/:id/thumbnail",
    {
      schema: {
        tags,
        summary: "Get the thumbnail of a video",
        description:
          "A frame at a tenth of the length, 320 pixels wide. If there is none yet, the answer is a placeholder with " +
          "`Cache-Control: no-store`, and the thumbnail is requested.",
        params,
        querystring: thumbnailQuerySchema,
        response: answers(
          {
            200: { description: "JPEG", content: { "image/jpeg": { schema: z.instanceof(Buffer) } } },
            304: z.undefined().describe("The picture is the one that `If-None-Match` names"),
          },
          ["NOT_FOUND", ...asking],
        ),
      },
    },
    async (request, reply) => {
      const video = await findVideo(videos, request.params.id);
      const picture = await pictures.read(video);
      if (typeof picture === "string") {
        if (picture === "pending") posters.request([video]);
        return reply.type("image/jpeg").header("cache-control", "no-store").send(placeholderPicture);
      }
      const forGood = request.query.v === versionOf(video);
      reply.headers({
        "cache-control": forGood ? "private, max-age=31536000, immutable" : "private, no-cache",
        etag: picture.etag,
        "last-modified": picture.modifiedAt.toUTCString(),
      });
      if (namesEtag(weakened(request.headers["if-none-match"] ?? ""), picture.etag)) return reply.code(304).send();
      return reply.type("image/jpeg").send(picture.jpeg);
    },
  );

  routes.post(
    "/videos/thumbnails",
    {
      schema: {
        tags,
        summary: "Request thumbnails",
        description:
          "Answers at once with the state of each thumbnail. Thumbnails of this request are made before those of earlier " +
          "requests. Repeat the request for videos that stay on the screen: only some hundred requests are kept.",
        body: thumbnailsRequestSchema,
        response: answers({ 200: thumbnailsSchema }, [...changing, ...asking]),
      },
    },
    async ({ body }) => {
      const found = await Promise.all(
        [...new Set(body.video_ids)].map(async (text) => {
          const id = parseVideoId(text);
          const video = id === null ? null : await videos.get(id);
          const state = video === null ? "unavailable" : await pictures.stateOf(video);
          return { video_id: text, state, video };
        }),
      );
      posters.request(found.flatMap(({ state, video }) => (state === "pending" && video !== null ? [video] : [])));
      return { thumbnails: found.map(({ video_id, state }) => ({ video_id, state })) };
    },
  );
}

/** The time at which a scan wrote the video: it changes whenever the thumbnail may change. */
function versionOf(video: Video): string {
  return timeJson(video.updatedAt);
}
