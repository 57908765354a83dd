import type { JobKind } from "../../live/job-kind.ts";
import { files, videos } from "./counted.ts";
import { jobs } from "./jobs.ts";

export const shell = {
  name: "Gleaner",
  skipToContent: "Skip to the content",
  navigation: "Pages",
  library: "Library",
  directories: "Directories",
  scans: "Scans",
  views: {
    label: "Views of the library",
    videos: "Videos",
    folders: "Folders",
    duplicates: "Duplicates",
    statistics: "Statistics",
  },
  scanDirectory: "Scan a directory",
  scanShort: "Scan",
  menu: {
    open: "Menu",
    theme: "Theme",
    themes: { light: "Light", dark: "Dark", auto: "System" },
    language: "Language",
    /** The choice that follows the browser. */
    browserLanguage: "As the browser",
    settings: "Settings",
    shortcuts: "Keyboard shortcuts",
    signOut: "Sign out",
  },
  shortcuts: {
    title: "Keyboard shortcuts",
    close: "Close the keyboard shortcuts",
    list: [
      { keys: ["/"], does: "Search the library" },
      { keys: ["↑", "↓", "←", "→"], does: "Go from video to video in the library" },
      { keys: ["Home", "End"], does: "Go to the first or last video" },
      { keys: ["Page Up", "Page Down"], does: "Go one screen up or down" },
      { keys: ["Enter"], does: "Open the details of a video" },
      { keys: ["Space"], does: "Select a video, or take it out" },
      { keys: ["Shift + ↑", "Shift + ↓"], does: "Select several videos" },
      { keys: ["Ctrl + A", "⌘ A"], does: "Select all videos that match" },
      { keys: ["←", "→"], does: "In the details, show the previous or next video" },
      { keys: ["Esc"], does: "Close a dialog or panel, or clear the selection. Scans continue." },
      { keys: ["?"], does: "Show this list" },
    ],
  },
  running: {
    list: "Show the active scans",
    short: (kinds: readonly JobKind[]) => {
      const [one, ...others] = new Set(kinds);
      return one === undefined || others.length > 0 ? `${kinds.length} active` : jobs.counted(kinds);
    },
    /** How far a job has come while nobody knows how much there is to do. */
    handled: (kind: JobKind, count: number) => (kind === "scan" ? files(count) : videos(count)),
    waiting: "Waiting",
    paused: "Paused",
    cancelling: "Cancelling…",
  },
  connection: {
    lost: "The server does not answer. This page may be out of date. Gleaner keeps trying.",
    failing: (problem: string) => `${problem} This page may be out of date. Gleaner keeps trying.`,
  },
  notFound: { title: "Page not found", text: "There is nothing at this address.", back: "Go to the library" },
  failed: {
    title: "This page failed",
    again: "Reload",
    unreachable:
      "The server does not answer, so this page could not be loaded. Running scans continue, at the latest when the server is back.",
    tryAgain: "Try again",
  },
  titles: {
    page: (page: string) => `${page} – Gleaner`,
    scanning: (percent: string, page: string) => `${percent} · ${page} – Gleaner`,
  },
  signIn: {
    title: "Sign in",
    text: "This server is protected. Enter its token (GLEANER_TOKEN).",
    token: "Token",
    submit: "Sign in",
    showToken: "Show the token",
    hideToken: "Hide the token",
    missing: "Enter the token.",
    wrong: "This is not the token of this server.",
  },
} as const;
