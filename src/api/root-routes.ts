import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { NamedPaths } from "../files/named-paths.ts";
import {
  type AddRootOutcome,
  type LibraryRoot,
  type RootSchedule,
  type RootSettings,
  usualRootName,
  usualRootSettings,
} from "../library/library-roots.ts";
import { checkSchedule } from "../scheduling/schedule.ts";
import { say } from "../sentences/say.ts";
import { within } from "../within.ts";
import { admitDirectory, admitErrors } from "./admit-directory.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { scanAcceptedSchema } from "./contract/jobs.ts";
import {
  newRootSchema,
  rootChangeSchema,
  rootDeleteQuerySchema,
  rootListSchema,
  rootScanRequestSchema,
  rootScansRequestSchema,
  rootScansSchema,
  rootSchema,
} from "./contract/roots.ts";
import { forgetAcceptedSchema, forgottenSchema } from "./contract/videos.ts";
import { ApiError } from "./error-codes.ts";
import { findRoot } from "./find-root.ts";
import { forgetByJob, forgetMs } from "./forget-matching.ts";
import { noSuchRoot, requireRemoved } from "./require-removed.ts";
import { rootListJson } from "./root-json.ts";
import { scanRoots } from "./scan-roots.ts";
import { submitScan } from "./submit-scan.ts";
import type { TotalsOfRoots } from "./totals-of-roots.ts";
import { timeJson } from "./wire-values.ts";

const tags = ["Directories of the library"];
const params = z.object({ id: z.string().describe("The id of a directory of the library") });

/** The directories of which the library is made. */
export function rootRoutes(
  app: FastifyInstance,
  parts: Pick<AppParts, "queue" | "videos" | "posters" | "roots" | "forgetting" | "watchStateOf">,
  { paths, totals }: { readonly paths: NamedPaths; readonly totals: TotalsOfRoots },
): void {
  const { queue, videos, posters, roots, forgetting, watchStateOf = () => null } = parts;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const jsonOfAll = (all: readonly LibraryRoot[]) => rootListJson(all, { queue, totals, watchStateOf });
  // With the numbers of all, which are kept for the next request.
  const jsonOf = async (id: string) => {
    const { roots: all } = await jsonOfAll(await roots.list());
    return all.find((root) => root.root_id === id) ?? noSuchRoot();
  };

  routes.get(
    "/roots",
    {
      schema: {
        tags,
        summary: "List the directories of the library",
        response: answers({ 200: rootListSchema }, asking),
      },
    },
    async () => jsonOfAll(await roots.list()),
  );

  routes.post(
    "/roots",
    {
      schema: {
        tags,
        summary: "Add a directory to the library",
        description: "Scans nothing yet. The first scan of a directory adds it, too.",
        body: newRootSchema,
        response: answers({ 201: rootSchema }, ["ROOT_OVERLAPS", ...admitErrors, ...changing, ...asking]),
      },
    },
    async ({ body }, reply) => {
      const { path } = await admitDirectory(body.path, paths);
      const outcome = await roots.add({ ...usualRootSettings, name: usualRootName(path), ...settingsIn(body), path });
      if (outcome.kind === "overlaps") throw overlaps(path, outcome);
      return reply.code(201).send(await jsonOf(outcome.root.id));
    },
  );

  routes.get(
    "/roots/:id",
    {
      schema: {
        tags,
        summary: "Get a directory of the library",
        params,
        response: answers({ 200: rootSchema }, ["NOT_FOUND", ...asking]),
      },
    },
    async (request) => jsonOf((await findRoot(roots, request.params.id)).id),
  );

  routes.patch(
    "/roots/:id",
    {
      schema: {
        tags,
        summary: "Change settings of a directory of the library",
        description: "A scan that runs keeps the settings with which it has begun.",
        params,
        body: rootChangeSchema,
        response: answers({ 200: rootSchema }, ["NOT_FOUND", ...changing, ...asking]),
      },
    },
    async (request) => {
      const { id } = await findRoot(roots, request.params.id);
      const changed = (await roots.change(id, settingsIn(request.body))) ?? noSuchRoot();
      return jsonOf(changed.id);
    },
  );

  routes.delete(
    "/roots/:id",
    {
      schema: {
        tags,
        summary: "Remove a directory from the library",
        description:
          "Files are never touched. Its videos stay in the library, unless `forget_videos`: then they are removed as by " +
          "`POST /api/v1/videos/forget`, many of them by a job. A directory that is being scanned is not removed.",
        params,
        querystring: rootDeleteQuerySchema,
        response: answers(
          {
            200: forgottenSchema.describe("The directory and its videos are gone from the library"),
            202: forgetAcceptedSchema.describe("The directory is gone from the library, and a job removes its videos"),
            204: z.undefined().describe("The directory is gone from the library, and its videos are still there"),
          },
          ["NOT_FOUND", "SCAN_ACTIVE", ...changing, ...asking],
        ),
      },
    },
    async (request, reply) => {
      const { id, path } = await findRoot(roots, request.params.id);
      if (!request.query.forget_videos) {
        requireRemoved(await roots.remove(id));
        return reply.code(204).send();
      }
      const which = { filter: { directory: path }, asOf: new Date() };
      const outcome = await forgetting.removeRoot(id);
      if (outcome.kind === "many") {
        const count = await videos.countToForget(which);
        const answer = await forgetByJob(
          which,
          count,
          queue,
          async (job) => requireRemoved(await forgetting.removeRootByJob(id, job)).inserted,
        );
        return reply.code(202).send(answer);
      }
      const { forgotten } = requireRemoved(outcome);
      await within(forgetMs, posters.forget(forgotten));
      return reply.code(200).send({ count: forgotten.length, as_of: timeJson(which.asOf) });
    },
  );

  routes.post(
    "/roots/:id/scan",
    {
      schema: {
        tags,
        summary: "Scan a directory of the library",
        description: "As `POST /api/v1/videos/scan` does, with the settings of the directory.",
        params,
        body: rootScanRequestSchema,
        response: answers({ 202: scanAcceptedSchema }, [
          "NOT_FOUND",
          "FORGET_ACTIVE",
          ...admitErrors,
          ...changing,
          ...asking,
        ]),
      },
    },
    async (request, reply) => {
      const { path, recursive } = await findRoot(roots, request.params.id);
      const { retry_errors = false, accept_empty = false, full = false } = request.body ?? {};
      const scan = { path, recursive, retry_errors, accept_empty, full };
      return reply.code(202).send(await submitScan(scan, { queue, paths, roots, forgetting, isKnown: true }));
    },
  );

  routes.post(
    "/roots/scan",
    {
      schema: {
        tags,
        summary: "Scan all directories of the library, or some of them",
        description:
          "On each disk one after the other, and on different disks at the same time, as far as the server may run several " +
          "scans. A directory whose scan waits or runs already keeps that scan. A directory that cannot be read keeps no " +
          "other one from being scanned: its own scan fails.",
        body: rootScansRequestSchema,
        response: answers({ 202: rootScansSchema }, ["NOT_FOUND", ...changing, ...asking]),
      },
    },
    async ({ body }, reply) => {
      const all = await roots.list();
      const { root_ids: ids, retry_errors = false, full = false } = body ?? {};
      const wanted = ids === undefined ? null : new Set(ids.map((id) => id.toLowerCase()));
      const chosen = all.filter(({ id }) => wanted === null || wanted.has(id));
      if (wanted !== null && chosen.length < wanted.size) noSuchRoot();
      return reply.code(202).send(await scanRoots(chosen, { retry_errors, full }, { queue, paths }));
    },
  );
}

