import { setTimeout as delay } from "node:timers/promises";
import type { CommandContext, ExitCode } from "../command-context.ts";
import { withServer } from "../reach-server.ts";

/** Somebody who has pressed Tab waits no longer. */
const patienceMs = 2_000;

/** Prints the names of the saved filters, one on each line, for a shell that completes them. */
export async function savedFilterNames(context: CommandContext): Promise<ExitCode> {
  const { out } = context;
  const found = withServer({ ...context, readsOnly: true }, "gleaner completion", (client) => client.savedFilters());
  const answer = await Promise.race([found, delay(patienceMs, null)]);
  for (const { name } of answer?.saved_filters ?? []) out.path(name, "\n");
  return answer === null ? 1 : 0;
}
