import { Readable } from "node:stream";
import { create as contentDisposition } from "content-disposition";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Film } from "../files/films.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { Video } from "../library/video.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { filmQuerySchema } from "./contract/playing.ts";
import { ApiError } from "./error-codes.ts";
import { type ByteRange, conditionOf, type FileOnDisk, rangeOf } from "./file-conditions.ts";
import { filmType } from "./film-type.ts";
import { filmErrors, findFilm } from "./find-film.ts";
import { findVideo } from "./find-video.ts";
import type { LongRequests } from "./long-requests.ts";

/** How much of a film is read at once, in bytes. A player that seeks throws away at most three such parts. */
const partSize = 512 * 1_024;
/**
 * How long a client may take nothing before its connection is closed, in milliseconds. A paused player asks for the rest
 * when it goes on.
 */
const silenceMs = 600_000;

const params = z.object({ id: z.string().describe("The id of a video") });
/** Nothing for HEAD. */
const bytes = z.custom<Readable | undefined>().meta({ type: "string", format: "binary" });

/** The files of videos, for players. */
export function filmRoutes(
  app: FastifyInstance,
  { videos }: Pick<AppParts, "videos">,
  { paths, films }: { readonly paths: NamedPaths; readonly films: LongRequests },
): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: ["GET", "HEAD"],
    url: "/videos/:id/file",
    config: { takesPass: true },
    schema: {
      tags: ["Videos"],
      summary: "Get the file of a video",
      description:
        "The file as it is, for players. It must be the file that the last scan has read: a file of another size or " +
        "modification time is refused, and if it changes while it is sent, the connection breaks. A `Range` of bytes gives " +
        "a part of it, and several ranges give the whole. `If-Range`, `If-Match`, `If-None-Match`, `If-Modified-Since` and " +
        "`If-Unmodified-Since` are those of RFC 9110.",
      params,
      querystring: filmQuerySchema,
      response: answers(
        {
          200: { description: "The file", content: { "video/*": { schema: bytes } } },
          206: { description: "The part that `Content-Range` names", content: { "video/*": { schema: bytes } } },
          304: z.undefined().describe("The file is the one that `If-None-Match` or `If-Modified-Since` names"),
        },
        ["NOT_FOUND", ...filmErrors, "PRECONDITION_FAILED", "RANGE_NOT_SATISFIABLE", "TOO_MANY_STREAMS", ...asking],
      ),
    },
    handler: async (request, reply) => {
      const { headers, method } = request;
      const video = await findVideo(videos, request.params.id);
      const signal = films.begin(reply);
      const file = fileOf(video);
      const isHead = method === "HEAD";
      const range = isHead ? "whole" : rangeOf(headers, file);
      const condition = conditionOf(headers, file);
      const sends = !isHead && condition === "ok" && range !== "unsatisfiable";
      const { start, end } = typeof range === "string" ? { start: 0, end: file.size - 1 } : range;
      const film = await findFilm(video, paths, { signal });
      // It is opened and compared in any case, so that a player which only asks learns that the file has changed.
      const length = sends ? Math.min(partSize, end + 1 - start) : 0;
      const first = await film.read(start, length, { signal, keeps: sends && start + length <= end });

      if (condition === "failed") {
        throw new ApiError(
          "PRECONDITION_FAILED",
          "The file is not the version that the request names. Ask for it anew.",
        );
      }
      if (condition === "ok" && range === "unsatisfiable") {
        reply.header("content-range", `bytes */${file.size}`);
        throw new ApiError("RANGE_NOT_SATISFIABLE", `The file has ${file.size} bytes. Ask for a range of them.`);
      }
      reply.headers({
        "accept-ranges": "bytes",
        etag: file.etag,
        "last-modified": file.modifiedAt.toUTCString(),
      });
      if (condition === "not_modified") return reply.code(304).send();
      reply.headers({
        "content-type": filmType(video),
        "content-disposition": contentDisposition(video.filename.toWellFormed(), { type: "inline" }),
        "content-length": end + 1 - start,
        // The file may be anything. No browser may take it for a page with rights.
        "content-security-policy": "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        // Otherwise nginx reads up to a gigabyte ahead of the player, into a file.
        "x-accel-buffering": "no",
      });
      if (isHead) return reply.send(undefined);
      reply.raw.setTimeout(silenceMs, () => reply.raw.destroy());
      if (typeof range !== "string") reply.code(206).header("content-range", `bytes ${start}-${end}/${file.size}`);
      return reply.send(Readable.from(parts(film, { start, end }, { first, signal }), { objectMode: false }));
    },
  });
}

/** Reads the next part only when the previous ones were taken, so a film of any size takes the same memory. */
async function* parts(
  film: Film,
  { start, end }: ByteRange,
  { first, signal }: { readonly first: Uint8Array; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array, void> {
  try {
    yield first;
    for (let position = start + first.length; position <= end; position += partSize) {
      const keeps = position + partSize <= end;
      yield await film.read(position, Math.min(partSize, end + 1 - position), { signal, keeps });
    }
  } finally {
    film.close();
  }
}

function fileOf({ fileSize, modifiedAt, modifiedUs }: Video): FileOnDisk {
  return { size: fileSize, modifiedAt, etag: `"${fileSize.toString(36)}-${modifiedUs.toString(36)}"` };
}
