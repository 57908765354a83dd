import { basename, dirname, parse } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { z } from "zod";
import { DiskSilent, FileCallFailed } from "../files/file-call-errors.ts";
import type { NamedDirectory } from "../files/file-calls.ts";
import { FirstByName } from "../files/first-by-name.ts";
import { homeDirectory } from "../files/home-directory.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { say } from "../sentences/say.ts";
import { admitDirectory, admitErrors, requireRoots } from "./admit-directory.ts";
import { answers } from "./answers.ts";
import { type DirectoriesJson, directoriesQuerySchema, directoriesSchema } from "./contract/directories.ts";
import { ApiError } from "./error-codes.ts";
import type { LongRequests } from "./long-requests.ts";

/** How long to look for videos in the directories of one answer, in milliseconds. */
const videosWithinMs = 1_000;

interface FilesystemOptions {
  readonly paths: NamedPaths;
  readonly listings: LongRequests;
  readonly extensions: ReadonlySet<string>;
}

/** The directories of this machine, for choosing one to scan. */
export function filesystemRoutes(app: FastifyInstance, { paths, listings, extensions }: FilesystemOptions): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/filesystem/directories",
    {
      schema: {
        tags: ["Directories"],
        summary: "List the directories in a directory",
        querystring: directoriesQuerySchema,
        response: answers({ 200: directoriesSchema }, [...admitErrors, "PATH_NOT_FOUND", "TOO_MANY_STREAMS"]),
      },
    },
    async (request, reply) => {
      requireRoots(paths);
      const signal = listings.begin(reply);
      const listing = await list(paths, { ...request.query, signal });
      const looked = [...(listing.path === null ? [] : [listing.path]), ...listing.directories.map(({ path }) => path)];
      const roots = await paths.roots();
      const known = await paths.holdVideos(looked, { roots, extensions, withinMs: videosWithinMs, signal });
      const [own, ...others] = listing.path === null ? [false, ...known] : known;
      const { limit, offset } = request.query;
      return {
        ...listing,
        has_videos: own ?? null,
        directories: listing.directories.map(({ name, path }, index) => ({
          name,
          path,
          has_videos: others[index] ?? null,
        })),
        limit,
        offset,
      };
    },
  );
}

interface Listing extends Pick<DirectoriesJson, "path" | "parent" | "total"> {
  readonly directories: readonly NamedDirectory[];
}

async function list(
  paths: NamedPaths,
  query: z.output<typeof directoriesQuerySchema> & { readonly signal: AbortSignal },
): Promise<Listing> {
  if (query.path === undefined && paths.configuredRoots.length > 0) return listRoots(paths.configuredRoots, query);
  const named = query.path ?? homeDirectory() ?? parse(process.cwd()).root;
  const directory = await admitDirectory(named, paths, { absent: "PATH_NOT_FOUND", signal: query.signal });
  const { path, roots } = directory;
  try {
    const listed = await paths.listDirectories(directory, query);
    const parent = roots.includes(path) || dirname(path) === path ? null : dirname(path);
    return { path, parent, ...listed };
  } catch (error) {
    if (!(error instanceof DiskSilent || error instanceof FileCallFailed)) throw error;
    throw new ApiError("INVALID_PATH", say("cannot_read", { path, why: error.sentence }), { cause: error });
  }
}

/** The allowed roots, as a directory of their own. */
function listRoots(
  roots: readonly string[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Listing {
  const directories = new FirstByName<NamedDirectory>(offset + limit);
  for (const path of roots) directories.add({ name: basename(path) || path, path });
  return { path: null, parent: null, directories: directories.first().slice(offset), total: directories.total };
}
