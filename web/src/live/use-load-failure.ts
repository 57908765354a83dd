import { useSyncExternalStore } from "react";
import { Unreachable } from "../api/failures.ts";
import { useJobFeed } from "./use-jobs.ts";

interface Asked {
  /** Set when all tries have failed. */
  readonly error: Error | null;
  /** Set when the last try has failed, also while there is another. */
  readonly failureReason: Error | null;
}

/**
 * Why a page has nothing to show yet; null while its first try may still be answered. A server that does not answer the
 * page at all is a reason, too: a try may take long to fail, and the return of the server begins it again.
 */
export function useLoadFailure({ error, failureReason }: Asked): Error | null {
  const feed = useJobFeed();
  const problem = useSyncExternalStore(feed.subscribe, () => feed.state().problem);
  return error ?? failureReason ?? (problem === null ? null : new Unreachable(problem));
}
