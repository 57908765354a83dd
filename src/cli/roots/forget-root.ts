import { askToForget } from "../ask-to-forget.ts";
import { chosenVideos } from "../chosen-videos.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { forgetInForeground } from "../forget-in-foreground.ts";
import { countOf } from "../quantities.ts";
import { withServer } from "../reach-server.ts";
import { ApiError } from "../server-errors.ts";
import { shownPath } from "../shown-path.ts";
import { findRoot } from "./find-root.ts";

export interface ForgetRootFlags {
  /** Whether its videos are forgotten, too. */
  readonly videos: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const command = "gleaner roots forget";

/**
 * `gleaner roots forget ROOT [--videos]`: removes a directory from the library, and its videos on request, after saying how
 * many they are. Files are never touched.
 */
export async function forgetRoot(context: CommandContext, name: string, flags: ForgetRootFlags): Promise<ExitCode> {
  const { out, err } = context;
  const { root, count } = await withServer({ ...context, readsOnly: flags.dryRun }, command, async (client) => {
    const found = await findRoot((await client.roots()).roots, name, context);
    const counted = await client.forget({ filter: { path: found.path }, dry_run: true });
    return { root: found, count: counted.count };
  });
  const { root_id: id, path } = root;
  const videos = chosenVideos({ path }, count);
  if (flags.dryRun) {
    if (flags.json) out.json({ count: flags.videos ? count : 0 });
    else if (flags.videos) out.say(`${shownPath(path)} and ${videos} would be forgotten. Files are never touched.`);
    else out.say(`${shownPath(path)} would be forgotten. ${videos} would stay in the library.`);
    return 0;
  }
  if (!flags.videos) {
    await withServer(context, command, (client) => client.removeRoot(id));
    if (flags.json) {
      out.json({ count: 0 });
      return 0;
    }
    out.say(`${shownPath(path)} is no directory of the library any more.`);
    if (count === 1) err.say("Its video stays in the library. With --videos it is forgotten, too.");
    if (count > 1)
      err.say(`Its ${countOf(count, "video")} stay in the library. With --videos they are forgotten, too.`);
    return 0;
  }
  const refusal = flags.yes || count === 0 ? null : await askToForget(videos, context, flags);
  if (refusal !== null) return refusal;
  const asOf = new Date().toISOString();
  return forgetInForeground(context, {
    command,
    json: flags.json,
    begin: async (client) => {
      try {
        return await client.forgetRoot(id);
      } catch (error) {
        // An earlier call, whose server has ended, has removed the directory. Its videos are still to be forgotten.
        if (!(error instanceof ApiError) || error.code !== "NOT_FOUND") throw error;
        return client.forget({ filter: { path }, as_of: asOf });
      }
    },
  });
}
