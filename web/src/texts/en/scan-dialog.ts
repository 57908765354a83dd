import { countText, durationText, percentText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, type Done, files, filesAndDirectories, filesDone, filesPerSecond, videos } from "./counted.ts";

/** @param directories how many of them are directories; null if some are, and their number is unknown */
function unreadable(count: number, directories: number | null): string {
  return `${filesAndDirectories(count, directories)} could not be read`;
}

/** The videos that an unfinished scan added and updated. */
function kept(added: number, updated: number): string {
  if (added === 0 && updated === 0) return "No videos were added.";
  if (updated === 0) {
    return added === 1
      ? "1 video was added and is in your library."
      : `${countText(added)} videos were added and are in your library.`;
  }
  if (added === 0) return `${counted(updated, "video was", "videos were")} updated in your library.`;
  return `${counted(added, "video was", "videos were")} added and ${countText(updated)} updated. All are in your library.`;
}

export const scanDialog = {
  titles: {
    form: "Scan a directory",
    opening: "Opening the scan…",
    starting: "Starting…",
    pending: "Waiting for its turn",
    paused: "Paused",
    scanning: "Scanning",
    cancelling: "Cancelling…",
    lost: "Cannot reach the server",
    completed: "Scan complete",
    nothingRead: "Scan ended",
    cancelled: "Scan cancelled",
    failed: "Scan failed",
    timeout: "Scan timed out",
    gone: "Scan not found",
  },
  close: "Close",
  closeDialog: "Close the dialog",
  form: {
    roots: "Directories of the library",
    recursive: "Include subdirectories",
    more: "More options",
    retryErrors: "Try unreadable files again",
    retryErrorsHint: "Files that an earlier scan could not read are otherwise skipped until they change.",
    full: "Read all files again",
    fullHint:
      "Unchanged files are otherwise skipped. On network and FAT drives, only this finds files that were replaced by others of the same size and time.",
    start: "Start scan",
    refused: "The scan was not started",
    lostTitle: "No answer yet",
    lost: (path: string) =>
      `The server has not answered. The scan of ${visibleText(path)} may or may not have started. This dialog shows the scan as soon as the server answers.`,
    lateTitle: "No scan to cancel yet",
    late: (path: string) =>
      `The server is back, and no scan of ${visibleText(path)} is running. The request to start it may still arrive. If the scan starts within two minutes, it is cancelled, even if you close this dialog.`,
    notBegunTitle: "The scan did not start",
    notBegun: (path: string) => `The server is back. No scan of ${visibleText(path)} is running: start it again.`,
  },
  progress: {
    label: "The scan",
    bar: "Progress of the scan",
    cancel: "Cancel scan",
    cancelling: "Cancelling…",
    starting: "Starting…",
    closeHint: "You can close this dialog. The scan continues.",
    closeHintWaiting: "You can close this dialog.",
    percent: percentText,
    filesDone,
    filesSoFar: (scanned: number, found: number) =>
      found > scanned ? `${countText(scanned)} of ${files(found)} found so far` : `${files(scanned)} so far`,
    rate: filesPerSecond,
    /** @param ms milliseconds */
    timeLeft: (ms: number) => `${durationText(Math.max(1_000, Math.ceil(ms / 1_000) * 1_000))} left`,
    pendingHint: "Other scans are running. This scan starts when its turn comes.",
    pausedAfterRestart: "The server was restarted. The scan continues when its turn comes.",
    /** @param count deaths of the server in a row, without anything new saved in between */
    continued: (count: number) =>
      `The server ended unexpectedly ${count === 1 ? "" : `${count === 2 ? "twice" : `${countText(count)} times`} `}before the scan saved anything new. The scan continues by itself.`,
    unreachableTitle: "Cannot reach the server",
    unreachable: "These are the last known numbers. They are updated as soon as the server answers.",
    failingTitle: "The server reports an error",
    failing: (problem: string) =>
      `${problem} These are the last known numbers. They are updated as soon as the server works again.`,
    cancelNotNow: (message: string) => `${message} The cancel is sent again until the server accepts it.`,
    cancelUnanswered: "Cannot reach the server. The cancel is sent as soon as the server answers.",
    cancelLate: "The scan ended before the cancel arrived. Loading its result…",
    cancelAccepted: "The results so far are kept.",
    cancelWanted: "The scan is cancelled as soon as the server answers.",
    lost: "The server has not answered. The scan may or may not have started. This dialog shows the scan as soon as the server answers.",
    lostCancelled:
      "The server has not answered. The scan may or may not have started. If it has, it is cancelled as soon as the server answers.",
    late: "The server is back, and the scan has not started. The request to start it may still arrive. If the scan starts within two minutes, it is cancelled, even if you close this dialog.",
    keepsOptions: "This scan was already running. It keeps the options it was started with.",
    refusedTitle: "The scan was not cancelled",
    refused: (message: string) => `${message} The scan continues. Press Cancel scan to try again.`,
    opening: "Loading this scan…",
  },
  counts: {
    label: "Results so far",
    new: "New",
    updated: "Updated",
    moved: "Moved",
    unchanged: "Unchanged",
    unreadable: "Still unreadable",
    missing: "Missing",
    excluded: "Removed",
    errors: "Errors",
    toErrors: "Show the errors",
  },
  outcome: {
    /** @param ms the time it took, in milliseconds; null if unknown */
    completed: (scanned: number, ms: number | null) =>
      `Scanned ${files(scanned)}${ms === null ? "" : ` in ${durationText(ms)}`}.`,
    nothingRead: "Nothing in this directory could be read.",
    nothingThere: "There are no videos in this directory.",
    notRecursive: "Subdirectories were not included.",
    added: kept,
    upToDate: "Nothing new was found. Your library is unchanged.",
    noneAdded: "No videos were added.",
    cancelled: (done: Done) => `Cancelled after ${filesDone(done)}.`,
    cancelledAtEnd: (scanned: number) =>
      `The cancel arrived when ${scanned === 1 ? "the only file" : `all ${files(scanned)}`} had already been scanned.`,
    cancelledBeforeStart: "Cancelled before it started.",
    failed: (done: Done) => `The scan failed after ${filesDone(done)}.`,
    timeout: (done: Done) => `The scan timed out after ${filesDone(done)}: it made no more progress.`,
    kept,
    missing: (count: number) =>
      count === 1
        ? "1 video is missing: its file is gone."
        : `${countText(count)} videos are missing: their files are gone.`,
    excluded: (count: number) =>
      count === 1
        ? "1 video was removed from your library, because scans leave it out now."
        : `${countText(count)} videos were removed from your library, because scans leave them out now.`,
    unreadable,
    stillUnreadable: (count: number) => `${files(count)} could still not be read`,
    tooLate: "The scan ended before the cancel arrived.",
    resumeHint: "A resumed scan skips files that are already in your library and have not changed.",
    resumeFullHint: "A resumed scan skips files that this scan has already read again. It reads all others.",
    resume: "Resume scan",
    resumeRefused: "The scan was not resumed",
    resumeNotBegun: "The server is back, and the scan was not resumed. Resume it again.",
    show: "Show the videos",
    showMissing: "Show the missing videos",
    details: "Details of this scan",
    another: "Scan another directory",
    gone: "This server does not know the scan. The address may be wrong, or the server now uses other data.",
    lastKnown: (done: Done, added: number) =>
      `Last known: ${filesDone(done)}, ${videos(added)} added. The library shows what is there now.`,
    library: "Show the library",
  },
} as const;
