import type { JobJson } from "../api/contract/jobs.ts";
import type { OwnCommand } from "./own-command.ts";
import { printable } from "./printable.ts";
import { waitingText } from "./waiting-text.ts";

/** The words for jobs that read whole files: checks, and comparisons. */
export interface ReadingSummaryWords {
  /** What the job does, such as `Checking ~/Videos`. */
  readonly title: string;
  /** Such as `checking`, and `checked`. */
  readonly doing: string;
  readonly done: string;
  /** What it reads, such as `video`. */
  readonly item: string;
  /** What begins unfinished items again, such as `check`. */
  readonly again: string;
  /** How many items are finished, and how much that is. */
  readonly count: number;
  readonly soFar: string;
  /** What it has found so far: while it goes on, and after its end. Empty if there is nothing to say. */
  readonly found: string;
  readonly foundAtEnd: string;
  readonly completed: () => string;
}

/**
 * The state of a job that reads whole files, in words, and how to continue.
 *
 * @param options.resume a sentence that says how to resume it
 */
export function readingSummary(
  job: JobJson,
  words: ReadingSummaryWords,
  { ownCommand, resume }: { readonly ownCommand: OwnCommand; readonly resume: string },
): string {
  const { title, doing, done, item, again, count, soFar, found, foundAtEnd, completed } = words;
  const kept =
    count === 0 ? `The next ${again} begins these ${item}s again.` : `The results of finished ${item}s are kept.`;
  switch (job.status) {
    case "completed":
      return completed();
    case "cancelled":
      if (job.counts.found === 0) return `Cancelled before a ${item} was ${done}.\n${resume}`;
      if (count === 0) return `Cancelled before a ${item} was finished. ${kept}\n${resume}`;
      return `Cancelled after ${doing} ${soFar}.${foundAtEnd} ${kept}\n${resume}`;
    case "failed":
    case "timeout": {
      const when = count === 0 ? `before a ${item} was finished` : `after ${soFar}`;
      return `${title} failed ${when}: ${printable(job.error ?? "the reason is unknown")}\n${kept}\n${resume}`;
    }
    case "pending":
      if (job.started_at === null) return waitingText(title, ownCommand);
      return `${title} is waiting, after ${soFar}. It continues while \`${ownCommand("serve")}\` runs.`;
    case "running":
      if (job.cancel_requested_at !== null) return `${title} is being cancelled: ${soFar} so far.`;
      return `${title}: ${soFar} so far${found}.`;
  }
}

/**
 * How much of a job is done. The part of the item in hand counts only while the job goes on: of an item that is not
 * finished, nothing is kept.
 *
 * @param finished of finished items
 * @param inAll with the parts of those in hand
 */
export function amountSoFar(
  { status, cancel_requested_at: cancelled }: JobJson,
  finished: number,
  inAll: number,
): number {
  return status === "running" && cancelled === null ? inAll : finished;
}
