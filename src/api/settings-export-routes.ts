import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { answers, asking } from "./answers.ts";
import type { SettingsPart } from "./app-parts.ts";
import { type SettingJson, settingColumns, settingsExportQuerySchema } from "./contract/settings.ts";
import type { ExportTurns } from "./export-turns.ts";
import type { LongRequests } from "./long-requests.ts";
import { describedExport, exportAnswer, sendExport } from "./send-export.ts";
import { settingJson } from "./settings-routes.ts";

/** The list of the settings as a file. */
export function settingsExportRoutes(
  app: FastifyInstance,
  settings: SettingsPart,
  { exports, turns }: { readonly exports: LongRequests; readonly turns: ExportTurns },
): void {
  async function* parts(): AsyncGenerator<readonly SettingJson[], void> {
    await settings.refresh();
    yield settings.list().map(settingJson);
  }

  app.withTypeProvider<ZodTypeProvider>().get(
    "/settings/export",
    {
      exposeHeadRoute: false,
      schema: {
        tags: ["Server"],
        summary: "Export the settings of the server as CSV or NDJSON",
        description: describedExport(
          "In the order of the list of settings. A list of patterns is JSON in `csv`, too. The value of a secret is never in it.",
          settingColumns,
        ),
        querystring: settingsExportQuerySchema,
        response: answers({ 200: exportAnswer }, ["HTTP_TOO_OLD", "TOO_MANY_STREAMS", ...asking]),
      },
    },
    async ({ query }, reply) => {
      const signal = exports.begin(reply);
      return sendExport(
        reply,
        { name: "settings", ...query, columns: settingColumns, parts: parts() },
        { turns, signal },
      );
    },
  );
}
