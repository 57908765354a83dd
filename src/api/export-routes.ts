import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { VideoQuery } from "../library/video-library.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { csvColumns, type VideoExportFormat, type VideoJson, videoExportQuerySchema } from "./contract/videos.ts";
import type { LongRequests } from "./long-requests.ts";
import { filterErrors, videoFilter } from "./video-filter.ts";
import { videosJson } from "./videos-json.ts";

/** How many videos one query reads. A query of a filtered list looks at the whole index, so few large queries are best. */
const pageSize = 500;
/** How many videos are written at once. The event loop has a turn after each such part. */
const partSize = 100;
/**
 * How long a client may take nothing before its connection is closed, in milliseconds. Node closes it after twice this
 * time if a part of the last write has been taken.
 */
const silenceMs = 120_000;

type Parts = Pick<AppParts, "videos" | "posters" | "roots">;
interface Format {
  readonly contentType: string;
  readonly header: string;
  readonly lines: (videos: readonly VideoJson[]) => string;
}

const text = z.custom<Readable>().meta({ type: "string" });

/** Lists of any length as files. */
export function exportRoutes(
  app: FastifyInstance,
  parts: Parts,
  { exports }: { readonly exports: LongRequests },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/videos/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Videos"],
        summary: "Export videos as CSV or NDJSON",
        description:
          "All videos that match, of any number, with the filters and the order of the list of videos. The answer is " +
          "complete only if it ends properly: after an error, the connection breaks. A video that a scan adds, changes or " +
          "removes meanwhile may be in it or not, or in it twice.\n\n" +
          "`ndjson` has one video a line, as in the list. `csv` is RFC 4180 in UTF-8, with a header. Its columns are " +
          `${csvColumns.map((column) => `\`${column}\``).join(", ")}. Languages are separated by spaces, and null is ` +
          "empty. A text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line " +
          "break) begins with an apostrophe; take the exact text from `ndjson`.",
        querystring: videoExportQuerySchema,
        response: answers(
          {
            200: {
              description: "The file",
              content: { "text/csv": { schema: text }, "application/x-ndjson": { schema: text } },
            },
          },
          [...filterErrors, "TOO_MANY_STREAMS", ...asking],
        ),
      },
    },
    async ({ query: { format, sort, ...filter } }, reply) => {
      const query = { sort, ...(await videoFilter(filter, parts)) };
      const signal = exports.begin(reply);
      const rest = readParts(parts, query, signal);
      // An error of the first page is answered as any other error.
      const first = await rest.next();
      const { contentType, header, lines } = await formats[format]();
      reply.raw.setTimeout(silenceMs, () => reply.raw.destroy());
      reply.headers({
        "content-type": contentType,
        "content-disposition": `attachment; filename="videos.${format}"`,
      });
      async function* file(): AsyncGenerator<string> {
        yield header;
        if (first.done === true) return;
        yield lines(first.value);
        for await (const videos of rest) yield lines(videos);
      }
      return Readable.from(file());
    },
  );
}

const formats: Readonly<Record<VideoExportFormat, () => Promise<Format>>> = {
  // Loaded only when it is wanted.
  async csv() {
    const { csvHeader, csvLines } = await import("./video-csv.ts");
    return { contentType: "text/csv; charset=utf-8; header=present", header: csvHeader, lines: csvLines };
  },
  async ndjson() {
    return { contentType: "application/x-ndjson", header: "", lines: jsonLines };
  },
};

function jsonLines(videos: readonly VideoJson[]): string {
  return videos.map((video) => `${JSON.stringify(video)}\n`).join("");
}

/** Reads the next videos only when the previous ones were taken, so a slow client costs no memory. */
async function* readParts(
  parts: Parts,
  query: Omit<VideoQuery, "limit">,
  signal: AbortSignal,
): AsyncGenerator<readonly VideoJson[], void> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Parts["videos"]["list"]>> = await parts.videos.list({
      ...query,
      limit: pageSize,
      ...(cursor !== null && { cursor }),
    });
    for (let first = 0; first < page.videos.length; first += partSize) {
      signal.throwIfAborted();
      yield await videosJson(page.videos.slice(first, first + partSize), parts);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
