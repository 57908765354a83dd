import { parse } from "node:path";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { type FileCall, fileCallsOfThisProcess } from "../files/bounded-file-calls.ts";
import { homeDirectory } from "../files/home-directory.ts";
import { systemErrorText } from "../files/system-error-text.ts";
import { type AdmitOptions, admitDirectory, admitErrors, requireRoots } from "./admit-directory.ts";
import { answers } from "./answers.ts";
import { directoriesQuerySchema, directoriesSchema } from "./contract.ts";
import { ApiError } from "./error-codes.ts";
import { listDirectories, listRoots } from "./list-directories.ts";
import type { LongRequests } from "./long-requests.ts";

const timeoutMs = 30_000;

/** The directories of this machine, for choosing one to scan. */
export function filesystemRoutes(
  app: FastifyInstance,
  options: AdmitOptions & { readonly listings: LongRequests },
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
      requireRoots(options);
      const { roots, listings } = options;
      if (request.query.path === undefined && roots.length > 0) return listRoots(roots);
      const signal = listings.begin(reply);
      const path = await admitDirectory(request.query.path ?? homeDirectory() ?? parse(process.cwd()).root, {
        ...options,
        absent: "NOT_FOUND",
      });
      try {
        // Not the path alone: a link in it to a drive that is gone keeps nobody from scanning the rest.
        const question = `the directories in ${path}`;
        const list = (call: FileCall) => listDirectories(path, { roots, call, signal });
        return await fileCallsOfThisProcess.ask(question, list, { timeoutMs });
      } catch (error) {
        if (signal.aborted) throw error;
        throw new ApiError("INVALID_PATH", `Cannot read ${path}: ${systemErrorText(error)}`, { cause: error });
      }
    },
  );
}
