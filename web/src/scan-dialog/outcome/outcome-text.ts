import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { handledBy } from "../../live/forget-job.ts";
import { hasReadNothing } from "../../live/has-read-nothing.ts";
import { doneOf, tookMs } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";

const words = texts.scanDialog.outcome;

/** The end of a job and the videos it kept, as sentences. */
export function outcomeText(job: JobJson): readonly string[] {
  const { counts } = job;
  const gone = [
    ...(counts.missing > 0 ? [words.missing(counts.missing)] : []),
    ...(counts.excluded > 0 ? [words.excluded(counts.excluded)] : []),
  ];
  switch (job.status) {
    case "completed":
      if (hasReadNothing(job)) return [words.nothingRead, ...gone];
      return [words.completed(handledBy(job), tookMs(job)), ...found(job), ...gone];
    case "cancelled":
      if (job.started_at === null) return [words.cancelledBeforeStart, words.kept(counts.new, counts.updated)];
      return [
        job.result?.stopped_early === false ? words.cancelledAtEnd(handledBy(job)) : words.cancelled(doneOf(job)),
        words.kept(counts.new, counts.updated),
        ...gone,
      ];
    case "failed":
      return [words.failed(doneOf(job)), words.kept(counts.new, counts.updated), ...gone];
    case "timeout":
      return [words.timeout(doneOf(job)), words.kept(counts.new, counts.updated), ...gone];
    case "pending":
    case "running":
      return [];
  }
}

function found({ counts, payload }: JobJson): readonly string[] {
  if (counts.new + counts.updated > 0) return [words.added(counts.new, counts.updated)];
  if (counts.scanned > 0)
    return [
      counts.error_count + counts.unreadable + counts.missing + counts.moved + counts.excluded > 0
        ? words.noneAdded
        : words.upToDate,
    ];
  return payload.recursive ? [words.nothingThere] : [words.nothingThere, words.notRecursive];
}
