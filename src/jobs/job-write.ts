import type { Job } from "./job.ts";

/** What came of a write to the row of a job that runs. */
export type JobWrite =
  /** The row after it. */
  | { readonly kind: "committed"; readonly job: Job }
  /** Nothing was written: the job does not run under this lease any more. */
  | { readonly kind: "lost" };
