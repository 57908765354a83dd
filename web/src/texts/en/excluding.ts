import { countText } from "../quantities.ts";
import { videos } from "./counted.ts";

/** The patterns of what scans of a directory leave out. */
export const excluding = {
  label: "Leave out",
  hint: "One pattern a line, as in .gitignore, relative to this directory: extras/ leaves out all directories of this name, and *-bonus.* all such files.",
  samples: "Leave out samples and trailers",
  counting: "Counting the videos that this leaves out…",
  counted: (count: number, all: number) =>
    count === 0
      ? "These patterns would leave out no video of the library."
      : `These patterns would leave out ${countText(count)} of ${videos(Math.max(count, all))}.`,
  notCounted: (message: string) => `Not counted: ${message}`,
  examples: "Videos that would be left out",
  more: (count: number) => `and ${countText(count)} more`,
  note: "The next scan removes videos that are left out from the library. Files are never touched.",
  line: (line: number) => `Line ${countText(line)}`,
  list: "The list",
} as const;
