import type { JobJson } from "../../../src/api/contract.ts";
import { type ApiClient, messageOf, Refused, Unreachable } from "../api/api-client.ts";
import type { JobFeed } from "../live/job-feed.ts";
import { hasEnded } from "../live/job-state.ts";

/**
 * What became of asking the server to cancel a scan.
 * - `accepted`: it ends `cancelled`, and in no other way.
 * - `had_ended`: it had ended before; `job` says how, or is null where that could not be found out.
 * - `not_known`: the server does not know it (any more).
 * - `refused`: the server said no, or failed; the scan goes on.
 * - `unreachable`: there was no answer, and nobody knows whether the server was told.
 */
export type CancelOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "had_ended"; readonly job: JobJson | null }
  | { readonly kind: "not_known" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "unreachable" };

interface Parts {
  readonly api: Pick<ApiClient, "cancelJob" | "job">;
  readonly feed: Pick<JobFeed, "put" | "poll">;
}

/** Asks the server to cancel a scan, and lets every view of this page know what it answered. Never throws. */
export async function cancelScan(id: string, { api, feed }: Parts): Promise<CancelOutcome> {
  try {
    feed.put(await api.cancelJob(id));
    return { kind: "accepted" };
  } catch (error) {
    if (error instanceof Unreachable) return { kind: "unreachable" };
    if (error instanceof Refused && error.status === 409)
      return { kind: "had_ended", job: await endOf(id, { api, feed }) };
    if (error instanceof Refused && error.status === 404) {
      void feed.poll();
      return { kind: "not_known" };
    }
    return { kind: "refused", message: messageOf(error) };
  }
}

async function endOf(id: string, { api, feed }: Parts): Promise<JobJson | null> {
  try {
    const job = await api.job(id);
    feed.put(job);
    return hasEnded(job) ? job : null;
  } catch {
    return null;
  }
}
