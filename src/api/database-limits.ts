import type { TimeLimits } from "./answers-in-time.ts";
import type { HealthChecks } from "./app-parts.ts";

/** How long the database may take to answer. */
export interface DatabaseLimits {
  /** About jobs, directories and settings. */
  readonly jobs: TimeLimits;
  /**
   * About videos. On a busy machine, a search in a large library takes a while. If the disk of the library hangs, the
   * answer comes within two seconds all the same.
   */
  readonly videos: TimeLimits;
}

/** The limits for requests over HTTP, and for the command that runs the server in its own process. */
export function databaseLimits({
  isOnServer = false,
  disk,
}: Pick<HealthChecks, "isOnServer" | "disk">): DatabaseLimits {
  const hint = isOnServer ? { hint: "Is the database server running, and can this machine reach it?" } : {};
  return {
    jobs: { ...hint, timeoutMs: 1_800 },
    videos: { ...hint, ...(!isOnServer && { disk }), timeoutMs: 15_000 },
  };
}
