import { countText } from "../quantities.ts";
import { videos } from "./counted.ts";
import { capitalized, groupNames, rangeText, spanText, unwantedText, valueName, wantedText } from "./filter-words.ts";

/** The panel of filters, and the chips above the list. */
export const filters = {
  title: "Filters",
  close: "Close the filters",
  loading: "Loading the filters…",
  failed: "The filters could not be loaded",
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
  set: (count: number) => `${countText(count)} set`,
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
