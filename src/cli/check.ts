import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import type { ApiClient } from "./api-client.ts";
import { asInLibrary } from "./as-in-library.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { kindOfPath } from "./kind-of-path.ts";
import { requireLibrary } from "./reach-server.ts";
import { runScan } from "./run-scan.ts";
import { shownPath } from "./shown-path.ts";
import { videoAt } from "./video-at.ts";
import { whyNoVideo } from "./why-no-video.ts";

export interface CheckFlags {
  /** Also videos that were checked before and have not changed. */
  readonly again: boolean;
  readonly json: boolean;
}

/**
 * `gleaner check [PATH]`: decodes videos from beginning to end, and says which are broken, and where.
 *
 * @param path a directory, a video, or all videos if it is left out
 */
export async function check(context: CommandContext, path: string | undefined, flags: CheckFlags): Promise<ExitCode> {
  await requireLibrary(context);
  const place = path === undefined ? null : await asInLibrary(path, context);
  const { exitCode } = await runScan(context, {
    command: "gleaner check",
    json: flags.json,
    scansAtOnce: false,
    start: async (client) => {
      const choice = await choose(client, place, context);
      return (await client.check({ ...choice, again: flags.again })).job_id;
    },
  });
  return exitCode;
}

async function choose(
  client: ApiClient,
  place: string | null,
  context: CommandContext,
): Promise<{ readonly ids: string[] } | { readonly filter: VideoFilterJson }> {
  if (place === null) return { filter: {} };
  const inside = await client.videos({ path: place, limit: 1 });
  if (inside.total > 0) return { filter: { path: place } };
  const video = await videoAt(client, place);
  if (video !== null) return { ids: [video.id] };
  if ((await kindOfPath(place)) === "directory")
    throw new Error(
      `The library has no videos at ${shownPath(place)}. Scan them first with: ${context.ownCommand("scan", place)}`,
    );
  throw new Error(await whyNoVideo(client, place, context));
}
