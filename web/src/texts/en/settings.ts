import { countText } from "../quantities.ts";

const rate = (value: number): string => (value === 0 ? "no limit" : `${countText(value)} files per second`);
const processes = (value: number): string => (value === 1 ? "1 process" : `${countText(value)} processes`);
const days = (value: number): string => (value === 1 ? "1 day" : `${countText(value)} days`);
const seconds = (value: number): string => `${value} s`;

/** The page of the settings. */
export const settings = {
  title: "Settings",
  loading: "Loading the settings…",
  notLoaded: "The settings could not be loaded",
  intro: "These settings hold for the whole library. Directories and single scans may have settings of their own.",
  save: "Save",
  saved: "Saved.",
  notSaved: (message: string) => `Not saved: ${message}`,
  leave: {
    title: "Leave without saving?",
    text: (labels: readonly string[]) => `Changed and not saved: ${labels.join(", ")}.`,
    leave: "Leave without saving",
    stay: "Stay",
    close: "Close",
  },
  source: {
    default: "This is the default.",
    saved: "Set on this page or with gleaner settings.",
    given: (by: string) => `Set by ${by} where Gleaner was started. Change it there.`,
  },
  reset: (value: string) => `Reset to the default (${value})`,
  scans: "Scans",
  max_rate: {
    label: "Files per second",
    hint: "The most that a scan reads, to spare a disk. 0: no limit. Scans that run follow it at once.",
    wrong: "Enter a number from 0 to 1,000,000.",
  },
  probers: {
    label: "Processes",
    hint: "The most that read videos at the same time. Empty: Gleaner finds the fastest number for each disk. Scans that run follow it at once.",
    wrong: "Enter a whole number from 1 to 256, or nothing.",
    itself: "chosen for each disk",
  },
  exclude: {
    label: "Leave out",
    hint: "One pattern a line, as in .gitignore: extras/ leaves out all directories of this name, and *-bonus.* all such files.",
    note: "It counts from the next scan on: videos that are left out are removed from the library. Files are never touched. Directories that are watched are scanned at once.",
    none: "nothing",
  },
  exclude_samples: { label: "Leave out samples and trailers", yes: "yes", no: "no" },
  history: "History",
  keep_history: {
    label: "Days in the history",
    hint: "How long ended scans stay. The last scan of every directory always stays. Older ones are deleted within an hour.",
    wrong: "Enter a number from 1 to 36,500.",
  },
  values: { rate, processes, days },
  fixed: {
    title: "Set where Gleaner is started",
    text: "These settings come from flags and the environment, and hold until the next start.",
    columns: { name: "Setting", value: "Value", source: "From" },
    default: "default",
    none: "none",
    secret: "set, not shown",
    yes: "yes",
    no: "no",
    seconds,
    names: {
      data: "Directory of the library",
      database_url: "Database",
      database_direct_url: "Database without PgBouncer",
      no_worker: "Leaves files to workers",
      host: "Address",
      port: "Port",
      roots: "Directories that may be scanned",
      token: "Token",
      allow_anyone: "Answers anyone without a token",
      allowed_hosts: "Further names of the server",
      base_path: "Base path",
      allow_delete: "May delete files",
      concurrent_scans: "Scans at the same time",
      prober: "Reads videos with",
      probe_timeout: "Longest time for one file",
      cancel_grace: "Wait after a cancel",
      stall_timeout: "Ends a scan without progress after",
      extensions: "Extensions of videos",
      follow_links: "Follows links to directories",
      include_hidden: "Includes hidden directories",
      log: "Log",
    } as Readonly<Record<string, string>>,
    inFile: "SQLite, in the directory of the library",
    allRoots: "all",
  },
  versions: {
    title: "Versions",
    gleaner: "Gleaner",
    node: "Node.js",
    prober: "Reads videos with",
    /** The server says it in English. */
    proberText: (prober: string) => prober,
  },
};
