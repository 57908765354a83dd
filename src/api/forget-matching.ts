import { forgetRequest } from "../forgetting/forget-handler.ts";
import { forgetPayload } from "../forgetting/forget-payload.ts";
import type { JobStore } from "../jobs/job-store.ts";
import { mostForgottenAtOnce, type VideosToForget } from "../library/forgetting.ts";
import { within } from "../within.ts";
import type { AppParts } from "./app-parts.ts";
import type { ForgetAnswerJson } from "./contract/videos.ts";
import { timeJson } from "./wire-values.ts";

/** How long to wait until the thumbnails of forgotten videos are deleted, in milliseconds. Their disk may hang. */
export const forgetMs = 1_000;

/**
 * Forgets all videos that match: a few at once, and many by a job.
 *
 * @param count how many match
 * @param insert see `AsyncJobQueue.enqueue`
 */
export async function forgetMatching(
  which: VideosToForget,
  count: number,
  { queue, videos, posters }: Pick<AppParts, "queue" | "videos" | "posters">,
  insert?: JobStore["insert"],
): Promise<ForgetAnswerJson> {
  const asOf = "filter" in which ? which.asOf : new Date();
  if ("filter" in which && count > mostForgottenAtOnce) {
    const payload = forgetPayload(which.filter, { asOf, expected: count });
    const { job } = await queue.enqueue(forgetRequest(payload), insert);
    return { job_id: job.id, count, as_of: timeJson(asOf) };
  }
  const forgotten = await videos.forget(which);
  await within(forgetMs, posters.forget(forgotten));
  return { count: forgotten.length, as_of: timeJson(asOf) };
}
