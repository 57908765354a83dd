import type { JobJson } from "../api/contract/jobs.ts";
import { checkedVideos, isChecking } from "./check-summary.ts";
import { chosenVideos } from "./chosen-videos.ts";
import { comparedFiles, isComparing } from "./compare-summary.ts";
import type { OwnCommand } from "./own-command.ts";
import { printable } from "./printable.ts";
import { count, countOf, duration } from "./quantities.ts";
import { shownPath } from "./shown-path.ts";
import { waitingText } from "./waiting-text.ts";

/** The type of jobs that forget videos. */
const forgetJobType = "forget";

export function isForgetting({ job_type: type }: JobJson): boolean {
  return type === forgetJobType;
}

/**
 * The directory of a scan, or its chosen videos, such as `3 chosen videos in ~/films`. Of a job that forgets or checks, the
 * videos.
 */
export function subjectOf(job: JobJson): string {
  if (isChecking(job)) return `check ${checkedVideos(job)}`;
  if (isComparing(job)) return `compare ${comparedFiles(job)}`;
  const { path, filter, video_count: chosen } = job.payload;
  if (isForgetting(job)) return `forget ${chosenVideos(filter ?? {})}`;
  if (chosen === undefined) return shownPath(path);
  return filter === undefined
    ? `${countOf(chosen, "chosen video")} in ${shownPath(path)}`
    : chosenVideos(filter, chosen);
}

/** Such as `2,000 of 12,345 videos`. */
export function forgottenSoFar({ counts }: JobJson): string {
  const { forgotten = 0, found } = counts;
  return found === 0 ? countOf(forgotten, "video") : `${count(forgotten)} of ${countOf(found, "video")}`;
}

/**
 * The state of a job that forgets, in words, and how to continue.
 *
 * @param options.resume a sentence that says how to resume it
 */
export function forgetSummary(
  job: JobJson,
  { ownCommand, resume }: { readonly ownCommand: OwnCommand; readonly resume: string },
): string {
  const { status, counts, payload } = job;
  const which = chosenVideos(payload.filter ?? {});
  const done = forgottenSoFar(job);
  const kept = "They stay forgotten; the others are still in your library.";
  switch (status) {
    case "completed": {
      const took = job.result === null ? "" : ` in ${duration(job.result.duration_ms)}`;
      return `Forgot ${chosenVideos(payload.filter ?? {}, counts.forgotten ?? 0)}${took}.`;
    }
    case "cancelled":
      return `Cancelled after forgetting ${done}. ${kept}\n${resume}`;
    case "failed":
    case "timeout":
      return `Forgetting ${which} failed after ${done}: ${printable(job.error ?? "the reason is unknown")}\n${kept}\n${resume}`;
    case "pending":
      if (job.started_at === null) return waitingText(`Forgetting ${which}`, ownCommand);
      return `Forgetting ${which} is waiting, after ${done}. It continues while \`${ownCommand("serve")}\` runs.`;
    case "running":
      return job.cancel_requested_at === null
        ? `Forgetting ${which}: ${done} so far.`
        : `Forgetting ${which} is being cancelled: ${done} so far.`;
  }
}
