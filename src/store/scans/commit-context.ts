import type { Transaction } from "kysely";
import type { JobId } from "../../jobs/job.ts";
import type { VideoId } from "../../library/video.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** The parts that all steps of a commit need. */
export interface CommitContext {
  readonly transaction: Transaction<Tables>;
  readonly differences: SqlDifferences;
  /** The job that commits. */
  readonly jobId: JobId;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly newVideoId: () => VideoId;
}
