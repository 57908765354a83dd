import type { ApiClient } from "./api-client.ts";
import { asInLibrary } from "./as-in-library.ts";
import { askToForget } from "./ask-to-forget.ts";
import { chosenVideos } from "./chosen-videos.ts";
import type { CommandContext, ExitCode } from "./command-context.ts";
import { forgetInForeground } from "./forget-in-foreground.ts";
import { withServer } from "./reach-server.ts";
import { requireKnownPlace } from "./require-known-place.ts";

export interface ForgetFlags {
  /** Only videos below this directory. */
  readonly under?: string;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * `gleaner forget --missing`: removes missing videos from the library, and leaves files alone. Says how many there are,
 * and asks first.
 */
export async function forget(context: CommandContext, flags: ForgetFlags): Promise<ExitCode> {
  const { out } = context;
  const path = flags.under === undefined ? undefined : await asInLibrary(flags.under, context);
  const filter = { missing: true, ...(path !== undefined && { path }) };
  const count = async (client: ApiClient) => {
    await requireKnownPlace(client, path, context);
    return client.forget({ filter, dry_run: true });
  };
  const chosen = await withServer({ ...context, readsOnly: flags.dryRun }, "gleaner forget", count);
  if (flags.dryRun || chosen.count === 0) {
    if (flags.json) out.json({ count: chosen.count });
    else if (chosen.count === 0) out.say(`There are no ${chosenVideos(filter)}.`);
    else out.say(`${chosenVideos(filter, chosen.count)} would be forgotten. Files are never touched.`);
    return 0;
  }
  const refusal = flags.yes ? null : await askToForget(chosenVideos(filter, chosen.count), context, flags);
  if (refusal !== null) return refusal;
  const request = { filter, as_of: chosen.as_of };
  return forgetInForeground(context, {
    command: "gleaner forget",
    json: flags.json,
    begin: (client) => client.forget(request),
  });
}
