import { useQuery } from "@tanstack/react-query";
import type { FileErrorJson, JobJson } from "../../../src/api/contract.ts";
import { useApi } from "../api/use-api.ts";
import { historyKey } from "../live/use-library-refresh.ts";
import { isDiskWarning } from "../scans/disk-warning.tsx";
import { isDirectory, isPassedOver } from "../scans/use-still-unreadable.ts";

/** The most that are loaded. */
const most = 1_000;

export interface Unreadable {
  /** Warnings of the scan about disks that seem not to be mounted. */
  readonly diskWarnings: readonly FileErrorJson[];
  /** Whether the scan could not read some directories, rather than only files. */
  readonly hasDirectories: boolean;
  /** Files that the scan skipped: unreadable before, and unchanged. Zero until they are loaded. */
  readonly passedOver: { readonly count: number; readonly more: boolean; readonly hasDirectories: boolean };
}

/** Details about the files and directories that an ended scan could not read. */
export function useUnreadable(job: JobJson): Unreadable {
  const api = useApi();
  const { path } = job.payload;
  const known = useQuery({
    queryKey: [historyKey, "problems", job.job_id, most],
    queryFn: ({ signal }) => api.problems({ path, limit: most }, { signal }),
  });
  const own = useQuery({
    queryKey: ["errors of an ended scan", job.job_id],
    queryFn: ({ signal }) => api.jobErrors(job.job_id, { limit: most }, { signal }),
    enabled: job.counts.error_count > 0,
  });
  const errors = own.data?.errors ?? [];
  const passedOver = (known.data?.problems ?? []).filter((problem) => isPassedOver(problem, job));
  return {
    diskWarnings: errors.filter(isDiskWarning),
    hasDirectories: errors.some(isDirectory),
    passedOver: {
      count: passedOver.length,
      more: (known.data?.next_cursor ?? null) !== null,
      hasDirectories: passedOver.some(isDirectory),
    },
  };
}
