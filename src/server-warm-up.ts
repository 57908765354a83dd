import type { Config } from "./config.ts";
import { warmUpThreads } from "./store/sqlite/connection/sqlite-threads.ts";

/**
 * Starts what a store takes longest to start. This module loads in a moment, so a command that needs a store can begin
 * with it, before it loads the rest of the program.
 */
export function warmUpStore({ databaseUrl }: Pick<Config, "databaseUrl">): void {
  // One thread writes and one reads. The third starts with the first search.
  if (databaseUrl === null) warmUpThreads(2);
}
