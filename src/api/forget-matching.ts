import { forgetRequest } from "../forgetting/forget-handler.ts";
import { forgetPayload } from "../forgetting/forget-payload.ts";
import type { JobStore } from "../jobs/job-store.ts";
import { mostForgottenAtOnce, type VideosToForget } from "../library/forgetting.ts";
import { within } from "../within.ts";
import type { AppParts } from "./app-parts.ts";
import type { ForgetAcceptedJson, ForgetAnswerJson } from "./contract/videos.ts";
import { timeJson } from "./wire-values.ts";

/** How long to wait until the thumbnails of forgotten videos are deleted, in milliseconds. Their disk may hang. */
export const forgetMs = 1_000;

/**
 * Forgets all videos that match: a few at once, and many by a job.
 *
 * @param count how many match
 */
export async function forgetMatching(
  which: VideosToForget,
  count: number,
  { queue, videos, posters }: Pick<AppParts, "queue" | "videos" | "posters">,
): Promise<ForgetAnswerJson> {
  if ("filter" in which && count > mostForgottenAtOnce) return forgetByJob(which, count, queue);
  const asOf = "filter" in which ? which.asOf : new Date();
  const forgotten = await videos.forget(which);
  await within(forgetMs, posters.forget(forgotten));
  return { count: forgotten.length, as_of: timeJson(asOf) };
}

/** @param insert see `AsyncJobQueue.enqueue` */
export async function forgetByJob(
  { filter, asOf }: Extract<VideosToForget, { filter: unknown }>,
  count: number,
  queue: AppParts["queue"],
  insert?: JobStore["insert"],
): Promise<ForgetAcceptedJson> {
  const { job } = await queue.enqueue(forgetRequest(forgetPayload(filter, { asOf, expected: count })), insert);
  return { job_id: job.id, count, as_of: timeJson(asOf) };
}
