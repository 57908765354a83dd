import { bytesText, countText, decimalText, durationText, timeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, videos } from "./counted.ts";

/** The page of the directories of the library. */
export const directories = {
  title: "Directories",
  list: "Directories of the library",
  loading: "Loading the directories…",
  notLoaded: "The directories could not be loaded",
  scanAll: "Scan all",
  scanAllHint: "One after the other on each disk",
  none: {
    title: "The library has no directories yet",
    text: "The first scan of a directory adds it to the library.",
    action: "Scan a directory",
  },
  add: {
    button: "Add a directory",
    title: "Add a directory",
    text: "The directory is added without a scan. Before its first scan, you can choose in its settings what to leave out. No file is touched.",
    close: "Close the dialog",
    buttons: { submit: "Add", cancel: "Cancel" },
    added: (name: string) => `${visibleText(name)} was added. It has not been scanned yet.`,
  },
  submitted: (begun: number, active: number) =>
    [
      begun > 0 ? `${counted(begun, "scan begins", "scans begin")} in turn.` : "",
      active > 0
        ? `${counted(active, "directory is", "directories are")} being scanned already, or ${active === 1 ? "waits" : "wait"} for it.`
        : "",
    ]
      .filter((part) => part !== "")
      .join(" "),
  notStarted: (message: string) => `Not started: ${message}`,
  elsewhere: (count: number) =>
    `${videos(count)} of the library ${count === 1 ? "is" : "are"} in none of these directories.`,

  card: {
    videos,
    noVideos: "No videos",
    size: bytesText,
    length: (seconds: number) => durationText(Math.round(seconds) * 1_000),
    videosLabel: (count: number, name: string) => `${videos(count)} in ${visibleText(name)}`,
    missing: (count: number) => `${countText(count)} missing`,
    missingLabel: (count: number, name: string) => `${countText(count)} missing in ${visibleText(name)}`,
    unread: (count: number) => `${counted(count, "file or directory", "files or directories")} could not be read`,
    unreadLabel: (count: number, name: string) =>
      `${counted(count, "file or directory", "files or directories")} could not be read in ${visibleText(name)}`,
    neverScanned: "Never scanned",
    scanned: (time: string) => timeText(time),
    lastScan: "Last scan",
    lastChangeScan: "Last scan after changes",
    openChangeScan: (name: string) => `Open the last scan after changes in ${visibleText(name)}`,
    openScan: (name: string) => `Open the last scan of ${visibleText(name)}`,
    options: {
      flat: "Without subdirectories",
      links: { yes: "Behind links, too", no: "Not behind links" },
      hidden: { yes: "Hidden files, too", no: "No hidden files" },
      exclude: "With patterns to leave out",
      rate: (files: number) =>
        files === 0 ? "At any rate" : `At most ${decimalText(files)} ${files === 1 ? "file" : "files"}/s`,
    },
    scan: "Scan",
    scanLabel: (name: string) => `Scan ${visibleText(name)}`,
    resume: "Resume",
    resumeLabel: (name: string) => `Resume the scan of ${visibleText(name)}`,
    settings: "Settings",
    settingsLabel: (name: string) => `Settings of ${visibleText(name)}`,
    forget: "Forget",
    forgetLabel: (name: string) => `Forget ${visibleText(name)}`,
  },

  settings: {
    title: (name: string) => `Settings of ${visibleText(name)}`,
    close: "Close the settings",
    name: "Name",
    nameNeeded: "Enter a name.",
    recursive: "Include subdirectories",
    links: "Follow links to directories",
    hidden: "Include hidden directories and files",
    choices: { default: "Use the server’s setting", yes: "Yes", no: "No" },
    rate: "Limit, in files per second",
    rateHint: "Leave empty for the server’s setting. 0 means no limit.",
    rateWrong: "Enter a number of 0 or more, or nothing.",
    hint: "A running scan keeps the settings it was started with.",
    buttons: { submit: "Save", cancel: "Cancel" },
  },

  forget: {
    title: (name: string) => `Forget ${visibleText(name)}?`,
    close: "Close the question",
    text: "No file is touched. The name and the settings of the directory are lost. A scan of it adds it again, with the videos that are there.",
    withVideos: (count: number) => `Remove its ${videos(count)} from the library, too`,
    confirm: "Forget",
    keep: "Keep",
    pending: (name: string, count: number) =>
      count === 0
        ? `${visibleText(name)} is forgotten in a moment.`
        : `${visibleText(name)} and its ${videos(count)} are forgotten in a moment.`,
    left: (seconds: number) => `${countText(seconds)} s`,
    undo: "Undo",
    // Begins with the word on the button, as WCAG 2.5.3 asks: people say it to their computers.
    undoLabel: (name: string) => `Undo: keep ${visibleText(name)}`,
    sending: (name: string) => `Forgetting ${visibleText(name)}…`,
    failed: (message: string) => `Not forgotten: ${message}`,
  },
} as const;
