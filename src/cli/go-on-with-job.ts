import type { Reached } from "./reach-server.ts";
import { ApiError, isServerGone } from "./server-errors.ts";

/**
 * Lets a job go on in another server, after the one that ran it has ended. The job keeps its options: to start it again
 * would give it those of this command, and another command may have begun it.
 *
 * @returns whether the library has the job
 */
export async function goOnWithJob(
  id: string,
  { loadClient, own }: Pick<Reached, "loadClient" | "own">,
): Promise<boolean> {
  const client = await loadClient();
  try {
    const job = await client.job(id);
    if (job.finished_at !== null) return true;
    if (own !== null) own.jobs.goOn(id);
    // The server of another scan runs only what it is asked for.
    else if (job.status === "pending") await client.resume(id, { continue_pending: true });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || isServerGone(error)) throw error;
    if (error.status === 404) return false;
    // Another terminal has asked for it meanwhile.
    if (error.code === "STILL_ACTIVE") return true;
    throw error;
  }
}
