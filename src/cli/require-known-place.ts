import { isWithin } from "../files/is-within.ts";
import type { ApiClient } from "./api-client.ts";
import type { CommandContext } from "./command-context.ts";
import { kindOfPath } from "./kind-of-path.ts";
import { namedWithMore } from "./named-with-more.ts";
import { shownPath } from "./shown-path.ts";
import { videoAt } from "./video-at.ts";

/**
 * Call this with the place that a command is about. A mistyped path is not taken for one without videos: the exit code
 * is 1. The library knows a place if it is in one of its directories and on the disk, or if one of them is in it, or if it
 * has a video or a problem there. The disk of another machine (`--server`) is not looked at.
 *
 * @param path as the library names it; undefined: the whole library
 * @throws Error that names the place, if the library knows nothing of it
 */
export async function requireKnownPlace(
  client: ApiClient,
  path: string | undefined,
  { serverUrl }: Pick<CommandContext, "serverUrl">,
): Promise<void> {
  if (path === undefined) return;
  const roots = (await client.roots()).roots.map((root) => root.path);
  if (roots.some((root) => isWithin(root, path))) return;
  const isElsewhere = roots.length > 0 && !roots.some((root) => isWithin(path, root));
  if (!isElsewhere && (serverUrl !== undefined || (await kindOfPath(path)) !== "absent")) return;
  if ((await client.videos({ path, limit: 1 })).total > 0) return;
  if ((await client.problems({ path, limit: 1 })).problems.length > 0) return;
  if ((await videoAt(client, path)) !== null) return;
  throw new Error(
    isElsewhere
      ? `${shownPath(path)} is in no directory of the library. The library has: ${namedWithMore(roots.map(shownPath))}.`
      : `There is nothing at ${shownPath(path)}, and the library has no videos there.`,
  );
}
