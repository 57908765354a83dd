import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { type RootJson, rootColumns, rootsExportQuerySchema } from "./contract/roots.ts";
import type { ExportTurns } from "./export-turns.ts";
import type { LongRequests } from "./long-requests.ts";
import { rootListJson } from "./root-json.ts";
import { describedExport, exportAnswer, type Row, sendExport } from "./send-export.ts";
import type { TotalsOfRoots } from "./totals-of-roots.ts";

/** The list of the directories of the library as a file. */
export function rootExportRoutes(
  app: FastifyInstance,
  { queue, roots, watchStateOf = () => null }: Pick<AppParts, "queue" | "roots" | "watchStateOf">,
  {
    totals,
    exports,
    turns,
  }: { readonly totals: TotalsOfRoots; readonly exports: LongRequests; readonly turns: ExportTurns },
): void {
  async function* parts(): AsyncGenerator<readonly RootJson[], void> {
    yield (await rootListJson(await roots.list(), { queue, totals, watchStateOf })).roots;
  }

  app.withTypeProvider<ZodTypeProvider>().get(
    "/roots/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Directories of the library"],
        summary: "Export the directories of the library as CSV or NDJSON",
        description: describedExport("In the order of the list of directories.", rootColumns),
        querystring: rootsExportQuerySchema,
        response: answers({ 200: exportAnswer }, ["HTTP_TOO_OLD", "TOO_MANY_STREAMS", ...asking]),
      },
    },
    async ({ query }, reply) => {
      const signal = exports.begin(reply);
      const shown = { name: "directories", ...query, columns: rootColumns, rowOf: exportedRoot };
      return sendExport(reply, { ...shown, parts: parts() }, { turns, signal });
    },
  );
}

/** A directory with the columns that are parts of its fields. */
function exportedRoot(root: RootJson): Row {
  const { schedule, last_job: last } = root;
  return {
    ...root,
    cron: schedule?.cron,
    time_zone: schedule?.time_zone,
    last_job_id: last?.job_id,
    last_job_status: last?.status,
    last_job_finished_at: last?.finished_at,
  };
}
