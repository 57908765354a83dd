import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ShowInFileManager } from "../files/file-manager.ts";
import { legiblePath } from "../files/legible-path.ts";
import type { NamedPaths } from "../files/named-paths.ts";
import { say } from "../sentences/say.ts";
import { answers, asking, changing } from "./answers.ts";
import type { AppParts } from "./app-parts.ts";
import { showInFolderSchema } from "./contract/playing.ts";
import { ApiError } from "./error-codes.ts";
import { filmErrors, findFilm } from "./find-film.ts";
import { findVideo } from "./find-video.ts";
import { isFromSameMachine } from "./same-machine.ts";

const tags = ["Videos"];
const params = z.object({ id: z.string().describe("The id of a video") });

/** Shows the file of a video in the file manager, to a person at the machine of this server. */
export function showInFolderRoutes(
  app: FastifyInstance,
  { videos }: Pick<AppParts, "videos">,
  { paths, showFile }: { readonly paths: NamedPaths; readonly showFile: ShowInFileManager | null },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "/videos/:id/show-in-folder",
    {
      schema: {
        tags,
        summary: "Get whether a video can be shown in its folder",
        params,
        response: answers({ 200: showInFolderSchema }, ["NOT_FOUND", ...asking]),
      },
    },
    async (request) => {
      await findVideo(videos, request.params.id);
      return { possible: showFile !== null && isFromSameMachine(request) };
    },
  );

  routes.post(
    "/videos/:id/show-in-folder",
    {
      schema: {
        tags,
        summary: "Show a video in its folder",
        description:
          "Opens the file manager of the desktop on which the server runs. Only for a request from the same machine: from " +
          "its own address, by a name of its own, and without the headers of a proxy.",
        params,
        response: answers({ 204: z.undefined().describe("The file manager has been opened") }, [
          "NOT_FOUND",
          "NO_DESKTOP",
          "SHOW_FAILED",
          ...filmErrors,
          ...changing,
          ...asking,
        ]),
      },
    },
    async (request, reply) => {
      if (showFile === null) throw new ApiError("NO_DESKTOP", say("no_desktop"));
      if (!isFromSameMachine(request)) {
        throw new ApiError("NO_DESKTOP", say("other_machine"));
      }
      const video = await findVideo(videos, request.params.id);
      await findFilm(video, paths, { signal: request.signal });
      await showFile(video.path).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new ApiError(
          "SHOW_FAILED",
          say("no_file_manager", { path: legiblePath(video.path), why: say("verbatim", { text: why }).sentence }),
        );
      });
      return reply.code(204).send();
    },
  );
}
