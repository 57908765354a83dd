import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { FileErrorJson } from "../../../../src/api/contract/file-errors.ts";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { historyKey } from "../../live/use-library-refresh.ts";
import { pathWithin } from "./error-search.ts";

/** The limit on the number of files. */
const pageSize = 1_000;

export interface StillUnreadable {
  /** Empty while loading. */
  readonly files: readonly FileErrorJson[];
  /** Whether there are more files. */
  readonly more: boolean;
  readonly problem: Error | null;
  retry(): void;
}

/**
 * The unreadable files that a scan skipped: they could not be read before and have not changed since. The errors of the
 * scan itself are left out.
 *
 * @param own the errors of the scan that are loaded
 */
export function useStillUnreadable(job: JobJson, own: readonly FileErrorJson[]): StillUnreadable {
  const api = useApi();
  const { path } = job.payload;
  const { data, error, refetch } = useQuery({
    queryKey: [historyKey, "problems", job.job_id],
    queryFn: async ({ signal }) => {
      // The first page may contain only errors of the scan itself.
      for (let cursor: string | undefined; ; ) {
        const page = await api.problems({ path, limit: pageSize, cursor }, { signal });
        const others = page.problems.filter((file) => isPassedOver(file, job));
        if (others.length > 0 || page.next_cursor === null) return { others, more: page.next_cursor !== null };
        cursor = page.next_cursor;
      }
    },
  });
  const files = useMemo(() => {
    const paths = new Set(own.map((file) => file.path));
    return data?.others.filter((file) => !paths.has(file.path)) ?? [];
  }, [data, own]);
  return { files, more: data?.more ?? false, problem: error, retry: () => void refetch() };
}

const codesOfDirectories: ReadonlySet<string> = new Set([
  "directory_unreadable",
  "link_loop",
  "left_out",
  "root_empty",
  "disk_changed",
  "disk_lost",
  "disk_silent",
]);

/** Whether the error is that of a directory rather than of a file. */
export function isDirectory({ code }: FileErrorJson): boolean {
  return codesOfDirectories.has(code);
}

/** Whether the file is inside the directory of the scan and the scan did not try it. */
function isPassedOver(file: FileErrorJson, { job_id, payload }: JobJson): boolean {
  if (file.path === payload.path) return false;
  return file.job_id !== job_id && (payload.recursive || !pathWithin(payload.path, file.path).includes("/"));
}
