import { basename, dirname, parse } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { DiskSilent, FileCallFailed } from "../files/disk-threads.ts";
import { FirstByName } from "../files/first-by-name.ts";
import { homeDirectory } from "../files/home-directory.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { admitDirectory, admitErrors, requireRoots } from "./admit-directory.ts";
import { answers } from "./answers.ts";
import { type DirectoriesJson, directoriesQuerySchema, directoriesSchema } from "./contract.ts";
import { ApiError } from "./error-codes.ts";
import type { LongRequests } from "./long-requests.ts";

/** How many directories are listed at most. */
const most = 1_000;

/** The directories of this machine, for choosing one to scan. */
export function filesystemRoutes(
  app: FastifyInstance,
  { paths, listings }: { readonly paths: NamedPaths; readonly listings: LongRequests },
): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/filesystem/directories",
    {
      schema: {
        tags: ["Directories"],
        summary: "List the directories in a directory",
        querystring: directoriesQuerySchema,
        response: answers({ 200: directoriesSchema }, [...admitErrors, "NOT_FOUND", "TOO_MANY_STREAMS"]),
      },
    },
    async (request, reply) => {
      requireRoots(paths);
      if (request.query.path === undefined && paths.configuredRoots.length > 0) return listRoots(paths.configuredRoots);
      const signal = listings.begin(reply);
      const named = request.query.path ?? homeDirectory() ?? parse(process.cwd()).root;
      const directory = await admitDirectory(named, paths, { absent: "NOT_FOUND", signal });
      const { path, roots } = directory;
      try {
        const listed = await paths.listDirectories(directory, { most, signal });
        const parent = roots.includes(path) || dirname(path) === path ? null : dirname(path);
        return { path, parent, ...listed };
      } catch (error) {
        if (!(error instanceof DiskSilent || error instanceof FileCallFailed)) throw error;
        throw new ApiError("INVALID_PATH", `Cannot read ${path}: ${error.message}`, { cause: error });
      }
    },
  );
}

/** The allowed roots, as a directory of their own. */
function listRoots(roots: readonly string[]): DirectoriesJson {
  const directories = new FirstByName<{ name: string; path: string }>(most);
  for (const path of roots) directories.add({ name: basename(path) || path, path });
  return { path: null, parent: null, directories: directories.first(), total: directories.total };
}