/** The settings that a body has. */
function settingsIn(body: {
  readonly name?: string | undefined;
  readonly recursive?: boolean | undefined;
  readonly follow_links?: boolean | null | undefined;
  readonly include_hidden?: boolean | null | undefined;
  readonly max_rate?: number | null | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly watch?: boolean | undefined;
  readonly schedule?: { readonly cron: string; readonly time_zone?: string | undefined } | null | undefined;
}): Partial<RootSettings> {
  const {
    name,
    recursive,
    follow_links: followLinks,
    include_hidden: includeHidden,
    max_rate: maxRate,
    exclude,
    watch,
    schedule,
  } = body;
  return {
    ...(name !== undefined && { name }),
    ...(recursive !== undefined && { recursive }),
    ...(followLinks !== undefined && { followLinks }),
    ...(includeHidden !== undefined && { includeHidden }),
    ...(maxRate !== undefined && { maxRate }),
    ...(exclude !== undefined && { exclude }),
    ...(watch !== undefined && { watch }),
    ...(schedule !== undefined && { schedule: schedule === null ? null : scheduleIn(schedule) }),
  };
}

/** @throws ApiError `VALIDATION_ERROR` that says what is wrong with the schedule */
function scheduleIn(body: { readonly cron: string; readonly time_zone?: string | undefined }): RootSchedule {
  const timeZone = body.time_zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const outcome = checkSchedule({ cron: body.cron, timeZone }, { now: new Date() });
  if (outcome.kind === "schedule") return outcome.schedule;
  const field = outcome.field === "cron" ? "cron" : "time_zone";
  throw new ApiError(
    "VALIDATION_ERROR",
    say("wrong_schedule", { field, text: outcome.message, problem: outcome.sentence }),
  );
}

function overlaps(path: string, { how, other }: Extract<AddRootOutcome, { kind: "overlaps" }>): ApiError {
  const messages = {
    same: () => say("same_root", { path, name: other.name }),
    inside: () => say("inside_root", { path, other: other.path }),
    around: () => say("around_root", { path, other: other.path }),
  };
  return new ApiError("ROOT_OVERLAPS", messages[how]());
}
