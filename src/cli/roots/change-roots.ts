import type { RootChangeJson, RootJson } from "../../api/contract/roots.ts";
import type { ApiClient } from "../api-client.ts";
import { asInLibrary } from "../as-in-library.ts";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { reachServer, withServer } from "../reach-server.ts";
import { findRoot } from "./find-root.ts";
import { sayRoot } from "./list-roots.ts";
import { problemsOfRoot } from "./problems-of-root.ts";

/** `gleaner roots add DIR`: adds a directory to the library, and scans nothing itself. Makes the library if there is none. */
export async function addRoot(
  context: CommandContext,
  directory: string,
  { json, ...settings }: RootChangeJson & { readonly json: boolean },
): Promise<ExitCode> {
  const path = await asInLibrary(directory, context);
  const reached = await reachServer(context.config, {
    ...context,
    command: "gleaner roots add",
    joinable: false,
    scansAtOnce: false,
  });
  try {
    const client = await reached.loadClient();
    const root = await client.addRoot({ path, ...settings });
    await print(root, client, context, { json });
    if (!json) context.err.say(whenScanned(root, context));
    return 0;
  } finally {
    await reached.close();
  }
}

function whenScanned({ path, watch, last_job: lastJob }: RootJson, { ownCommand }: CommandContext): string {
  const scan = ownCommand("roots", "scan", path);
  if (!watch && lastJob !== null) return `It was scanned before. To scan it again: ${scan}`;
  if (!watch) return `Nothing is scanned yet. Scan it with: ${scan}`;
  return `While \`gleaner serve\` runs, it scans the directory by itself, within seconds. To scan it now: ${scan}`;
}

/** `gleaner roots set ROOT`: changes settings of a directory of the library. */
export async function setRoot(
  context: CommandContext,
  name: string,
  { json, ...settings }: RootChangeJson & { readonly json: boolean },
): Promise<ExitCode> {
  return withServer<ExitCode>(context, "gleaner roots set", async (client) => {
    const { roots } = await client.roots();
    const { root_id: id } = await findRoot(roots, name, context);
    await print(await client.changeRoot(id, settings), client, context, { json });
    return 0;
  });
}

async function print(
  root: RootJson,
  client: ApiClient,
  { out, ownCommand }: CommandContext,
  { json }: { readonly json: boolean },
): Promise<void> {
  if (json) return out.json(root);
  const problems = await problemsOfRoot(client, root);
  sayRoot(root, { problems, ownCommand, out });
}
