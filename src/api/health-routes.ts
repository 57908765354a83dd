import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { within } from "../within.ts";
import { answers } from "./answers.ts";
import type { HealthChecks } from "./app-parts.ts";
import { errorSchema } from "./contract/errors.ts";
import { liveSchema, type NotReadyJson, notReadySchema, type ReadyJson, readySchema } from "./contract/server.ts";
import { errorCodes } from "./error-codes.ts";
import { countJson } from "./wire-values.ts";

const tags = ["Health"];
const checkTimeoutMs = 2_000;
const notReady = {
  description: `\`NOT_READY\`: ${errorCodes.NOT_READY.meaning}\n\n\`SERVER_STOPPING\`: ${errorCodes.SERVER_STOPPING.meaning}`,
  content: { "application/json": { schema: z.union([notReadySchema, errorSchema]) } },
};
const minFreeBytes = 100e6;

/** For health checks: whether the server lives, and whether it can work. */
export function healthRoutes(
  app: FastifyInstance,
  checks: HealthChecks & { readonly setAsideJobs: () => Promise<readonly string[]> },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/health/live",
    {
      config: { isPublic: true },
      schema: { tags, summary: "Check that the server answers", response: answers({ 200: liveSchema }, []) },
    },
    () => ({ status: "ok" as const }),
  );

  routes.get(
    "/health/ready",
    {
      schema: {
        tags,
        summary: "Check that the server can work",
        description: "503 `NOT_READY` says which check has failed.",
        response: answers({ 200: readySchema, 503: notReady }, []),
      },
    },
    async (_request, reply) => {
      const [database, prober, disk] = await Promise.all([
        outcome("The database", async () => {
          await checks.database();
          return { ok: true, detail: `The database answers.${setAsideText(await checks.setAsideJobs())}` };
        }),
        outcome("The prober", () => checks.prober()),
        checkDisk(checks),
      ]);
      const results: ReadyJson["checks"] = { database, prober, disk };
      const failed = Object.values(results).filter(({ ok }) => !ok);
      if (failed.length === 0) return { status: "ok" as const, checks: results };
      const message = failed.map(({ detail }) => detail).join(" ");
      const body: NotReadyJson = { status: "not_ready", checks: results, detail: { code: "NOT_READY", message } };
      return reply.code(errorCodes.NOT_READY.status).send(body);
    },
  );
}

async function checkDisk(checks: HealthChecks): Promise<ReadyJson["checks"]["disk"]> {
  let freeBytes: number | null = null;
  const name = checks.isOnServer === true ? "The disk of the data directory" : "The disk of the library";
  const check = await outcome(name, async () => {
    freeBytes = countJson((await checks.disk()).freeBytes);
    const free = freeText(freeBytes);
    return freeBytes >= minFreeBytes
      ? { ok: true, detail: `${name} has ${free} free.` }
      : { ok: false, detail: `${name} has only ${free} free. Make room on it.` };
  });
  return { ...check, free_bytes: freeBytes };
}

/** A set-aside row does not make the server unready: everything else works. */
function setAsideText(ids: readonly string[]): string {
  if (ids.length === 0) return "";
  const shown = ids.slice(0, 5).join(", ") + (ids.length > 5 ? ", …" : "");
  const verb = ids.length === 1 ? "was" : "were";
  return ` ${ids.length} of its scans ${verb} set aside, because their rows make no sense: ${shown}. Everything else works.`;
}

function freeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** The outcome of a check. A check that throws or is late has failed. */
async function outcome(what: string, check: () => Promise<{ readonly ok: boolean; readonly detail: string }>) {
  try {
    const checking = check();
    if (await within(checkTimeoutMs, checking)) return await checking;
    return { ok: false, detail: `${what} has not answered for ${checkTimeoutMs / 1_000} seconds.` };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
