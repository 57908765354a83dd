import { useQuery } from "@tanstack/react-query";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { useApi } from "../../api/use-api.ts";
import { libraryKey } from "../../live/use-library-refresh.ts";
import { folderOf } from "../../paths/folder.ts";

/** The server's limit for one request. */
const most = 100;

/**
 * How many of the videos of a completed check are broken, although it did not check them: they were checked before. 0 while
 * that is unknown, as for a check of videos by their ids.
 */
export function useBrokenBefore(job: JobJson): number {
  const api = useApi();
  const { filter, path } = job.payload;
  const { broken = 0, skipped } = job.counts;
  const isOne = filter === undefined && path !== "";
  const { data } = useQuery({
    queryKey: [libraryKey, "broken of a check", job.job_id],
    queryFn: async ({ signal }) => {
      if (!isOne) return (await api.videos({ ...filter, broken: true }, { limit: 1, offset: 0 }, { signal })).total;
      const name = path.slice(path.lastIndexOf("/") + 1);
      const beside = { path: folderOf(path), q: `"${name}"`, broken: true };
      const { videos } = await api.videos(beside, { limit: most, offset: 0 }, { signal });
      return videos.filter((video) => video.path === path).length;
    },
    enabled: job.status === "completed" && skipped > 0 && (isOne || filter !== undefined),
  });
  return Math.max(0, (data ?? 0) - broken);
}
