import type { Transaction } from "kysely";
import type { JobId } from "../../jobs/job.ts";
import type { VideoId } from "../../library/video.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";

/** What the steps of a commit share. */
export interface CommitContext {
  readonly transaction: Transaction<Tables>;
  readonly differences: SqlDifferences;
  /** The job whose batch it is. */
  readonly jobId: JobId;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly newVideoId: () => VideoId;
}
