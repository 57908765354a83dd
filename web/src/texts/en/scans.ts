import { countText, durationText, rateText } from "../quantities.ts";

function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

const files = (count: number) => counted(count, "file", "files");
const ofAbout = (scanned: number, expected: number) => `${countText(scanned)} of about ${files(expected)}`;

/** When something was, such as `between 3 s and 4 s`. */
function spanText({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  const to = durationText(toMs);
  if (fromMs === 0) return `in the first ${to}`;
  const from = durationText(fromMs);
  return from === to ? `after ${to}` : `between ${from} and ${to}`;
}

export const scans = {
  title: "Scans",
  running: "Running",
  history: "History",
  retry: "Try again",
  none: {
    text: "No directory has been scanned yet.",
    action: "Scan a directory",
  },

  phase: {
    pending: "Waiting",
    running: "Running",
    stopping: "Stopping…",
    completed: "Completed",
    cancelled: "Stopped",
    failed: "Failed",
    timeout: "Stalled",
  },

  progress: {
    label: (directory: string) => `Progress of the scan of ${directory}`,
    waiting: "Waits for its turn",
    soFar: (scanned: number) => `${files(scanned)} so far`,
    found: (found: number) => `${countText(found)} found`,
    ofAbout,
    rate: (rate: number) => `${rateText(rate)} files/s`,
    left: (milliseconds: number) => `${durationText(Math.max(1_000, milliseconds))} left`,
    errors: (count: number) => counted(count, "error", "errors"),
  },

  details: "Details",
  detailsLabel: (directory: string) => `Details of the scan of ${directory}`,
  open: (directory: string) => `Open the scan of ${directory}`,
  dismiss: (directory: string) => `Dismiss what is told of the scan of ${directory}`,

  cancel: {
    button: "Cancel",
    label: (directory: string) => `Cancel the scan of ${directory}`,
    stopping: "Stopping…",
    stoppingLabel: (directory: string) => `Stopping… the scan of ${directory}`,
    hadEnded: {
      completed: "It had completed before the cancel reached the server. There was nothing left to stop.",
      failed: "It had failed before the cancel reached the server. What it had found is kept.",
      timeout: "It had stalled and ended before the cancel reached the server. What it had found is kept.",
      cancelled: "It had been stopped already. What it had found is kept.",
      unknown: "It had ended before the cancel reached the server. There was nothing left to stop.",
    },
    notKnown: "This server does not know this scan any more, so there is nothing to cancel.",
    refused: (message: string) => `Not cancelled: ${message} Try again.`,
    unreachable:
      "The server did not answer, so it is not certain that it was told to stop. Check that it is running, then try again.",
  },

  cancelAll: {
    button: "Cancel all",
    stopping: "Stopping…",
    nothing: "Nothing was left to cancel: all scans had ended before.",
    accepted: (count: number) =>
      `${counted(count, "scan", "scans")} stopped. What ${count === 1 ? "it has" : "they have"} found is kept.`,
    refused: (message: string) => `The scans were not cancelled: ${message}`,
    unreachable:
      "The server did not answer, so it is not certain that the scans were told to stop. Check that it is running, then try again.",
    dismiss: "Dismiss",
  },

  resume: {
    resume: "Resume",
    again: "Scan again",
    resumeLabel: (directory: string) => `Resume the scan of ${directory}`,
    againLabel: (directory: string) => `Scan again: ${directory}`,
    failed: (message: string) => `Not started: ${message}`,
    continued: "Continued by a later scan",
    continuedLabel: (directory: string) => `Continued by a later scan of ${directory}`,
  },

  filters: {
    label: "How it ended",
    status: { all: "All", completed: "Completed", cancelled: "Stopped", failed: "Failed", timeout: "Stalled" },
    directory: "Filter by directory",
    clear: "Clear the filters",
    clearDirectory: "Clear this filter",
  },

  columns: {
    when: "When",
    directory: "Directory",
    ended: "Ended",
    new: "New",
    updated: "Updated",
    skipped: "Unchanged",
    missing: "Missing",
    error_count: "Errors",
    took: "Took",
    action: "Go on",
  },
  list: {
    loading: "Loading the history…",
    failed: "The history could not be loaded.",
    more: "Show more",
    moreFailed: "The rest could not be loaded.",
    notYet: "Scans are listed here once they have ended.",
    noMatch: "No scan that has ended matches.",
    notStarted: "not started",
  },

  scan: {
    back: "All scans",
    loading: "Loading the scan…",
    failed: "The scan could not be loaded.",
    notKnown: {
      title: "This server does not know this scan",
      text: "The address may be wrong, or the data of the server has been replaced.",
    },
    summary: {
      pending: "It waits for its turn.",
      stopping: "It is stopping. What it has found is kept.",
      completed: (scanned: number) => `${files(scanned)} handled, none left.`,
      cancelled: (scanned: number, expected: number | null) =>
        `Stopped after ${expected === null ? files(scanned) : ofAbout(scanned, expected)}. What it had found is in your library.`,
      cancelledAtEnd: (scanned: number) =>
        `Stopped when all ${files(scanned)} had been handled. What it had found is in your library.`,
      cancelledUnbegun: "Stopped before it began.",
      failed: (scanned: number) => `Failed after ${files(scanned)}. What it had found until then is in your library.`,
      timeout: (scanned: number) =>
        `Ended after ${files(scanned)}, as nothing moved any more. What it had found until then is in your library.`,
    },
    errorTitle: { failed: "Why it failed", timeout: "Why it was ended", cancelled: "It failed while it was stopping" },
    current: "File at hand",
    counts: "Counts",
    facts: "About this scan",
    submitted: "Submitted",
    started: "Started",
    ended: "Ended",
    took: "Took",
    soFar: "So far",
    notYet: "Not yet",
    never: "Never",
    subdirectories: "Subdirectories",
    included: "Included",
    notIncluded: "Not included",
    resumes: "Continues",
    repeats: "Repeats",
    resumesScan: (when: string) => `The scan of ${when}`,
    resumesUnknown: "An earlier scan of this directory",
    attempts: "Interrupted",
    attemptsText: (count: number) =>
      `The server died ${count === 1 ? "once" : count === 2 ? "twice" : `${countText(count)} times`} during it; nothing that was saved was lost.`,
    cancelAsked: "Cancel asked for",
    cancelReason: "Reason",
    videos: (count: number) => `Show ${counted(count, "video", "videos")}`,
  },

  throughput: {
    title: "Files a second",
    loading: "Loading the speed of the scan…",
    failed: "The speed of the scan could not be loaded.",
    series: "Files a second",
    waiting: "There is nothing to draw yet: the scan has not started.",
    neverBegan: "There is nothing to draw: the scan never started.",
    tooEarly: "There is not enough to draw yet.",
    tooLittle: (scanned: number, milliseconds: number) =>
      `There is too little to draw: ${files(scanned)} in ${durationText(milliseconds)}.`,
    chartFailed: "The chart could not be loaded. Load the page again.",
    value: (rate: number) => `${rateText(rate)} files/s`,
    axisValue: rateText,
    at: (elapsed: string, timeOfDay: string) => `After ${elapsed}, at ${timeOfDay}`,
    zero: "0 s",
    /** @param peak when it was, in milliseconds since the start */
    summary: (averageRate: number, totalMs: number, peakRate: number, peak: { fromMs: number; toMs: number }) =>
      `On average ${rateText(averageRate)} files a second over ${durationText(totalMs)}; at most ${rateText(peakRate)}, ${spanText(peak)}.`,
    label: (summary: string) => `A chart of files a second over time. ${summary}`,
  },

  errors: {
    title: "Errors",
    titleCount: (count: number) => `Errors (${countText(count)})`,
    none: "No file gave an error in this scan.",
    noneYet: "No file has given an error so far.",
    search: "Search the errors",
    searchHint: "Path or error",
    clear: "Clear the search",
    loading: "Loading the errors…",
    failed: "The errors could not be loaded.",
    restFailed: "Not all errors could be loaded.",
    list: "Files that gave an error",
    matches: (matching: number, searched: number) =>
      `${countText(matching)} of ${counted(searched, "error", "errors")} match.`,
    searching: (loaded: number) => `Loading the rest to search it: ${countText(loaded)} so far…`,
    bounded: (bound: number) =>
      `Only the first ${countText(bound)} errors are looked at here; the API lists all of them.`,
    copyOne: (path: string) => `Copy the error of ${path}`,
    copyAll: "Copy all",
    copyMatches: (count: number) => `Copy the ${countText(count)} found`,
    copied: "Copied",
    copiedCount: (count: number) => `${counted(count, "error", "errors")} copied.`,
    copying: "Loading all of them…",
    columns: ["Path", "Error", "Code", "Time"],
    /** Between a path and what is wrong with it. */
    after: ":",
    /** What the codes of the server mean, in a few words; others are shown as they are. */
    codes: {
      directory_unreadable: "Unreadable directory",
      unreadable: "Unreadable file",
      not_video: "Not a video",
      not_regular_file: "Not a regular file",
      vanished: "Gone meanwhile",
      timed_out: "Took too long",
      crashed: "Crashed its reader",
      out_of_memory: "Took too much memory",
      name_not_utf8: "Name not in UTF-8",
      dangling_link: "Link to nothing",
      link_loop: "Link round in a circle",
      root_empty: "Empty directory",
      link_outside_roots: "Link out of the allowed directories",
    },
  },

  /** Files that a scan passes over, as they have not changed since they could not be read. */
  stillUnreadable: {
    /** @param options.more whether there are more than were counted */
    title: (count: number, { more, hasDirectories }: { readonly more: boolean; readonly hasDirectories: boolean }) => {
      const many = more ? `${countText(count)} or more${hasDirectories ? "" : " files"}` : null;
      const all = hasDirectories ? countText(count) : files(count);
      return `${many ?? all} in this directory could still not be read when last tried`;
    },
    hint: "A scan passes over files that have not changed since, readable or not.",
    list: "Files that could not be read when last tried",
    retry: "Try them again",
    retryFailed: (message: string) => `Not started: ${message}`,
    failed: "Whether other files in this directory cannot be read could not be found out.",
  },

  copyByHand: {
    title: "Copy by hand",
    text: "This browser does not let the page copy. The text is selected: copy it with Ctrl+C, or Cmd+C on a Mac.",
    label: "Text to copy",
    close: "Close",
  },
} as const;
