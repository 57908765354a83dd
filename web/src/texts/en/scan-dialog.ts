import { countText, durationText, percentText, rateText } from "../quantities.ts";

export interface Done {
  readonly scanned: number;
  /** How many there are in all; null while that is not known. */
  readonly expected: number | null;
  /** Whether that is an estimate. */
  readonly about: boolean;
}

function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

function files(count: number): string {
  return counted(count, "file", "files");
}

/** Such as `1,240 of about 5,100 files`. */
function filesDone({ scanned, expected, about }: Done): string {
  if (expected === null) return files(scanned);
  return `${countText(scanned)} of ${about ? "about " : ""}${files(expected)}`;
}

/** Such as `2 files could not be read`; where directories are among them, they are no files. */
function unreadable(
  count: number,
  {
    hasDirectories,
    more = false,
    still = false,
  }: { readonly hasDirectories: boolean; readonly more?: boolean; readonly still?: boolean },
): string {
  const many = more ? `${countText(count)} or more${hasDirectories ? "" : " files"}` : null;
  return `${many ?? (hasDirectories ? countText(count) : files(count))} could ${still ? "still " : ""}not be read`;
}

/** What a scan that did not come to its end has added. */
function kept(added: number, updated: number): string {
  if (added === 0 && updated === 0) return "Nothing was added by then.";
  if (updated === 0) {
    return added === 1
      ? "1 video was added and is in your library."
      : `${countText(added)} videos were added and are in your library.`;
  }
  if (added === 0) return `${counted(updated, "video was", "videos were")} updated in your library.`;
  return `${counted(added, "video was", "videos were")} added and ${countText(updated)} updated; all are in your library.`;
}

