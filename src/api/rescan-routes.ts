import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { isWithin } from "../files/is-within.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { JobId } from "../jobs/job.ts";
import type { LibraryRoot } from "../library/library-roots.ts";
import type { VideoFilter } from "../library/video-filter.ts";
import { diskLane, scanRequest } from "../scanning/scan-payload.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { chosenVideos, idsLimit } from "./chosen-videos.ts";
import { rescanAcceptedSchema, rescanRequestSchema } from "./contract/videos.ts";
import { requireNotForgotten } from "./require-not-forgotten.ts";
import { filterErrors } from "./video-filter.ts";

/** Of a directory of the library, how many directories are scanned one by one. With more, all of it is scanned. */
const mostDirectories = 1_000;

type Parts = Pick<AppParts, "queue" | "videos" | "roots" | "forgetting">;

/** Reads the files of chosen videos again. */
export function rescanRoutes(app: FastifyInstance, parts: Parts, { paths }: { readonly paths: NamedPaths }): void {
  const { queue, videos, roots, forgetting } = parts;
  app.withTypeProvider<ZodTypeProvider>().post(
    "/videos/rescan",
    {
      bodyLimit: idsLimit,
      schema: {
        tags: ["Videos"],
        summary: "Scan the directories of videos again",
        description:
          "For each directory of the library that has some of the videos, a scan reads all files again in the directories " +
          "that hold them, without their subdirectories, also files that have not changed. If more than " +
          `${mostDirectories.toLocaleString("en")} of them hold some, all of the directory of the library is read again. ` +
          "The scans can be cancelled as any other. Videos in no directory of the library are left out.",
        body: rescanRequestSchema,
        response: answers({ 202: rescanAcceptedSchema }, ["FORGET_ACTIVE", ...filterErrors, ...changing, ...asking]),
      },
    },
    async ({ body }, reply) => {
      const which = await chosenVideos(body, parts);
      const chosen = await scansOf(which);
      for (const { root } of chosen) await requireNotForgotten(root.path, forgetting);
      const devices = paths.devicesOf(chosen.map(({ root }) => root.path));
      const jobIds: JobId[] = [];
      for (const [nth, { root, only }] of chosen.entries()) {
        const { path, recursive } = root;
        const request = scanRequest({ path, recursive, retry_errors: true, accept_empty: false, full: true, only });
        const { job } = await queue.enqueue({
          ...request,
          // Beside scans of changes, which a choice of a person must not replace.
          uniqueKey: only === null ? request.uniqueKey : `again:${path}:${digestOf(only)}`,
          lane: diskLane(devices[nth] ?? ""),
        });
        jobIds.push(job.id);
      }
      const count = chosen.reduce((sum, { only }) => sum + (only?.length ?? 1), 0);
      return reply.code(202).send({ job_ids: jobIds, directory_count: count });
    },
  );

  /** For each directory of the library, which of its directories to scan. Null: all. */
  async function scansOf(which: Awaited<ReturnType<typeof chosenVideos>>) {
    const all = await roots.list();
    const scans: { readonly root: LibraryRoot; readonly only: readonly string[] | null }[] = [];
    for (const root of all) {
      const inRoot = "ids" in which ? which : within(which.filter, root.path);
      if (inRoot === null) continue;
      const found = await videos.directoriesOf(inRoot, {
        limit: "ids" in which ? which.ids.length : mostDirectories + 1,
      });
      const directories = found.filter((directory) => isWithin(directory, root.path));
      if (directories.length === 0) continue;
      scans.push({ root, only: directories.length > mostDirectories ? null : directories });
    }
    return scans;
  }
}

/** The filter for the videos in a directory of the library only; null if no video of it can match. */
function within(filter: VideoFilter, root: string): { readonly filter: VideoFilter } | null {
  const { directory } = filter;
  if (directory !== undefined && isWithin(directory, root)) return { filter };
  if (directory !== undefined && (filter.isDirect === true || !isWithin(root, directory))) return null;
  return { filter: { ...filter, directory: root } };
}

function digestOf(directories: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(directories)).digest("base64url");
}
