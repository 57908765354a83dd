import { bytesText, countText } from "../quantities.ts";
import { videos } from "./counted.ts";

/** Selecting videos of the library, and what can be done with them. */
export const selecting = {
  label: "Selection",
  select: (name: string) => `Select ${name}`,
  /** A part of the label of a card. */
  mark: "selected",
  selected: (count: number) => `${countText(count)} selected`,
  /** @param bytes undefined until it is known */
  count: (count: number, bytes: number | undefined) =>
    bytes === undefined ? `${countText(count)} selected` : `${countText(count)} selected · ${bytesText(bytes)}`,
  all: (count: number) => `Select all ${countText(count)} that match`,
  clear: "Clear",
  dropped: "The filters have changed, so nothing is selected now.",
  tooMany: (most: number) =>
    `At most ${videos(most)} can be selected as a range. Filter the list, and select all that match.`,
  scan: "Scan again",
  scanMeans: "Reads these files again, also if they have not changed, and no others in their folders",
  nothingToScan: "None of these videos lies in a directory of the library.",
  check: "Check",
  checkMeans: "Decodes the whole files, in the background, to find out whether they are broken",
  remove: "Remove",
  copy: "Copy paths",
  copied: (count: number) => (count === 1 ? "1 path was copied." : `${countText(count)} paths were copied.`),
  cannotCopy: "This browser does not allow copying here. Export the videos instead.",
  tooManyToCopy: (most: number) => `At most ${countText(most)} paths can be copied. Export the videos instead.`,
  removing: {
    title: (count: number) => `Remove ${videos(count)} from the library?`,
    text: "No file is touched. A scan adds every video again whose file is there.",
    confirm: (count: number) => `Remove ${videos(count)}`,
    keep: "Keep",
    close: "Close",
  },
} as const;
