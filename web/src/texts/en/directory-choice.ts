import { countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";

/** The field for the path of a directory, and the browser of directories below it. */
export const directoryChoice = {
  label: "Directory",
  hint: "Enter the full path, or choose a directory below.",
  placeholder: "/home/me/Videos",
  home: "~ is not supported here. Enter the full path, or choose a directory below.",
  notAbsolute: "Enter a full path that starts with /.",
  needed: "Enter the full path of a directory, or choose one below.",

  browser: {
    label: "Directories",
    listOf: (path: string) => `Directories in ${visibleText(path)}`,
    crumbs: "Current directory",
    /** Replaces the directories left out in the middle. */
    between: "…",
    home: "Home directory",
    allowed: "Allowed directories",
    up: "Up",
    loading: "Reading the directory…",
    empty: "This directory has no subdirectories.",
    hidden: "Show hidden directories",
    hasVideos: "There are videos in this directory.",
    videosInside: "videos",
    noMatch: (text: string) => `No directory here begins with “${text}”.`,
    firstOf: (shown: number, total: number) =>
      `Showing the first ${countText(shown)} of ${countText(total)} directories. To open another one, type its name after the path.`,
    roots: "Directories this server may scan",
  },
} as const;
