import type { Kysely } from "kysely";
import type { VideoId } from "../../library/video.ts";
import type { ScanLibrary } from "../../scanning/scan-library.ts";
import { LeaseLostMeanwhile } from "../jobs/held-job.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import type { VideoIndex } from "../videos/video-index.ts";
import { chosenVideos } from "./chosen-videos.ts";
import { commitBatch } from "./commit-batch.ts";
import { keepDigests } from "./directory-digests.ts";
import { filesBelow, hasVideos } from "./files-below.ts";
import { lastFound } from "./last-found.ts";
import { fileNumbers, hasAnyVideo, lookAlikes, moveCandidates } from "./move-candidates.ts";
import { prepareKnownSection } from "./prepare-known-section.ts";
import { prepareUnchanged } from "./unchanged-directories.ts";

/**
 * The library on any SQL database, as scans need it. Each operation is a file beside this one.
 *
 * @param parts.reader sees everything that `writer` has committed before the call
 * @param parts.now the clock
 * @param parts.onIndexLeft called after a commit that has left work on the index
 */
export function kyselyScanLibrary(parts: {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly now: () => Date;
  readonly newVideoId: (now: Date) => VideoId;
  readonly index: VideoIndex;
  readonly onIndexLeft: () => void;
}): ScanLibrary {
  const { reader, writer, differences, index, onIndexLeft } = parts;
  const unchanged = prepareUnchanged({ db: reader, differences });
  return {
    keepsDigests: differences.keepsDigests,
    known: prepareKnownSection({ db: reader, differences }, unchanged),
    unchanged,
    async keepDigests(directories) {
      if (differences.keepsDigests) await keepDigests({ db: writer, differences }, directories);
    },
    chosen: (choice, query) => chosenVideos({ reader, differences, index }, choice, query),
    filesBelow: (directory, page) => filesBelow(reader, directory, page),
    hasVideos: (directory, where) => hasVideos(reader, directory, where),
    hasAnyVideo: () => hasAnyVideo(reader),
    fileNumbers: (directory, names) => fileNumbers({ db: reader, differences }, directory, names),
    moveCandidates: (files) => moveCandidates({ db: reader, differences }, files),
    lookAlikes: (files) => lookAlikes({ db: reader, differences }, files),
    lastFound: (scan) => lastFound({ db: reader, differences }, scan),
    async commit(lease, batch) {
      try {
        const { outcome, isIndexLeft } = await differences.inTransaction(writer, async (transaction) => {
          if (batch.endFollows === true) await differences.needNotWait?.(transaction);
          const now = parts.now();
          const newVideoId = (): VideoId => parts.newVideoId(now);
          const { jobId } = lease;
          const context = { transaction, differences, jobId, now: now.getTime(), newVideoId };
          const { outcome, changed } = await commitBatch(context, lease, batch);
          return { outcome, isIndexLeft: await index.update(transaction, changed) };
        });
        if (isIndexLeft || (outcome.kind === "committed" && outcome.removed.length > 0)) onIndexLeft();
        return outcome;
      } catch (error) {
        if (error instanceof LeaseLostMeanwhile) return { kind: "lost" };
        throw error;
      }
    },
  };
}
