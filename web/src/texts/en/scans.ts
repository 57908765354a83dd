import type { JobKind } from "../../live/job-kind.ts";
import { countText, durationText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, type Done, files, filesDone, filesPerSecond, videos } from "./counted.ts";
import { copyByHand, errorsOfScan, stillUnreadable } from "./errors-of-scan.ts";
import { jobs } from "./jobs.ts";
import { throughput } from "./throughput.ts";

export const scans = {
  title: "Scans",
  running: "Running",
  runningAndWaiting: "Running and waiting",
  history: "History",
  retry: "Try again",
  none: {
    text: "No directory has been scanned yet.",
    action: "Scan a directory",
  },

  phase: {
    pending: "Waiting",
    paused: "Paused",
    running: "Running",
    cancelling: "Cancelling…",
    completed: "Completed",
    nothingRead: "Nothing read",
    cancelled: "Cancelled",
    failed: "Failed",
    timeout: "Timed out",
  },

  progress: {
    label: (directory: string) => `Progress of the scan of ${visibleText(directory)}`,
    waiting: "Waiting for its turn",
    soFar: (scanned: number) => `${files(scanned)} so far`,
    found: (found: number) => `${countText(found)} found`,
    done: filesDone,
    rate: filesPerSecond,
    left: (milliseconds: number) => `${durationText(Math.max(1_000, milliseconds))} left`,
    errors: (count: number) => counted(count, "error", "errors"),
  },

  open: (directory: string) => `Open the scan of ${visibleText(directory)}`,
  dismiss: (directory: string) => `Dismiss the message about the scan of ${visibleText(directory)}`,

  cancel: {
    button: "Cancel",
    label: (directory: string) => `Cancel the scan of ${visibleText(directory)}`,
    cancelling: "Cancelling…",
    cancellingLabel: (directory: string) => `Cancelling… the scan of ${visibleText(directory)}`,
    hadEnded: {
      completed: (kind: JobKind) => `The ${kind} completed before the cancel arrived.`,
      failed: (kind: JobKind) => `The ${kind} failed before the cancel arrived. All results are kept.`,
      timeout: (kind: JobKind) => `The ${kind} timed out before the cancel arrived. All results are kept.`,
      cancelled: (kind: JobKind) => `The ${kind} was already cancelled. All results are kept.`,
      unknown: (kind: JobKind) => `The ${kind} ended before the cancel arrived.`,
    },
    notKnown: (kind: JobKind) => `This server no longer knows this ${kind}. There is nothing to cancel.`,
    refused: (message: string) => `Not cancelled: ${message} Try again.`,
    notNow: (message: string) => `${message} The cancel is sent again until the server accepts it.`,
    unanswered: "Cannot reach the server. The cancel is sent as soon as the server answers.",
  },

  workers: {
    title: "Workers",
    process: (pid: number) => `process ${pid}`,
    thisServer: "this server",
    states: {
      working: "Reading files of",
      idle: "Waiting for files",
      paused: "Leaves files to others for a moment",
      silent: "Does not answer",
    },
    /** The summary of all workers joins these with commas. */
    counted: {
      working: (count: number) => `${countText(count)} reading files`,
      idle: (count: number) => `${countText(count)} waiting`,
      paused: (count: number) => `${countText(count)} paused`,
      silent: (count: number) => `${countText(count)} not answering`,
    },
    /** Stands for the directory of a scan that the page does not know yet. */
    aScan: "a scan",
    since: (duration: string) => `for ${duration}`,
    silentHint: "Other workers read its files. It is listed for an hour.",
    /** Stands before a problem of the server. */
    problem: "Leaves files to other workers:",
    leaves: "Leaves for a moment:",
    only: "Only files in",
    pathMap: "Has",
    /** @param entry such as `/mnt/films=/volume1/films` */
    mapped: (entry: string) => entry.replace("=", " at "),
    showAll: (count: number) => `Show all ${countText(count)} workers`,
  },

  cancelAll: {
    button: "Cancel all",
    cancelling: "Cancelling…",
    nothing: (kinds: readonly JobKind[]) =>
      `There was nothing to cancel: all ${jobs.plural(kinds, "of them")} had already ended.`,
    accepted: (kinds: readonly JobKind[]) => `${jobs.counted(kinds)} cancelled. All results are kept.`,
    refused: (kinds: readonly JobKind[], message: string) =>
      `Not all ${jobs.plural(kinds, "of them")} were cancelled: ${message}`,
    notNow: (message: string) => `${message} The cancels are sent again until the server accepts them.`,
    unanswered: "Cannot reach the server. The cancels are sent as soon as the server answers.",
    dismiss: "Dismiss",
  },

  /** The disk of a directory seems not to be mounted. */
  diskWarning: {
    title: "Is the disk mounted?",
    hint: "If the disk is not mounted, mount it and press “Look again”. If the videos are gone, press “The videos are gone”: they are then marked missing.",
    hintOfChosen:
      "If the disk is not mounted, mount it and press “Look again”. If the videos are gone, scan their directory.",
    /** Stands between a path and its warning. */
    after: ":",
    again: "Look again",
    empty: "The videos are gone",
    failed: (message: string) => `Not started: ${message}`,
  },

  retryErrors: {
    button: "Try them again",
    failed: (message: string) => `Not started: ${message}`,
  },

  resume: {
    resume: "Resume",
    again: "Scan again",
    resumeLabel: (directory: string) => `Resume the scan of ${visibleText(directory)}`,
    againLabel: (directory: string) => `Scan again: ${visibleText(directory)}`,
    failed: (message: string) => `Not started: ${message}`,
    continued: (kind: JobKind) => `Continued by a later ${kind}`,
    continuedShort: "Continued",
    continuedLabel: (directory: string) => `Continued by a later scan of ${visibleText(directory)}`,
  },

  filters: {
    label: "Result",
    status: { all: "All", completed: "Completed", cancelled: "Cancelled", failed: "Failed", timeout: "Timed out" },
    directory: "Filter by directory",
    clear: "Clear the filters",
    clearDirectory: "Clear this filter",
  },

  columns: {
    when: "Started",
    directory: "Directory",
    ended: "Result",
    new: "New",
    updated: "Updated",
    moved: "Moved",
    skipped: "Unchanged",
    unreadable: "Still unreadable",
    missing: "Missing",
    excluded: "Removed",
    error_count: "Errors",
    took: "Took",
    action: "Actions",
  },
  /** What has begun a scan. */
  triggers: { hand: "By hand", schedule: "By schedule", watch: "After changes" },
  /** Why a scan began, and what it covered. */
  why: {
    schedule: "Started by the schedule of the directory.",
    /** @param directories how many were scanned, without their subdirectories; null: all */
    watch: (directories: number | null) =>
      directories === null
        ? "Started because the directory is watched, and anything in it may have changed."
        : `Started after a change in the directory, to scan only ${counted(directories, "directory", "directories")}.`,
    full: "Started to read all files again.",
    chosen: (count: number) => `Started to read ${counted(count, "chosen video", "chosen videos")} again.`,
  },
  /** Results that few scans have, beside their directory. */
  rare: {
    moved: (count: number) => `${countText(count)} moved`,
    unreadable: (count: number) => `${countText(count)} still unreadable`,
    excluded: (count: number) => `${countText(count)} removed`,
  },
  /** Scans after changes in a directory that are one row. */
  folded: {
    /** @param options.mayHaveMore whether there may be more that are not loaded */
    scans: (count: number, { mayHaveMore }: { readonly mayHaveMore: boolean }) =>
      `${mayHaveMore ? "At least " : ""}${countText(count)} scans after changes, added up`,
    addedUp: "The numbers of these scans are added up. A video that was removed and came back counts each time.",
  },
  list: {
    loading: "Loading the history…",
    failed: "The history could not be loaded.",
    more: "Show more",
    moreFailed: "More scans could not be loaded.",
    notYet: "Finished scans are listed here.",
    noMatch: "No finished scan matches.",
    notStarted: "–",
  },

  scan: {
    pageTitle: (directory: string) => `Scan of ${visibleText(directory)}`,
    back: "All scans",
    loading: "Loading the scan…",
    failed: "The scan could not be loaded.",
    notKnown: {
      title: "Scan not found",
      text: "This server does not know the scan. The address may be wrong, or the server now uses other data.",
    },
    summary: {
      paused: (done: Done) => `Paused at ${filesDone(done)}. It continues when its turn comes.`,
      cancelling: "The results so far are kept.",
      completed: (scanned: number, errors: number) => {
        if (scanned === 0) return "There were no files to scan.";
        if (errors > 0) {
          const all = scanned === 1 ? "the only file" : `all ${files(scanned)}`;
          return `The scan went through ${all}, with ${counted(errors, "error", "errors")}.`;
        }
        return scanned === 1 ? "The only file was scanned." : `All ${files(scanned)} were scanned.`;
      },
      cancelled: (done: Done) => `Cancelled after ${filesDone(done)}. All results are kept.`,
      cancelledAtEnd: (scanned: number) =>
        `Cancelled when all ${files(scanned)} had already been scanned. All results are kept.`,
      cancelledUnbegun: "Cancelled before it started.",
      failed: (scanned: number) => `Failed after ${files(scanned)}. All results are kept.`,
      timeout: (scanned: number) =>
        `Timed out after ${files(scanned)}: it made no more progress. All results are kept.`,
    },
    errorTitle: { failed: "Why it failed", timeout: "Why it timed out", cancelled: "It failed while cancelling" },
    current: "In hand",
    counts: "Results",
    toErrors: "Show the errors",
    toUnreadable: "Show the files that could still not be read",
    toMissing: "Show the missing videos",
    excluded: "Videos that were removed from the library, because scans leave them out now",
    facts: "About this scan",
    submitted: "Submitted",
    started: "Started",
    ended: "Ended",
    took: "Took",
    soFar: "So far",
    notYet: "Not yet",
    never: "Never",
    begun: "Begun",
    begunIn: (begun: string, directories: number) => `${begun} in ${counted(directories, "directory", "directories")}`,
    begunFor: (begun: string, count: number) => `${begun}, ${counted(count, "chosen video", "chosen videos")}`,
    subdirectories: "Subdirectories",
    included: "Included",
    notIncluded: "Not included",
    resumes: "Continuation of",
    repeats: "Repetition of",
    resumesScan: (when: string) => `The scan of ${when}`,
    resumesUnknown: "An earlier scan of this directory",
    attempts: "Interrupted",
    /** @param count deaths of the server in a row, without anything new saved in between */
    attemptsText: (count: number) =>
      `The server ended unexpectedly ${count === 1 ? "once" : count === 2 ? "twice" : `${countText(count)} times`} before the scan saved anything new.`,
    cancelRequested: "Cancel requested",
    cancelReason: "Reason",
    videos: (count: number) => `Show ${videos(count)}`,
  },

  throughput,
  errors: errorsOfScan,
  stillUnreadable,
  copyByHand,
} as const;
