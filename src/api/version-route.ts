import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { within } from "../within.ts";
import { answers } from "./answers.ts";
import type { AppOptions, HealthChecks } from "./app-parts.ts";
import { versionSchema } from "./contract/server.ts";

const proberTimeoutMs = 2_000;

/** The versions of this server and of the parts that decide what it can do. */
export function versionRoute(
  app: FastifyInstance,
  health: Pick<HealthChecks, "prober">,
  { version }: Pick<AppOptions, "version">,
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/version",
    {
      schema: {
        tags: ["Server"],
        summary: "Get the versions of the server",
        response: answers({ 200: versionSchema }, []),
      },
    },
    async () => {
      const checking = health.prober();
      const prober = (await within(proberTimeoutMs, checking)) ? (await checking).detail : "It does not answer.";
      return {
        app_version: version,
        api_version: "v1" as const,
        node_version: process.version,
        prober,
      };
    },
  );
}
