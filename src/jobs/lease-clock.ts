import type { JobStore } from "./job-store.ts";

/** The time by the clock of leases: the clock that all processes share, or that of this process if they share none. */
export async function leaseNow({
  store,
  now,
}: {
  readonly store: Pick<JobStore, "sharedNow">;
  readonly now: () => Date;
}): Promise<Date> {
  return (await store.sharedNow()) ?? now();
}
