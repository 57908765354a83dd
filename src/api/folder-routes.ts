import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Folder } from "../library/video-library.ts";
import { answers, asking } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { type FolderJson, foldersQuerySchema, foldersSchema } from "./contract/folders.ts";
import { totalsJson } from "./totals-json.ts";
import { directoryOf } from "./video-filter.ts";

/** The folders of the library, as its videos have them. No disk is asked. */
export function folderRoutes(app: FastifyInstance, { videos }: Pick<AppParts, "videos">): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/folders",
    {
      schema: {
        tags: ["Videos"],
        summary: "List the folders in a folder, with how much is in each",
        description: "Answers about a large library are kept for some seconds, and while nothing changes.",
        querystring: foldersQuerySchema,
        response: answers({ 200: foldersSchema }, ["INVALID_PATH", ...asking]),
      },
    },
    async ({ query: { path, limit, cursor } }) => {
      const page = await videos.folders({
        limit,
        ...(path !== undefined && { directory: directoryOf(path) }),
        ...(cursor !== undefined && { cursor }),
      });
      return {
        path: page.path,
        ...totalsJson(page.total),
        own: totalsJson(page.own),
        folders: page.folders.map(folderJson),
        next_cursor: page.nextCursor,
      };
    },
  );
}

export function folderJson({ path, name, totals }: Folder): FolderJson {
  return { path, name, ...totalsJson(totals) };
}
