import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { isWithin } from "../files/is-within.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import type { JobId } from "../jobs/job.ts";
import type { LibraryRoot } from "../library/library-roots.ts";
import type { VideoId } from "../library/video.ts";
import type { VideoChoice } from "../library/video-choice.ts";
import type { VideoFilter } from "../library/video-filter.ts";
import { type ChosenInDirectory, diskLane, scanRequest } from "../scanning/scan-payload.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { chosenVideos, idsLimit } from "./chosen-videos.ts";
import { rescanAcceptedSchema, rescanRequestSchema } from "./contract/videos.ts";
import { requireNotForgotten } from "./require-not-forgotten.ts";
import { filterErrors } from "./video-filter.ts";

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
        summary: "Scan videos again",
        description:
          "For each directory of the library that has some of the videos, a scan reads their files again, also those that " +
          "have not changed. It looks at no other files. A video whose file is not there any more is marked missing, as by a " +
          "scan of its directory. If its file has moved, the next scan of the directory finds it. " +
          "The scans can be cancelled as any other. Videos in no directory of the library are left out.",
        body: rescanRequestSchema,
        response: answers({ 202: rescanAcceptedSchema }, ["FORGET_ACTIVE", ...filterErrors, ...changing, ...asking]),
      },
    },
    async ({ body }, reply) => {
      const which = await chosenVideos(body, parts);
      const scans = await scansOf(which);
      for (const { root } of scans) await requireNotForgotten(root.path, forgetting);
      const devices = paths.devicesOf(scans.map(({ root }) => root.path));
      const jobIds: JobId[] = [];
      for (const [nth, { root, chosen }] of scans.entries()) {
        const { path, recursive } = root;
        const request = scanRequest({ path, recursive, retry_errors: true, full: true, chosen });
        const { job } = await queue.enqueue({ ...request, lane: diskLane(devices[nth] ?? "") });
        jobIds.push(job.id);
      }
      const count = scans.reduce((sum, { chosen }) => sum + chosen.count, 0);
      return reply.code(202).send({ job_ids: jobIds, video_count: count });
    },
  );

  /** The directories of the library with some of the videos. */
  async function scansOf(which: VideoChoice) {
    const scans: { readonly root: LibraryRoot; readonly chosen: ChosenInDirectory }[] = [];
    for (const root of await roots.list()) {
      const chosen = "ids" in which ? await idsIn(root.path, which.ids) : await matchingIn(root.path, which.filter);
      if (chosen !== null && chosen.count > 0) scans.push({ root, chosen });
    }
    return scans;
  }

  async function idsIn(root: string, ids: readonly VideoId[]): Promise<ChosenInDirectory> {
    const inside = await videos.idsIn(root, ids);
    return { choice: { ids: inside }, count: inside.length };
  }

  async function matchingIn(root: string, filter: VideoFilter): Promise<ChosenInDirectory | null> {
    const choice = within(filter, root);
    if (choice === null) return null;
    const { total } = await videos.list({ ...choice.filter, limit: 1 });
    return { choice, count: total };
  }
}

/** The filter for the videos in a directory of the library only; null if no video of it can match. */
function within(filter: VideoFilter, root: string): { readonly filter: VideoFilter } | null {
  const { directory } = filter;
  if (directory !== undefined && isWithin(directory, root)) return { filter };
  if (directory !== undefined && (filter.isDirect === true || !isWithin(root, directory))) return null;
  return { filter: { ...filter, directory: root } };
}