export const scanDialog = {
  titles: {
    form: "Scan a directory",
    opening: "Opening the scan…",
    starting: "Starting…",
    pending: "Waiting for its turn",
    scanning: "Scanning",
    stopping: "Stopping…",
    lost: "Cannot reach the server",
    completed: "Scan complete",
    cancelled: "Scan stopped",
    failed: "The scan failed",
    timeout: "The scan stalled",
    gone: "This scan is not there",
  },
  close: "Close",
  closeDialog: "Close the dialog",
  form: {
    path: "Directory",
    pathHint: "Type its full path, or choose it below.",
    placeholder: "/home/me/Videos",
    home: "A path begins with “/”. Only a terminal knows “~” as your home: choose it below, or type its full path.",
    pathNeeded: "Choose a directory below, or type its full path.",
    recursive: "Include subdirectories",
    start: "Start scan",
    refused: "The scan was not started",
    lostTitle: "No answer yet",
    lost: (path: string) =>
      `The server has not answered, so the scan of ${path} may or may not have begun. As soon as the server answers, this dialog finds out and follows it.`,
    lateTitle: "Nothing to cancel so far",
    late: (path: string) =>
      `The server answers again, and no scan of ${path} is going on. The request to start it may still arrive: if the scan begins within two minutes, it is cancelled, also when you close this.`,
    notBegun: (path: string) => `The server answers again, and no scan of ${path} is going on. Start it once more.`,
  },
  browser: {
    label: "Directories",
    listOf: (path: string) => `Directories in ${path}`,
    crumbs: "Where you are",
    /** Stands for directories that are left out. */
    between: "…",
    start: "Where to begin",
    up: "Up",
    loading: "Reading the directory…",
    empty: "There are no directories in it.",
    noMatch: (text: string) => `No directory here begins with “${text}”.`,
    firstOf: (shown: number, total: number) =>
      `The first ${countText(shown)} of ${countText(total)} directories. Type the full name after the path to go to another.`,
    roots: "The directories that this server may scan",
  },
  progress: {
    label: "The scan",
    bar: "Progress of the scan",
    cancel: "Cancel scan",
    stopping: "Stopping…",
    starting: "Starting…",
    closeHint: "You can close this: the scan goes on.",
    closeHintWaiting: "You can close this: the scan starts when its turn comes.",
    percent: percentText,
    filesDone,
    filesSoFar: (scanned: number, found: number) =>
      found > scanned ? `${countText(scanned)} of ${files(found)} found so far` : `${files(scanned)} so far`,
    rate: (rate: number) => `${rateText(rate)} files/s`,
    /** @param ms milliseconds */
    timeLeft: (ms: number) => `${durationText(Math.max(1_000, Math.ceil(ms / 1_000) * 1_000))} left`,
    pendingHint: "Other scans are running. This one begins as soon as it is its turn.",
    waitsAfterRestart: "The server was restarted. The scan goes on as soon as it is its turn.",
    wentOn: "The server had stopped in the middle. The scan has gone on by itself.",
    unreachableTitle: "Cannot reach the server",
    unreachable: "These are the last numbers known. New ones come as soon as the server answers.",
    failingTitle: "The server answers with errors",
    failing: (problem: string) =>
      `${problem} These are the last numbers known. New ones come as soon as it works again.`,
    cancelNotNow: (message: string) => `${message} The cancel is sent again until it is accepted.`,
    cancelUnanswered: "Cannot reach the server. The cancel will be sent as soon as it answers.",
    cancelLate: "The scan had already ended when the cancel arrived. Finding out how…",
    cancelAccepted: "Keeping what was found so far.",
    cancelWanted: "The scan is cancelled as soon as the server has answered.",
    lost: "The server has not answered, so the scan may or may not have begun. As soon as the server answers, this dialog finds out.",
    lostCancelled:
      "The server has not answered, so the scan may or may not have begun. If it has, it is cancelled as soon as the server answers.",
    late: "The server answers again, and the scan has not begun. The request to start it may still arrive: if the scan begins within two minutes, it is cancelled, also when you close this.",
    refusedTitle: "The cancel was not accepted",
    refused: (message: string) => `${message} The scan goes on. Press Cancel scan to try again.`,
    opening: "Asking the server for this scan…",
  },
  counts: {
    label: "What the scan has found",
    new: "New",
    updated: "Updated",
    unchanged: "Unchanged",
    missing: "Missing",
    errors: "Errors",
  },
  outcome: {
    /** @param ms how long it took, in milliseconds; null where that is not known */
    completed: (scanned: number, ms: number | null) =>
      `Scanned ${files(scanned)}${ms === null ? "" : ` in ${durationText(ms)}`}.`,
    nothingThere: "There are no videos in this directory.",
    notRecursive: "Subdirectories were not included.",
    added: kept,
    upToDate: "Nothing is new: your library was up to date.",
    noneAdded: "No videos were added.",
    cancelled: (done: Done) => `Stopped after ${filesDone(done)}.`,
    cancelledAtEnd: (scanned: number) =>
      `The cancel came as the scan ended: ${counted(scanned, "file was", "files were")} scanned.`,
    cancelledBeforeStart: "Stopped before it had begun.",
    failed: (done: Done) => `The scan failed after ${filesDone(done)}.`,
    timeout: (done: Done) => `Nothing moved any more, so the scan was given up after ${filesDone(done)}.`,
    kept,
    missing: (count: number) =>
      count === 1
        ? "1 video is missing: its file is gone."
        : `${countText(count)} videos are missing: their files are gone.`,
    unreadable,
    /** @param options.more whether there are more than were counted */
    stillUnreadable: (count: number, options: { readonly more: boolean; readonly hasDirectories: boolean }) =>
      unreadable(count, { ...options, still: true }),
    tooLate: "The scan had already ended when the cancel arrived.",
    resumeHint: "Resuming goes on with what is left: files that are in your library already are not read again.",
    resume: "Resume scan",
    resumeRefused: "The scan was not resumed",
    resumeNotBegun: "The server answers again, and the scan was not resumed. Resume it once more.",
    show: "Show them",
    showMissing: "Show what is missing",
    details: "Details of this scan",
    another: "Scan another directory",
    gone: "The server does not know this scan. Its data may have been replaced, or the address is wrong.",
    lastKnown: (done: Done, added: number) =>
      `What was known last: ${filesDone(done)}, ${counted(added, "video", "videos")} added. The library shows what is there now.`,
    library: "Show the library",
  },
} as const;
