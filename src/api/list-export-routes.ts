import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { FileErrorPage } from "../library/video-library.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { statisticsColumns, statisticsExportQuerySchema } from "./contract/facets.ts";
import {
  type FileErrorJson,
  fileErrorColumns,
  jobErrorsExportQuerySchema,
  problemsExportQuerySchema,
} from "./contract/file-errors.ts";
import { type FolderJson, folderColumns, foldersExportQuerySchema } from "./contract/folders.ts";
import { type JobJson, jobColumns, jobExportQuerySchema } from "./contract/jobs.ts";
import type { ExportTurns } from "./export-turns.ts";
import { exportedStatistics } from "./exported-statistics.ts";
import { facetsJson } from "./facets-json.ts";
import { folderJson } from "./folder-routes.ts";
import { jobFilter } from "./job-filter.ts";
import { jobJson } from "./job-json.ts";
import { findJob, params } from "./job-routes.ts";
import type { LongRequests } from "./long-requests.ts";
import { type After, pages } from "./pages.ts";
import { describedExport, exportAnswer, type Row, sendExport } from "./send-export.ts";
import { directoryOf, filterErrors, videoFilter } from "./video-filter.ts";
import { fileErrorJson } from "./video-json.ts";

/** How many of a list are read and written at once. Each such part takes the main thread a few milliseconds. */
const jobsAtOnce = 100;
const errorsAtOnce = 1_000;
/** With a directory, each search sorts all problems in it, so few large searches are best. */
const problemsOfSearch = 10_000;
const foldersAtOnce = 1_000;
/** How many folders one search finds. Each search reads the whole library, so few large searches are best. */
const foldersOfSearch = 10_000;

/**
 * Exports of all lists but those of videos and duplicates: `GET LIST/export`, with the filters and the order of `GET LIST`.
 */
export function listExportRoutes(
  app: FastifyInstance,
  { queue, videos, roots }: Pick<AppParts, "queue" | "videos" | "roots">,
  { exports, turns }: { readonly exports: LongRequests; readonly turns: ExportTurns },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const ok = { 200: exportAnswer };
  const always = ["HTTP_TOO_OLD", "TOO_MANY_STREAMS", ...asking] as const;

  routes.get(
    "/jobs/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Jobs"],
        summary: "Export jobs as CSV or NDJSON",
        description: describedExport("All jobs that match, newest first, as in the list of jobs.", jobColumns),
        querystring: jobExportQuerySchema,
        response: answers(ok, always),
      },
    },
    async ({ query: { format, fields, bom, ...filters } }, reply) => {
      const filter = await jobFilter(filters, { roots });
      const signal = exports.begin(reply);
      const read = (after: After) => queue.list({ ...filter, ...after, limit: jobsAtOnce });
      async function* parts(): AsyncGenerator<readonly JobJson[], void> {
        for await (const { jobs } of pages(read, signal)) yield jobs.map((job) => jobJson(queue.snapshot(job), []));
      }
      const shown = { format, fields, bom, columns: jobColumns, rowOf: rowOfJob };
      return sendExport(reply, { name: "scans", ...shown, parts: parts() }, { turns, signal });
    },
  );

  routes.get(
    "/jobs/:id/errors/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Jobs"],
        summary: "Export every file that a job could not read, as CSV or NDJSON",
        description: describedExport("In the order of the list of errors.", fileErrorColumns),
        params,
        querystring: jobErrorsExportQuerySchema,
        response: answers(ok, ["NOT_FOUND", ...always]),
      },
    },
    async ({ params: { id }, query }, reply) => {
      const job = await findJob(queue, id);
      const signal = exports.begin(reply);
      const read = (after: After) => videos.errorsOfJob(job.id, { ...after, limit: errorsAtOnce });
      const parts = fileErrors(pages(read, signal));
      const at = job.startedAt ?? job.submittedAt;
      return sendExport(reply, { name: "errors", at, ...query, columns: fileErrorColumns, parts }, { turns, signal });
    },
  );

  routes.get(
    "/videos/problems/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Videos"],
        summary: "Export files that could not be read, as CSV or NDJSON",
        description: describedExport("In the order of the list of problems.", fileErrorColumns),
        querystring: problemsExportQuerySchema,
        response: answers(ok, ["INVALID_PATH", ...always]),
      },
    },
    async ({ query: { path, ...shown } }, reply) => {
      const where = path === undefined ? {} : { directory: directoryOf(path) };
      const limit = path === undefined ? errorsAtOnce : problemsOfSearch;
      const signal = exports.begin(reply);
      const read = (after: After) => videos.problems({ ...where, ...after, limit });
      const parts = fileErrors(pages(read, signal));
      return sendExport(reply, { name: "problems", ...shown, columns: fileErrorColumns, parts }, { turns, signal });
    },
  );

  routes.get(
    "/folders/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Videos"],
        summary: "Export the folders in a folder as CSV or NDJSON",
        description: describedExport("The folders directly in it, in the order of the list of folders.", folderColumns),
        querystring: foldersExportQuerySchema,
        response: answers(ok, ["INVALID_PATH", ...always]),
      },
    },
    async ({ query: { path, ...shown } }, reply) => {
      let directory = path === undefined ? undefined : directoryOf(path);
      const signal = exports.begin(reply);
      const read = async (after: After) => {
        const where = directory === undefined ? {} : { directory };
        const page = await videos.listFolders({ ...where, ...after, limit: foldersOfSearch });
        // The next page is of the same folder, whatever is found meanwhile.
        directory = page.path ?? undefined;
        return page;
      };
      async function* parts(): AsyncGenerator<readonly FolderJson[], void> {
        for await (const { folders } of pages(read, signal)) {
          for (let first = 0; first < folders.length; first += foldersAtOnce)
            yield folders.slice(first, first + foldersAtOnce).map(folderJson);
        }
      }
      return sendExport(
        reply,
        { name: "folders", ...shown, columns: folderColumns, parts: parts() },
        { turns, signal },
      );
    },
  );

  routes.get(
    "/statistics/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Videos"],
        summary: "Export the statistics of videos as CSV or NDJSON",
        description: describedExport(
          "A row for the total, and one for each number of `GET /api/v1/statistics`: for each `value` of a `property`, for " +
            "each range of a measure (`min`, `max`), and for each span of time (`after`, `before`).",
          statisticsColumns,
        ),
        querystring: statisticsExportQuerySchema,
        response: answers(ok, [...filterErrors, ...always]),
      },
    },
    async ({ query: { format, fields, bom, time_zone: timeZone, ...query } }, reply) => {
      const filter = await videoFilter(query, { roots });
      const signal = exports.begin(reply);
      async function* parts() {
        yield exportedStatistics(await facetsJson(videos, filter, { isWithoutOwn: false, timeZone }));
      }
      const shown = { format, fields, bom, columns: statisticsColumns };
      return sendExport(reply, { name: "statistics", ...shown, parts: parts() }, { turns, signal });
    },
  );
}

/** A job with its counts, and with the fields of its payload and of its result that are columns of an export. */
function rowOfJob(job: JobJson): Row {
  const { path, video_count, trigger } = job.payload;
  return { ...job.counts, ...job, path, video_count, trigger, duration_ms: job.result?.duration_ms };
}

async function* fileErrors(
  errorPages: AsyncGenerator<FileErrorPage, void>,
): AsyncGenerator<readonly FileErrorJson[], void> {
  for await (const { errors } of errorPages) {
    for (let first = 0; first < errors.length; first += errorsAtOnce)
      yield errors.slice(first, first + errorsAtOnce).map(fileErrorJson);
  }
}
