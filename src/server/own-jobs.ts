/**
 * The jobs of this process, for the command that runs the server in it. They are the same as over HTTP, but need neither
 * the app of the server nor a client, which take as much processor time to load as thirty films to probe.
 */
import { answersInTime } from "../api/answers-in-time.ts";
import type { JobJson } from "../api/contract/jobs.ts";
import type { DatabaseLimits } from "../api/database-limits.ts";
import { changesOfJob, minIntervalMs } from "../api/event-stream.ts";
import { jobWithErrorsJson } from "../api/job-json.ts";
import { type JobId, parseJobId } from "../jobs/job.ts";
import type { AsyncJobQueue } from "../jobs/job-queue.ts";
import type { VideoLibrary } from "../library/video-library.ts";

export interface OwnJobs {
  /**
   * The states of a job, beginning with the present one, until it has ended. Ends at once if there is no such job.
   *
   * @throws StoreError; `signal.reason`
   */
  follow(id: string, signal: AbortSignal): AsyncGenerator<JobJson, void, undefined>;

  /** Runs a pending job of another process that has ended, with the options that it was started with. */
  goOn(id: string): void;

  /**
   * Cancels a job. Nothing happens if it has ended.
   *
   * @throws StoreError
   */
  cancel(id: string, reason: string): Promise<void>;
}

/** @param limits as over HTTP */
export function ownJobs(
  parts: { readonly queue: AsyncJobQueue; readonly videos: Pick<VideoLibrary, "errorsOfJob"> },
  limits: DatabaseLimits,
): OwnJobs {
  const queue = answersInTime(parts.queue, limits.jobs);
  const videos = answersInTime(parts.videos, limits.videos);
  return {
    async *follow(id, signal) {
      const jobId = idOf(id);
      // Subscribe before reading the state, so that no change is lost between the two.
      const changes = queue.feed.subscribe({ jobId, signal, minIntervalMs });
      try {
        const job = await queue.get(jobId);
        if (job === null) return;
        for await (const snapshot of changesOfJob(queue, job, { changes, after: null })) {
          yield await jobWithErrorsJson(snapshot, { videos });
        }
        signal.throwIfAborted();
      } finally {
        await changes.return?.();
      }
    },

    goOn(id) {
      queue.goOn(idOf(id));
    },

    async cancel(id, reason) {
      await queue.cancel(idOf(id), { reason });
    },
  };
}

/** The ids are those that the queue has given. */
function idOf(text: string): JobId {
  const id = parseJobId(text);
  if (id === null) throw new TypeError(`${text} is no id of a job`);
  return id;
}
