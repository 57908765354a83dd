import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { type LiveValue, presentValue } from "../live-value.ts";
import { excludeRules, rulesWithNewPatterns } from "../scanning/exclude/exclude-rules.ts";
import { previewExclusion } from "../scanning/preview-exclusion.ts";
import { settingsOfRoots } from "../scanning/settings-of-roots.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { excludePreviewRequestSchema, excludePreviewSchema } from "./contract/jobs.ts";
import type { LongRequests } from "./long-requests.ts";
import { directoryOf } from "./video-filter.ts";

const mostExamples = 20;

/** Says what patterns leave out. */
export function excludeRoutes(
  app: FastifyInstance,
  { known, roots }: Pick<AppParts, "known" | "roots">,
  { exclude, waits }: { readonly exclude: LiveValue<readonly string[]>; readonly waits: LongRequests },
): void {
  const settingsOf = settingsOfRoots(roots);
  app.withTypeProvider<ZodTypeProvider>().post(
    "/videos/exclude/preview",
    {
      schema: {
        tags: ["Videos"],
        summary: "Count the videos that patterns would leave out",
        description:
          "Counts the known videos in a directory that a scan with these patterns, with those of the settings and with " +
          "those of the directories of the library would remove from the library. Files such as .gleanerignore are not " +
          "read, and nothing is changed. Videos in directories that the scan does not enter, such as hidden ones, are counted, " +
          "too, although they stay.",
        body: excludePreviewRequestSchema,
        response: answers({ 200: excludePreviewSchema }, ["INVALID_PATH", "TOO_MANY_STREAMS", ...asking]),
      },
    },
    async ({ body }, reply) => {
      const signal = waits.begin(reply);
      const path = directoryOf(body.path);
      const rulesOf = body.as_root_patterns ? rulesWithNewPatterns : excludeRules;
      const rules = rulesOf({ ...body, path }, { ofServer: presentValue(exclude), ...(await settingsOf(path)) });
      const { videos, examples } = await previewExclusion(rules, known, { mostExamples, signal });
      return { videos, examples: [...examples] };
    },
  );
}
