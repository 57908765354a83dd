import { bytesText, countText, durationText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { videos } from "./counted.ts";

const length = (seconds: number): string => (seconds < 0.5 ? "0 s" : durationText(Math.round(seconds) * 1_000));

/** The page of the folders that hold videos. */
export const folders = {
  title: "Folders",
  loading: "Loading the folders…",
  notLoaded: "The folders could not be loaded",
  way: "The folders above this one",
  /** The table, and the name of its order for people who do not see it. */
  list: (path: string) => `Folders in ${visibleText(path)}`,
  columns: { name: "Folder", videos: "Videos", missing: "Missing", bytes: "Size", duration_seconds: "Length" },
  own: "In no folder below",
  count: countText,
  bytes: bytesText,
  length,
  total: (total: { videos: number; missing: number; bytes: number; duration_seconds: number }) =>
    [
      bytesText(total.bytes),
      length(total.duration_seconds),
      ...(total.missing > 0 ? [`${countText(total.missing)} missing`] : []),
    ].join(", "),
  linksCountOnce: "Hard links of one file count once in the whole, and once in each folder.",
  show: (count: number) => `Show ${count === 1 ? "the video" : `all ${videos(count)}`}`,
  videosIn: (count: number, name: string) => `${videos(count)} in ${visibleText(name)}`,
  missingIn: (count: number, name: string) => `${countText(count)} missing in ${visibleText(name)}`,
  more: "Show more folders",
  /** Only a whole list can be sorted. */
  sortedByName: (count: number) => `The first ${countText(count)} folders by name.`,
  empty: { title: "The library has no videos yet", text: "Scan a directory to fill it." },
  nothing: (path: string) => `The library has no videos in ${visibleText(path)}.`,
  all: "Show all folders",
};
