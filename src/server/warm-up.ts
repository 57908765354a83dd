/**
 * Starts what takes longest to start. This module loads in a moment, so a command that needs a server can begin with it,
 * before it loads the rest of the program.
 */
import type { Config } from "../config.ts";
import { endSpareMediaChild, warmUpMediaChild } from "../libav/media-child.ts";
import { proberLimits } from "../prober-limits.ts";
import { libavProgram } from "../scanning/probe/libav-program.ts";
import { warmUpThreads } from "../store/sqlite/connection/sqlite-threads.ts";

export function warmUpStore({ databaseUrl }: Pick<Config, "databaseUrl">): void {
  // One thread writes and one reads. The third starts with the first search.
  if (databaseUrl === null) warmUpThreads(2);
}

/** Starts the process that probes the first file. Call `endWarmUp` if no server follows. */
export function warmUpProber(config: Config): void {
  if (config.prober !== "ffprobe") warmUpMediaChild(libavProgram(proberLimits(config)));
}

/** Ends the process that `warmUpProber` started, if no server has taken it over. */
export function endWarmUp(): void {
  endSpareMediaChild();
}
