import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { type DuplicateNumbers, type GroupSummary, groupId, type VideoOfGroup } from "../library/duplicates.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { duplicateColumns, duplicatesExportQuerySchema, type ExportedDuplicateJson } from "./contract/duplicates.ts";
import type { VideoJson } from "./contract/videos.ts";
import { fileJson } from "./duplicate-json.ts";
import type { ExportTurns } from "./export-turns.ts";
import type { LongRequests } from "./long-requests.ts";
import { pages } from "./pages.ts";
import { describedExport, exportAnswer, type Row, sendExport } from "./send-export.ts";
import { directoryOf } from "./video-filter.ts";
import { videosJson } from "./videos-json.ts";
import { countJson } from "./wire-values.ts";

/** How many videos one search finds. Each search looks at the whole library, so few large searches are best. */
const searchSize = 50_000;
/** How many videos are read and written at once. Each such part takes the main thread a few milliseconds. */
const partSize = 100;

/** The videos of all groups of duplicates as a file. */
export function duplicateExportRoutes(
  app: FastifyInstance,
  { duplicates, ...parts }: Pick<AppParts, "duplicates" | "videos" | "posters">,
  { exports, turns }: { readonly exports: LongRequests; readonly turns: ExportTurns },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/duplicates/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Duplicates"],
        summary: "Export files that are equal, or may be, as CSV or NDJSON",
        description: describedExport(
          "A row for each video of each group, also of groups with very many videos. The groups are in the order of the " +
            "list of groups, and their videos in the order of their paths. Each row has what is true of its group, too. " +
            "Files of a group with the same `sha256` are equal; null: the file was not compared yet. Videos with the same " +
            "`file` are hard links of one file; null: the disk does not say. `ndjson` has all fields of the video in `video`.",
          duplicateColumns,
        ),
        querystring: duplicatesExportQuerySchema,
        response: answers({ 200: exportAnswer }, ["INVALID_PATH", "HTTP_TOO_OLD", "TOO_MANY_STREAMS", ...asking]),
      },
    },
    async ({ query: { path, state, ...shown } }, reply) => {
      const filter = {
        ...(path !== undefined && { directory: directoryOf(path) }),
        ...(state !== undefined && { states: state }),
      };
      const signal = exports.begin(reply);
      const found = pages((cursor) => duplicates.numbers({ ...filter, ...cursor, limit: searchSize }), signal);
      async function* rows(): AsyncGenerator<readonly ExportedDuplicateJson[], void> {
        for await (const { groups } of found) {
          for (const some of inParts(groups)) {
            const videos = await duplicates.byNumbers([...some.keys()]);
            const json = await videosJson(
              videos.map(({ video }) => video),
              parts,
            );
            signal.throwIfAborted();
            const known = new Map([...some.values()].map((group) => [groupId(group.key), group]));
            yield json.flatMap((video, nth) => {
              const one = videos[nth];
              // A file that has changed meanwhile is in another group now, or in none.
              const group = one === undefined ? undefined : known.get(groupId(one.key));
              return one === undefined || group === undefined ? [] : exportedDuplicate(group, one, video);
            });
          }
        }
      }
      return sendExport(
        reply,
        { name: "duplicates", ...shown, columns: duplicateColumns, rowOf, parts: rows() },
        { turns, signal },
      );
    },
  );
}

/** The numbers of videos with their groups, `partSize` at a time. */
function* inParts(groups: DuplicateNumbers["groups"]): Generator<ReadonlyMap<number, GroupSummary>, void> {
  let part = new Map<number, GroupSummary>();
  for (const { group, numbers } of groups) {
    for (const number of numbers) {
      part.set(number, group);
      if (part.size < partSize) continue;
      yield part;
      part = new Map();
    }
  }
  if (part.size > 0) yield part;
}

function exportedDuplicate(
  { key, state, gain, videoCount, copyCount }: GroupSummary,
  one: VideoOfGroup,
  video: VideoJson,
): ExportedDuplicateJson {
  return {
    group: groupId(key),
    state,
    size: countJson(key.size),
    confirmed_gain: gain.confirmed,
    possible_gain: gain.possible,
    video_count: videoCount,
    copy_count: copyCount,
    sha256: one.sha256,
    file: fileJson(one),
    video,
  };
}

function rowOf({ video, ...group }: ExportedDuplicateJson): Row {
  return { ...video, ...group, video };
}
