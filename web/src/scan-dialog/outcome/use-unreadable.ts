import { useQuery } from "@tanstack/react-query";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { isDiskWarning } from "../../scans/errors/disk-warning.tsx";
import { isDirectory } from "../../scans/errors/use-still-unreadable.ts";

/** The number of errors to load at most. */
const limit = 1_000;

export interface Unreadable {
  /** Warnings of the scan about disks that seem not to be mounted. */
  readonly diskWarnings: readonly FileErrorJson[];
  /** The number of directories that the scan could not read; null if there are some, and their number is unknown. */
  readonly directories: number | null;
}

/** Details about the files and directories that an ended scan could not read. */
export function useUnreadable(job: JobJson): Unreadable {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["errors of an ended scan", job.job_id],
    queryFn: ({ signal }) => api.jobErrors(job.job_id, { limit }, { signal }),
    enabled: job.counts.error_count > 0,
  });
  const errors = data?.errors ?? [];
  const diskWarnings = errors.filter(isDiskWarning);
  const directories = errors.filter((error) => isDirectory(error) && !isDiskWarning(error)).length;
  const isUnknown = directories > 0 && errors.length < job.counts.error_count;
  return { diskWarnings, directories: isUnknown ? null : directories };
}
