/** Jobs that forget many videos: a bounded number in each transaction, so that cancels and scans come in between. */

import { createHash } from "node:crypto";
import type { JobHandler } from "../jobs/job-handler.ts";
import type { JobRequest } from "../jobs/job-queue.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import type { VideoId } from "../library/video.ts";
import { type ForgetLibrary, noneForgotten } from "./forget-library.ts";
import { type ForgetPayload, parseForgetPayload } from "./forget-payload.ts";

/** The type of jobs that forget videos. */
export const forgetJobType = "forget";

/** The request to forget videos: one job with the same filters is active at a time. */
export function forgetRequest(payload: ForgetPayload): JobRequest {
  const { as_of: _, expected: __, ...filter } = payload;
  // A text to search for may be longer than a key of a database.
  const key = createHash("sha256").update(JSON.stringify(filter)).digest("base64url");
  return { type: forgetJobType, payload: { ...payload }, uniqueKey: `forget:${key}` };
}

/** Makes the handler that forgets videos for a queue. */
export function createForgetHandler({
  library,
  onForgotten,
}: {
  readonly library: ForgetLibrary;
  /** Called after each commit, with the videos that it removed: their pictures are needed no more. */
  readonly onForgotten: (ids: readonly VideoId[]) => Promise<void>;
}): JobHandler {
  return {
    initialCounts: { ...noneForgotten },
    // Beside the scans, which may take hours. Two of them would only wait for each other's transactions.
    concurrency: 1,
    async run(job, { signal, lease, onProgress, onCommit }) {
      const which = parseForgetPayload(job.payload);
      for (let after: number | null = 0; after !== null; ) {
        if (signal.aborted) return { stoppedEarly: true };
        const outcome = await library.forgetNext(lease, which, after);
        if (outcome.kind === "lost") throw new LeaseLost();
        onCommit(outcome.job);
        onProgress();
        await onForgotten(outcome.forgotten);
        after = outcome.next;
      }
      return { stoppedEarly: false };
    },
  };
}
