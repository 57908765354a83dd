import { countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, filesAndDirectories } from "./counted.ts";

/** The list of what a scan could not read. */
export const errorsOfScan = {
  title: "Errors",
  titleCount: (count: number) => `Errors (${countText(count)})`,
  none: "This scan had no errors.",
  noneYet: "No errors so far.",
  search: "Search the errors",
  searchHint: "Path or error",
  clear: "Clear the search",
  loading: "Loading the errors…",
  failed: "The errors could not be loaded.",
  restFailed: "Some errors could not be loaded.",
  list: "Errors of this scan",
  matches: (matching: number, searched: number) =>
    `${countText(matching)} of ${counted(searched, "error", "errors")} match.`,
  searching: (loaded: number) => `Loading all errors to search them: ${countText(loaded)} so far…`,
  bounded: (bound: number) =>
    `This page lists the first ${countText(bound)} errors. The API and the command gleaner jobs list all of them.`,
  copyOne: (path: string) => `Copy the error of ${visibleText(path)}`,
  copyAll: "Copy all",
  copyMatches: (count: number) => `Copy these ${countText(count)}`,
  copied: "Copied",
  copiedCount: (count: number) => `${counted(count, "error", "errors")} copied.`,
  copying: "Loading all errors…",
  columns: ["Path", "Error", "Code", "Time"],
  /** Stands between a path and its error. */
  after: ":",
  /** Short names for errors of the code `not_video`, by what the error says. */
  damaged: "Damaged",
  damagedOrOther: "Damaged or not a video",
  otherContainer: "Unsupported container",
  /** Short names for the error codes of the server. An unknown code is shown as it is. */
  codes: {
    directory_unreadable: "Unreadable directory",
    unreadable: "Unreadable file",
    not_video: "Not a video",
    not_regular_file: "Not a regular file",
    vanished: "Removed during the scan",
    changed: "Changed since the scan",
    timed_out: "Took too long",
    crashed: "Crashed while being read",
    out_of_memory: "Took too much memory",
    name_not_utf8: "Name is not valid UTF-8",
    killed: "Reading was interrupted",
    dangling_link: "Link to nothing",
    link_loop: "Circular link",
    left_out: "Left out of scans",
    root_empty: "Empty directory",
    disk_changed: "Other disk",
    disk_lost: "Disk went away during the scan",
    disk_silent: "Disk did not answer",
    other_video: "File of another video",
    link_outside_roots: "Link to a directory that is not allowed",
  },
} as const;

/** Files that a scan skipped: they could not be read before and have not changed since. */
export const stillUnreadable = {
  /** @param options.more whether there are more than `count` */
  title: (count: number, { more, directories }: { readonly more: boolean; readonly directories: number }) =>
    `${more ? "At least " : ""}${filesAndDirectories(count, directories)} in this directory could still not be read when last tried`,
  hint: "Scans skip unchanged files, including files that could not be read before.",
  list: "Files that could not be read when last tried",
  exportAll: "Export all unreadable files",
  failed: "The other unreadable files in this directory could not be loaded.",
} as const;

/** Where a browser does not let the page copy. */
export const copyByHand = {
  title: "Copy by hand",
  text: "This browser does not let the page copy. The text is selected. Copy it with Ctrl+C, or ⌘C on a Mac.",
  label: "Text to copy",
  close: "Close",
} as const;
