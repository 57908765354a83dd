import { useQuery } from "@tanstack/react-query";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { Refused } from "../../api/failures.ts";
import { useApi } from "../../api/use-api.ts";
import { useFollowedJob } from "../../live/use-jobs.ts";

export type Scan =
  | { readonly kind: "loading" }
  | { readonly kind: "not_known" }
  | { readonly kind: "failed"; readonly error: Error; readonly retry: () => void }
  | { readonly kind: "known"; readonly job: JobJson; readonly rate: number | undefined };

/** A scan, kept up to date to its end. It is also loaded by itself, so that a failure is reported for this scan. */
export function useScan(id: string): Scan {
  const api = useApi();
  const { job: live, gone, rate } = useFollowedJob(id);
  const { data, error, refetch } = useQuery({
    queryKey: ["scan", id],
    queryFn: ({ signal }) => api.job(id, { signal }),
    enabled: live === null && !gone,
  });
  if (gone || (live === null && error instanceof Refused && error.status === 404)) return { kind: "not_known" };
  const job = live ?? data;
  if (job !== undefined) return { kind: "known", job, rate };
  if (error !== null) return { kind: "failed", error, retry: () => void refetch() };
  return { kind: "loading" };
}
