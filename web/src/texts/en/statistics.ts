import { type Amount, amountText, lengthSumText, shareText } from "../amounts.ts";
import { bytesText, countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { videos } from "./counted.ts";

/** The page of statistics. */
export const statistics = {
  title: "Statistics",
  loading: "Counting the videos…",
  notLoaded: "The statistics could not be loaded",
  totals: "In all",
  videos: "Videos",
  size: "Size",
  length: "Length",
  averageSize: "Average size",
  averageBitRate: "Average bit rate",
  linksCountOnce: "Hard links of one file count once in each sum of sizes.",
  missing: "Missing",
  broken: "Broken",
  count: countText,
  bytes: bytesText,
  lengthOf: lengthSumText,
  /** Has the number that is shown. */
  show: (count: number) => `Show ${count === 1 ? "" : "all "}${videos(count)}`,
  showMissing: (count: number) => `Show ${countText(count)} missing`,
  showBroken: (count: number) => `Show ${countText(count)} broken`,
  /** What the bars compare. */
  by: "Bars by",
  amounts: { count: "Number", size: "Size", length: "Length" },
  groups: {
    resolution: "Resolution",
    hdr: "HDR",
    video_codec: "Codec",
    bit_depth: "Bit depth",
    audio_language: "Languages of the sound",
    audio_codec: "Codec of the sound",
    subtitle_language: "Languages of the subtitles",
    container: "Container",
    suspect: "State of the file",
    size: "Size of the file",
    duration: "Length of the video",
    frame_rate: "Frame rate",
    bit_rate: "Bit rate",
    modified: "Year of the last change",
  },
  folders: "Folders",
  beside: "In no folder below",
  allFolders: "All folders",
  largest: "Largest",
  longest: "Longest",
  allBySize: "All by size",
  allByLength: "All by length",
  /** The numbers beside a bar. What the bars compare is the first. */
  parts: (count: number, bytes: number, seconds: number, amount: Amount) => {
    const [number, size] = [videos(count), bytesText(bytes)];
    if (amount === "size") return [size, number];
    return amount === "length" ? [lengthSumText(seconds), number] : [countText(count), size];
  },
  /** What screen readers say after a number that stands alone. */
  noun: (count: number) => (count === 1 ? " video" : " videos"),
  share: shareText,
  showAll: (count: number) => `Show all ${countText(count)}`,
  showAllOf: (count: number, group: string) => `Show all ${countText(count)}: ${group}`,
  growth: {
    title: "How the library grew",
    series: { count: "Videos", size: "Size", length: "Length" },
    amount: amountText,
    label: (first: string, last: string, amount: string) =>
      `A chart of the videos in the library from ${first} to ${last}. At the end: ${amount}. The table below has the same numbers.`,
    failed: "The chart could not be shown. The table below has its numbers.",
    table: "Additions by month",
    showTable: "Show as a table",
    columns: { month: "Month", added: "Added", all: "In all" },
    monthLabel: (month: string, count: number) => `${month}: ${videos(count)} added`,
  },
  folderName: visibleText,
  empty: { title: "The library has no videos yet", text: "Scan a directory to fill it." },
  nothing: "No video matches.",
  clear: "Remove all filters",
  /** The links to this page. */
  ofThese: "Statistics",
  ofTheseLabel: "Statistics of these videos",
  ofDirectory: (name: string) => `Statistics of ${visibleText(name)}`,
} as const;
