import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Video } from "../library/video.ts";
import type { VideoQuery } from "../library/video-library.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { chosenVideos, idsLimit } from "./chosen-videos.ts";
import { csvColumns, type VideoJson, videoExportQuerySchema, videoExportRequestSchema } from "./contract/videos.ts";
import type { ExportTurns } from "./export-turns.ts";
import { exportedVideo } from "./exported-video.ts";
import type { LongRequests } from "./long-requests.ts";
import { describedExport, type Exported, exportAnswer, sendExport } from "./send-export.ts";
import { filterErrors, videoFilter } from "./video-filter.ts";
import { videosJson } from "./videos-json.ts";

/**
 * How many videos one search finds. A search of a filtered list looks at the whole index, so few large searches are best.
 * Only the numbers of these videos are in memory.
 */
const searchSize = 50_000;
/** How many videos are read and written at once. Each such part takes the main thread a few milliseconds. */
const partSize = 100;

const languagesMean =
  "Languages are those that the filters know, each once, separated by spaces: `de` for `deu`, `ger` and `de-AT`. " +
  "`subtitle_languages` also has those of files beside the video.";

type Parts = Pick<AppParts, "videos" | "posters" | "roots">;

/** Lists of videos of any length as files. */
export function exportRoutes(
  app: FastifyInstance,
  parts: Parts,
  { exports, turns }: { readonly exports: LongRequests; readonly turns: ExportTurns },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const tags = ["Videos"];
  const response = answers({ 200: exportAnswer }, [...filterErrors, "HTTP_TOO_OLD", "TOO_MANY_STREAMS", ...asking]);
  routes.get(
    "/videos/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "Export videos as CSV or NDJSON",
        description: `${describedExport(
          "All videos that match, of any number, with the filters and the order of the list of videos. A video that a scan " +
            "adds, changes or removes meanwhile may be in it or not, or in it twice.",
          csvColumns,
        )} ${languagesMean}`,
        querystring: videoExportQuerySchema,
        response,
      },
    },
    async ({ query: { format, fields, bom, sort, offset, limit, ...filter } }, reply) => {
      const query = { sort, offset, limit: limit ?? Number.POSITIVE_INFINITY, ...(await videoFilter(filter, parts)) };
      const signal = exports.begin(reply);
      const shown = { format, bom, fields };
      return sendExport(reply, exported(matching(query, { ...parts, signal }), shown, { ...parts, signal }), {
        turns,
        signal,
      });
    },
  );

  routes.post(
    "/videos/export",
    {
      bodyLimit: idsLimit,
      schema: {
        tags,
        summary: "Export chosen videos as CSV or NDJSON",
        description: "As `GET /api/v1/videos/export`, for videos that are named by their ids, too.",
        body: videoExportRequestSchema,
        response,
      },
    },
    async ({ body: { format, fields, bom, sort, ids, filter } }, reply) => {
      const which = await chosenVideos({ ids, filter }, parts);
      const signal = exports.begin(reply);
      const videos =
        "ids" in which
          ? inParts(which.ids, (some) => parts.videos.byIds(some))
          : matching({ sort, limit: Number.POSITIVE_INFINITY, ...which.filter }, { ...parts, signal });
      return sendExport(reply, exported(videos, { format, bom, fields }, { ...parts, signal }), { turns, signal });
    },
  );
}

/** The videos of a list, in parts. @param query.limit may be infinite */
async function* matching(
  query: VideoQuery,
  { videos, signal }: Pick<Parts, "videos"> & { readonly signal: AbortSignal },
): AsyncGenerator<readonly Video[], void> {
  let left = query.limit;
  let cursor: string | null = null;
  do {
    const wanted: VideoQuery = { ...query, limit: Math.min(searchSize, left), ...(cursor !== null && { cursor }) };
    const { numbers, nextCursor } = await videos.numbers(wanted);
    signal.throwIfAborted();
    yield* inParts(numbers, (some) => videos.byNumbers(some));
    left -= numbers.length;
    cursor = nextCursor;
  } while (cursor !== null && left > 0);
}

async function* inParts<Key>(
  keys: readonly Key[],
  read: (some: readonly Key[]) => Promise<readonly Video[]>,
): AsyncGenerator<readonly Video[], void> {
  for (let first = 0; first < keys.length; first += partSize) yield await read(keys.slice(first, first + partSize));
}

function exported(
  videos: AsyncGenerator<readonly Video[], void>,
  shown: Pick<Exported<VideoJson>, "format" | "bom" | "fields">,
  { signal, ...library }: Pick<Parts, "videos" | "posters"> & { readonly signal: AbortSignal },
): Exported<VideoJson> {
  async function* parts() {
    for await (const some of videos) {
      signal.throwIfAborted();
      yield await videosJson(some, library);
    }
  }
  return { name: "videos", ...shown, columns: csvColumns, rowOf: exportedVideo, parts: parts() };
}
