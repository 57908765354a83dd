import type { Kysely } from "kysely";
import { keptBands } from "../../library/measure-bands.ts";
import { noVideos, type VideoLibrary } from "../../library/video-library.ts";
import { everythingIn } from "../directory-range.ts";
import { hasVideos } from "../scans/files-below.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { checkOfVideo } from "./check-of-video.ts";
import { detailsOfVideo } from "./details-of-video.ts";
import { errorsOfJob, problemCounts, problems, problemsOf } from "./file-errors.ts";
import { folders, listFolders } from "./folders.ts";
import { countToForget, forgetVideos } from "./forget-videos.ts";
import { listVideos, numbersOfList } from "./list-videos.ts";
import { samplesOfJob } from "./samples-of-job.ts";
import { setPoster } from "./set-poster.ts";
import { videoFacets } from "./video-facets.ts";
import type { VideoIndex } from "./video-index.ts";
import { videoFromRow } from "./video-rows.ts";
import { videosByKey } from "./videos-by-key.ts";

/**
 * The library on any SQL database, as people look at it. Each operation is a file beside this one.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 * @param parts.now the clock
 * @param parts.onRemoved called after a removal, which leaves work on the index
 */
export function kyselyVideoLibrary(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
  readonly now: () => Date;
  readonly onRemoved: () => void;
}): VideoLibrary {
  const { reader, writer, differences, index, onRemoved } = parts;
  const reading = { db: reader, differences, index, bandsOf: keptBands() };
  return {
    list: (query) => listVideos(reading, query),
    numbers: (query) => numbersOfList(reading, query),
    async idsIn(directory, ids) {
      const { from, before } = everythingIn(directory);
      const rows = await reader
        .selectFrom("videos")
        .innerJoin("directories", "directories.id", "videos.directory_id")
        .select("videos.id")
        .where((eb) => differences.isOneOf(eb.ref("videos.id"), ids))
        .where("directories.path", ">=", from)
        .where("directories.path", "<", before)
        .execute();
      const inside = new Set<string>(rows.map(({ id }) => id));
      return ids.filter((id) => inside.has(id));
    },
    byNumbers: (numbers) => videosByKey(reading, { column: "number", keys: numbers }),
    byIds: (ids) => videosByKey(reading, { column: "id", keys: ids }),
    facets: (query) => videoFacets(reading, query),
    async totals(directories) {
      const { totals: all } = await index.totals(
        reader,
        directories.map((directory) => ({ directory })),
      );
      return { each: all.slice(0, directories.length), elsewhere: all[directories.length] ?? noVideos };
    },
    folders: (query) => folders(reading, query),
    listFolders: (query) => listFolders(reading, query),
    async get(id) {
      const row = await reader
        .selectFrom("videos")
        .selectAll()
        .select([pathOfVideo.as("path"), detailsOfVideo.as("details")])
        .where("id", "=", id)
        .executeTakeFirst();
      return row === undefined ? null : videoFromRow(row);
    },
    checkOf: (id) => checkOfVideo(reader, id),
    async inDirectory(directory, { limit }) {
      const { from, before } = everythingIn(directory);
      const rows = await reader
        .selectFrom("directories")
        .innerJoin("videos", "videos.directory_id", "directories.id")
        .selectAll("videos")
        .select([pathOfVideo.as("path"), detailsOfVideo.as("details")])
        .where("directories.path", ">=", from)
        .where("directories.path", "<", before)
        .orderBy("directories.path")
        .orderBy("filename")
        .limit(limit)
        .execute();
      return rows.map(videoFromRow);
    },
    countToForget: (which) => countToForget(parts, which),
    async forget(which) {
      const forgotten = await forgetVideos(parts, which);
      if (forgotten.length > 0) onRemoved();
      return forgotten;
    },
    setPoster: (id, file, state) => setPoster(writer, id, file, state),
    samplesOfJob: (jobId) => samplesOfJob(reader, jobId),
    errorsOfJob: (jobId, query) => errorsOfJob(reader, jobId, query),
    problemsOf: (paths) => problemsOf(reading, paths),
    hasPresent: (directory) => hasVideos(reader, directory, { notOn: null }),
    problemCounts: (directories) => problemCounts(reader, directories),
    problems: (query) => problems(reader, query),
  };
}
