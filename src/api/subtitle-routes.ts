import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { NamedPaths } from "../files/named-paths.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { filmQuerySchema } from "./contract/playing.ts";
import { wholeNumber } from "./contract/request-values.ts";
import { filmErrors, findSubtitles } from "./find-film.ts";
import { findVideo } from "./find-video.ts";
import type { LongRequests } from "./long-requests.ts";

const params = z.object({
  id: z.string().describe("The id of a video"),
  nth: wholeNumber({ min: 0, max: 1_000 }).describe("The place in `external_subtitles` of the video, from 0"),
});

/** Subtitle files of videos, for players. */
export function subtitleRoutes(
  app: FastifyInstance,
  { videos }: Pick<AppParts, "videos">,
  { paths, films }: { readonly paths: NamedPaths; readonly films: LongRequests },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/videos/:id/subtitles/:nth",
    {
      config: { takesPass: true },
      schema: {
        tags: ["Videos"],
        summary: "Get a subtitle file of a video as WebVTT",
        description:
          "Subtitles in a file of their own beside the video, of `.srt` and `.vtt` files of at most 2 MB. Their text may be " +
          "UTF-8, UTF-16 with a byte order mark, or Windows-1252. Subtitles in the file of the video are not extracted.",
        params,
        querystring: filmQuerySchema,
        response: answers({ 200: { description: "The subtitles", content: { "text/vtt": { schema: z.string() } } } }, [
          "NOT_FOUND",
          ...filmErrors,
          "TOO_MANY_STREAMS",
          ...asking,
        ]),
      },
    },
    async ({ params }, reply) => {
      const video = await findVideo(videos, params.id);
      const webvtt = await findSubtitles(video, params.nth, paths, { signal: films.begin(reply) });
      reply.headers({
        "content-type": "text/vtt; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
      });
      return webvtt;
    },
  );
}
