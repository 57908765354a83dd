import { create as contentDisposition } from "content-disposition";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { answers, asking } from "./answers.ts";
import type { AppOptions, AppParts } from "./app-parts.ts";
import { playlistQuerySchema } from "./contract/playing.ts";
import { newPass, passSeconds } from "./film-pass.ts";
import { findVideo } from "./find-video.ts";
import { publicOrigin } from "./public-origin.ts";

const params = z.object({ id: z.string().describe("The id of a video") });

/** Playlists of one video, which open it in the player of a person. */
export function playlistRoutes(
  app: FastifyInstance,
  { videos }: Pick<AppParts, "videos">,
  { token, allowedHosts, basePath = "" }: Pick<AppOptions, "token" | "allowedHosts" | "basePath">,
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/videos/:id/playlist.m3u8",
    {
      schema: {
        tags: ["Videos"],
        summary: "Get a playlist that opens a video in a player",
        description:
          "A playlist (M3U, in UTF-8) with the absolute address of the file. If the server has a token, the address " +
          `carries a pass for this one file, which is good for ${passSeconds / 3_600} hours.`,
        params,
        querystring: playlistQuerySchema,
        response: answers(
          {
            200: {
              description: "The playlist",
              content: { "application/vnd.apple.mpegurl": { schema: z.string() } },
            },
          },
          ["NOT_FOUND", "ORIGIN_NOT_ALLOWED", ...asking],
        ),
      },
    },
    async ({ params, query, headers }, reply) => {
      const origin = publicOrigin(headers, { named: query.origin, allowedHosts });
      const { id, filename, durationSeconds } = await findVideo(videos, params.id);
      const name = inOneLine(filename);
      const pass = token === null ? "" : `?pass=${newPass(id, token, Date.now() / 1_000)}`;
      const address = `${origin}${basePath}/api/v1/videos/${id}/file${pass}`;
      reply.headers({
        "content-type": "application/vnd.apple.mpegurl",
        "content-disposition": contentDisposition(`${name}.m3u8`),
      });
      return `#EXTM3U\n#EXTINF:${Math.round(durationSeconds ?? -1)},${name}\n${address}\n`;
    },
  );
}

/**
 * A name may have line breaks, after which a player would read an address. Characters that turn the direction of what
 * follows are escapes, as on the page.
 */
function inOneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
