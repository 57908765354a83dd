import type { ResolutionJson } from "../../../../src/api/contract/video-filters.ts";
import type { VideoSortJson } from "../../../../src/api/contract/videos.ts";
import { bytesText, countText, durationText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { codecName } from "./codecs.ts";
import { videos } from "./counted.ts";
import { languageName } from "./languages.ts";

const resolutions: Readonly<Record<ResolutionJson, string>> = {
  sd: "SD",
  "720p": "720p",
  "1080p": "1080p",
  "1440p": "1440p",
  "2160p": "4K",
  "4320p": "8K",
};

const sorts: Readonly<Record<VideoSortJson, string>> = {
  "-created_at": "Newest first",
  created_at: "Oldest first",
  filename: "Name, A to Z",
  "-filename": "Name, Z to A",
  "-duration_seconds": "Longest first",
  duration_seconds: "Shortest first",
  "-file_size": "Largest first",
  file_size: "Smallest first",
  "-modified_at": "Recently modified first",
  modified_at: "Least recently modified first",
  "-resolution": "Highest resolution first",
  resolution: "Lowest resolution first",
  video_codec: "Codec, A to Z",
  "-video_codec": "Codec, Z to A",
  path: "Folder, A to Z",
  "-path": "Folder, Z to A",
};

/** Keys are ffprobe's names. A container that is not listed is shown by its ffprobe name. */
const containers: Readonly<Record<string, string>> = {
  "mov,mp4,m4a,3gp,3g2,mj2": "MP4 or QuickTime",
  "matroska,webm": "Matroska or WebM",
  avi: "AVI",
  mpegts: "MPEG transport stream",
  mpeg: "MPEG program stream",
  mpegvideo: "MPEG video stream",
  asf: "Windows Media (ASF)",
  flv: "Flash Video",
  ogg: "Ogg",
};

export const library = {
  title: "Library",
  resolutions,
  codecName,
  total: videos,
  totalWithMissing: (count: number, missing: number) =>
    `${videos(count)}, ${missing === count ? "all" : countText(missing)} of them missing`,
  /** Such as `37 videos · 612 GB · 71 h`. The parts are texts. */
  summary: (parts: readonly string[]) => parts.join(" · "),
  bytes: bytesText,
  /** A sum of lengths, in whole hours where there are many. */
  length: (seconds: number) =>
    seconds < 36_000 ? durationText(Math.round(seconds) * 1_000) : `${countText(Math.round(seconds / 3_600))} h`,
  toolbar: {
    label: "Search and filters",
    search: "Search names and paths",
    searchShort: "Search",
    clearSearch: "Clear the search",
    filters: "Filters",
    filtersSet: (count: number) => (count === 1 ? "Filters, 1 set" : `Filters, ${count} set`),
    sort: "Sort",
    sorts,
    broken: "Broken",
    suspects: { truncated: "Cut off", length: "Length in doubt" },
    view: "View",
    grid: "Grid",
    table: "Table",
  },
  chips: {
    clear: "Clear",
    label: "Active filters",
    remove: (filter: string) => `Remove the filter ${filter}`,
    search: (text: string) => `“${text}”`,
    in: "In",
    path: (directory: string) => `In ${visibleText(directory)}`,
    directlyIn: "Directly in",
    directPath: (directory: string) => `Directly in ${visibleText(directory)}`,
    job: (directory: string, time: string) => `Found by the scan of ${visibleText(directory)}, ${time}`,
    missingByJob: (directory: string, time: string) =>
      `Marked missing by the scan of ${visibleText(directory)}, ${time}`,
    unknownJob: "Found by an unknown scan",
    missingByUnknownJob: "Marked missing by an unknown scan",
  },
  exporting: {
    open: "Export",
    formats: { csv: "CSV, for spreadsheets", ndjson: "JSON lines" },
    /** Of lists whose CSV has less. */
    allFields: "JSON lines, with all fields",
  },
  list: {
    label: "Videos",
    comma: ", ",
    loading: "Loading",
    missing: "Missing",
    unreadable: "Cannot be read",
    /** A length that the file declares and that cannot be true. */
    doubtful: (length: string) => `${length}?`,
    hours: (count: number) => `${countText(count)} h`,
    newVideos: (count: number) => (count === 1 ? "1 new video" : `${countText(count)} new videos`),
    showChanges: "Show changes",
    changed: "The library has changed. A button above the list shows the changes.",
    unknown: "–",
    columns: {
      name: "Name",
      folder: "Directory",
      duration: "Length",
      resolution: "Resolution",
      codec: "Codec",
      size: "Size",
      modified: "Modified",
      added: "Added",
    },
    sortBy: (column: string) => `Sort by ${column}`,
  },
  empty: {
    title: "No videos yet",
    text: "Choose a directory. Gleaner finds every video in it and changes none of your files.",
    scan: "Scan a directory",
    scanningTitle: "A scan is running",
    scanningText: "Videos appear here as the scan finds them.",
    openScan: "Show the scan",
  },
  noMatch: {
    title: "No video matches",
    text: "Try other words or fewer filters.",
    clear: "Clear search and filters",
  },
  failed: { title: "The library could not be loaded", again: "Try again" },
  /** The videos on the screen belong to an earlier search, and the new one cannot be answered. */
  searchFailed: {
    title: "This search could not be run",
    old: "The videos below are the results of the previous search.",
    again: "Try again",
  },
  details: {
    close: "Close the details",
    previous: "Previous video",
    next: "Next video",
    gone: "This video is no longer in the library",
    goneText: "It was removed, or this server now uses a different library.",
    failed: "The video could not be loaded",
    copyPath: "Copy the path",
    copied: "Copied",
    cannotCopy: "The path is selected. Copy it with Ctrl+C or ⌘C.",
    copiedEscaped: "Control characters were copied as escapes, such as \\n.",
    exactValues: "Exact values",
    missingSince: (time: string) =>
      `The file was not found on ${time}. The video counts as present again when a scan finds the file.`,
    unreadable: (time: string) => `Last tried on ${time}. Everything below was read earlier.`,
    theFile: (does: string) => `The file ${does}`,
    groups: { file: "File", picture: "Picture", sound: "Sound", subtitles: "Subtitles", library: "In the library" },
    measured: "(measured; the file declares no length)",
    unknownLength: (declared: string) => `Unknown (the file says ${declared})`,
    suspects: {
      truncated: {
        title: "The file is cut off",
        text:
          "The file is shorter than its header says, as after an interrupted download or copy. " +
          "The film stops early. Copy or download the file again.",
      },
      length: {
        title: "The length is in doubt",
        text:
          "The header declares a length for which the file is too small. The file may be damaged, or several files may " +
          "have been joined into it. Play its end. If the film stops early, copy or download the file again.",
      },
    },
    fields: {
      container: "Container",
      fileSize: "Size",
      modified: "Modified",
      bitRate: "Bit rate",
      duration: "Length",
      codec: "Codec",
      dimensions: "Dimensions",
      rotation: "Rotation",
      frameRate: "Frame rate",
      audioStreams: "Streams",
      channels: "Channels",
      sampleRate: "Sample rate",
      subtitleStreams: "Streams",
      added: "Added",
      updated: "Updated",
      missing: "Missing since",
      problem: "Cannot be read",
      scan: "Last changed by",
      id: "Id",
      title: "Title",
      chapters: "Chapters",
      recorded: "Recorded",
      date: "Date of the film",
      encoder: "Written by",
    },
    chapters: countText,
    seconds: (text: string) => `${text} s`,
    bytes: (count: number) => (count === 1 ? "1 byte" : `${countText(count)} bytes`),
    dimensions: (width: number, height: number, resolution: string) => `${width} × ${height} pixels, ${resolution}`,
    degrees: (degrees: number) => `${degrees}°`,
    framesPerSecond: (rate: string) => `${rate} fps`,
    variableRate: (rate: string) => `${rate} on average, variable`,
    rates: (average: string, base: string) => `${average} on average, base ${base}`,
    fraction: (numerator: number, denominator: number) => `${numerator}/${denominator}`,
    bitRate: (rate: string, unit: "kbit/s" | "Mbit/s") => `${rate} ${unit}`,
    exactBitRate: (bits: number) => `${countText(bits)} bit/s`,
    channels: (count: number) =>
      count === 1
        ? "1 (mono)"
        : count === 2
          ? "2 (stereo)"
          : count === 6
            ? "6 (5.1)"
            : count === 8
              ? "8 (7.1)"
              : `${count}`,
    kilohertz: (value: string) => `${value} kHz`,
    audioStreams: (count: number) => (count === 0 ? "No sound" : count === 1 ? "1 stream" : `${count} streams`),
    subtitleStreams: (count: number) => (count === 0 ? "None" : count === 1 ? "1 stream" : `${count} streams`),
    container: (name: string) => containers[name] ?? name,
    language: languageName,
    unknownCodec: "unknown format",
    unknownLanguage: "language not given",
    subtitle: (language: string, codec: string) => `${language} – ${codec}`,
    unknown: "Unknown",
    scanOf: (directory: string, time: string) => `Scan of ${visibleText(directory)}, ${time}`,
    oneScan: "A scan",
    forget: "Remove from the library",
    forgetTitle: (name: string) => `Remove ${visibleText(name)} from the library?`,
    forgetText: "The file itself stays on the disk. A scan of its directory adds it again.",
    forgetMissingText: "Its file is already gone. Only the entry in the library is removed.",
    forgetConfirm: "Remove",
    forgetKeep: "Keep",
    forgotten: (name: string) => `${visibleText(name)} was removed from the library. Its file stays on the disk.`,
    forgottenMissing: (name: string) => `${visibleText(name)} was removed from the library.`,
  },
} as const;
