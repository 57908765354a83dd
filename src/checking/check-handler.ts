/** Jobs that check videos: one video after the other, each with a result that is kept at once. */

import type { Job } from "../jobs/job.ts";
import type { JobContext, JobHandler } from "../jobs/job-handler.ts";
import type { JobWrite } from "../jobs/job-write.ts";
import { LeaseLost } from "../jobs/stop-reason.ts";
import { say } from "../sentences/say.ts";
import { type CheckLibrary, noneChecked, shareDone, type VideoResult, type VideoToCheck } from "./check-library.ts";
import type { FileToCheck } from "./check-messages.ts";
import { parseCheckPayload } from "./check-payload.ts";
import type { CheckOutcome } from "./check-process.ts";
import type { CheckFileOptions } from "./checker.ts";

export interface CheckHandlerOptions {
  readonly library: CheckLibrary;
  readonly checker: { check(file: FileToCheck, options: CheckFileOptions): Promise<CheckOutcome> };
  /** Real paths of the directories in which files may be. Empty: anywhere. */
  readonly roots: () => Promise<readonly string[]>;
  /** How often the progress within a video is written, in milliseconds. */
  readonly progressMs?: number;
}

/**
 * How many jobs run at once. They take turns at one process, so that a video that a person wants to know about waits for
 * no more than a video of each of the others.
 */
const jobsAtOnce = 4;

/** How many videos are chosen at once. */
const chosenAtOnce = 500;

/** Makes the handler that checks videos for a queue. */
export function createCheckHandler(options: CheckHandlerOptions): JobHandler {
  return {
    initialCounts: { ...noneChecked },
    concurrency: jobsAtOnce,
    async run(job, context) {
      const { which, again, askedAt } = parseCheckPayload(job.payload);
      const { library } = options;
      const choose = (after: number) => {
        const unlessCheckedSince = again ? askedAt : null;
        return library.choose(which, { jobId: job.id, after, limit: chosenAtOnce, unlessCheckedSince });
      };
      const left = { videos: 0, seconds: 0, skipped: 0 };
      for (let after: number | null = 0; after !== null; ) {
        if (context.signal.aborted) return { stoppedEarly: true };
        const { videos, skipped, next } = await choose(after);
        left.videos += videos.length;
        left.skipped += skipped;
        for (const { seconds } of videos) left.seconds += seconds;
        context.onProgress();
        after = next;
      }
      let row = commit(await library.begin(context.lease, left), context);
      for (let after: number | null = 0; after !== null; ) {
        const { videos, next } = await choose(after);
        for (const video of videos) {
          if (context.signal.aborted) return { stoppedEarly: true };
          const checked = await checkVideo(video, row, options, context);
          if (checked === null) return { stoppedEarly: true };
          row = checked;
        }
        after = next;
      }
      return { stoppedEarly: false };
    },
  };
}

/** @throws LeaseLost */
function commit(outcome: JobWrite, { onCommit }: JobContext): Job {
  if (outcome.kind === "lost") throw new LeaseLost();
  onCommit(outcome.job);
  return outcome.job;
}

const usualProgressMs = 1_000;

/**
 * Checks one video, and writes what came of it.
 *
 * @param row of the job, before
 * @returns the row after it; null if the run was stopped in the middle of the video
 */
async function checkVideo(
  video: VideoToCheck,
  row: Job,
  { library, checker, roots, progressMs = usualProgressMs }: CheckHandlerOptions,
  context: JobContext,
): Promise<Job | null> {
  const { signal, lease, onProgress } = context;
  const { path, size, modifiedUs, declaredSeconds } = video;
  const file = { path, size, modifiedUs, declaredSeconds, roots: await roots() };
  const progress = nowAndThen(progressMs, async (seconds: number) => {
    const share = shareDone(row.counts, Math.min(seconds, video.seconds));
    commit(await library.recordProgress(lease, share), context);
  });
  onProgress(inHand(path, 0));
  try {
    const outcome = await checker.check(file, {
      signal,
      onProgress: (seconds) => {
        onProgress(seconds === null ? waiting : inHand(path, seconds));
        if (seconds !== null) progress.call(seconds);
      },
    });
    await progress.settled();
    return commit(await library.record(lease, video, resultOf(outcome)), context);
  } catch (error) {
    if (error !== signal.reason) throw error;
    await progress.settled();
    return null;
  }
}

/** Calls `does` at most once in `ms` milliseconds, and never while an earlier call is under way. */
function nowAndThen(ms: number, does: (value: number) => Promise<void>) {
  let under: Promise<void> = Promise.resolve();
  let isUnderWay = false;
  let lastAt = performance.now();
  return {
    call(value: number): void {
      if (isUnderWay || performance.now() - lastAt < ms) return;
      isUnderWay = true;
      under = does(value).then(() => {
        isUnderWay = false;
        lastAt = performance.now();
      });
      // `settled` throws it.
      under.catch(() => {});
    },
    /** @throws the error of the last call */
    settled: () => under,
  };
}

/** What people read of a job while it waits for its turn. */
const waiting = say("waiting_for_check");

/** What people read of a video in hand, such as `/films/a.mkv at 1:02:03`. */
function inHand(path: string, seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, ...rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return `${path} at ${[hours, ...rest.map((part) => String(part).padStart(2, "0"))].join(":")}`;
}

function resultOf(outcome: CheckOutcome): VideoResult {
  if (outcome.kind === "problem") {
    const { code, message, sentence } = outcome;
    return { kind: "error", code, message, ...(sentence !== undefined && { sentence }) };
  }
  const { seconds, faults, errorCount } = outcome;
  return { kind: "checked", seconds, brokenParts: faults, errorCount };
}
