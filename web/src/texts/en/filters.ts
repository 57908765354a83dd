import { countText } from "../quantities.ts";
import { capitalized } from "../value-names.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, videos } from "./counted.ts";
import { groupNames, rangeText, spanText, unwantedText, valueName, wantedText } from "./filter-words.ts";

/** The panel of filters, and the chips above the list. */
export const filters = {
  title: "Filters",
  close: "Close the filters",
  loading: "Loading the filters…",
  failed: "The filters could not be loaded.",
  clear: "Clear all",
  show: (count: number | undefined) => (count === undefined ? "Show the videos" : `Show ${videos(count)}`),
  groups: { ...groupNames, folder: "Folder" },
  valueName,
  wantedText,
  unwantedText,
  rangeText,
  spanText,
  chipOfRange: (...range: Parameters<typeof rangeText>) => capitalized(rangeText(...range)),
  chipOfSpan: (measure: "modified" | "added", span: Parameters<typeof spanText>[0]) =>
    `${groupNames[measure]} ${spanText(span)}`,
  valueWithCount: (name: string, count: number) => `${name}, ${videos(count)}`,
  count: countText,
  /** Read after the number of videos in a band. */
  videos: (count: number) => (count === 1 ? "video" : "videos"),
  set: (count: number) => `${countText(count)} set`,
  allOfThese: "All of these",
  allOfTheseLabel: (group: string) => `All of these: ${group}`,
  showAll: (count: number, group: string) => `Show all ${countText(count)}: ${group}`,
  showAllShort: (count: number) => `Show all ${countText(count)}`,
  states: {
    missing: "Missing",
    present: "Present",
    broken: "Broken",
    unbroken: "Not broken",
  },
  from: (group: string) => `${group}: from`,
  to: (group: string) => `${group}: to`,
  fromShort: "From",
  toShort: "To",
  units: { size: "GB", duration: "min", frame_rate: "fps", bit_rate: "Mbit/s" },
  notANumber: "Enter a number.",
  endBeforeStart: "The end is before the start.",
  backwards: (group: string) => `${group}: The end is before the start.`,
  saved: {
    title: "Saved filters",
    saveAs: "Save as…",
    name: "Name of the filters",
    tooLong: (over: number, most: number) =>
      `${counted(over, "character", "characters")} too many: a name has at most ${countText(most)}.`,
    save: "Save",
    cancel: "Cancel",
    more: (name: string) => `More about ${visibleText(name)}`,
    rename: "Rename",
    newName: (name: string) => `New name of ${visibleText(name)}`,
    replace: "Replace with the present filters",
    remove: "Remove",
    saved: (name: string) => `${visibleText(name)} was saved.`,
    removed: (name: string) => `${visibleText(name)} was removed.`,
    undo: "Undo",
  },
  folder: {
    path: "Path of a folder",
    wrong: "Enter a full path, such as /media/films.",
    below: "With the folders below",
    browse: "Browse the folders",
    roots: "Directories of the library",
    clear: "Any folder",
    directly: "Directly in",
  },
} as const;
