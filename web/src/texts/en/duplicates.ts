import type { GroupStateJson } from "../../../../src/api/contract/duplicates.ts";
import type { ProposalReason } from "../../../../src/api/contract/proposed-copy.ts";
import { bytesText, countText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";
import { counted, files, videos } from "./counted.ts";

const free = (bytes: number) => `${bytesText(bytes)} can be gained`;

/** The page of files that are equal, or may be. */
export const duplicates = {
  title: "Duplicates",
  loading: "Loading the duplicates…",
  notLoaded: "The duplicates could not be loaded",
  about:
    "Files of one size with the same beginning may be equal. Compare them, to know: that reads them from beginning to end.",
  total: ({ confirmed, possible }: { readonly confirmed: number; readonly possible: number }) => {
    if (confirmed > 0 && possible > 0) return `${free(confirmed)}, and ${bytesText(possible)} more may be equal`;
    return confirmed > 0 ? free(confirmed) : `${bytesText(possible)} may be gained`;
  },
  /** @param linked groups of hard links of one file */
  totalLinked: (linked: number, all: number) =>
    linked === all
      ? "hard links of one file: nothing can be gained"
      : `nothing in ${countText(linked)} of them: hard links of one file`,
  inFolder: (path: string) => `With a file in ${visibleText(path)}`,
  all: "Show all duplicates",
  filter: {
    label: "Which duplicates",
    values: { all: "All", confirmed: "Equal", likely: "Not compared" },
  },
  compare: {
    button: "Compare files",
    show: "Show the comparison",
    failed: "The comparison could not be started",
  },
  unknown: (count: number) =>
    `${videos(count)} ${count === 1 ? "was" : "were"} read by an older Gleaner, and ${count === 1 ? "is" : "are"} not among these. A full scan reads ${count === 1 ? "it" : "them"} again.`,
  list: "Groups of files",
  group: {
    name: (count: number, size: number) => `${files(count)}, ${bytesText(size)} each`,
    label: (count: number, size: number, path: string) =>
      `${files(count)}, ${bytesText(size)} each: ${visibleText(path)}`,
    states: {
      confirmed: "Equal",
      likely: "Not compared yet",
      linked: "One file",
      different: "Different",
    } satisfies Record<GroupStateJson, string>,
    /** Some of the files are not compared yet, or differ. */
    partlyEqual: "Partly equal",
    gain(confirmed: number, possible: number) {
      if (confirmed > 0 && possible > 0) return `${free(confirmed)}, and ${bytesText(possible)} more perhaps`;
      if (possible > 0) return `${bytesText(possible)} may be gained`;
      return confirmed > 0 ? free(confirmed) : "Nothing can be gained";
    },
    linked: "These are names of one file (hard links). To delete one of them gains nothing.",
    more: (count: number) => `and ${countText(count)} more`,
    showMore: "Show more files",
  },
  video: {
    keep: (path: string) => `Keep ${visibleText(path)}`,
    modified: (time: string) => `Modified ${time}`,
    kept: "Stays",
    equal: "Equal",
    notCompared: "Not compared",
    different: "Other content",
    linked: "Same file",
  },
  choose: (path: string) => `The file to keep in the group of ${visibleText(path)}`,
  proposed: {
    oldest: "Proposed to stay: the oldest of these files.",
    added: "Proposed to stay: of the oldest of these files, the one that was added first.",
    path: "Proposed to stay: of the oldest of these files, the first by path.",
  } satisfies Record<ProposalReason, string>,
  copy: (count: number) => (count === 1 ? "Copy the path of the other file" : "Copy the paths of the others"),
  copied: "Copied",
  /** The number of files of a group that are not shown yet is not known to be equal. */
  removeAll: "Delete the others…",
  loadingAll: "Loading all files of the group…",
  remove: (count: number) => `Delete ${count === 1 ? "the other file" : `the other ${files(count)}`}…`,
  confirm: {
    title: (count: number) => `Delete ${files(count)} from the disk?`,
    text: (kept: string) => `Each is equal to ${visibleText(kept)}, which stays. This cannot be undone.`,
    confirm: (count: number) => `Delete ${files(count)}`,
    keep: "Keep",
    comparing: "Comparing all bytes once more",
    cancel: "Cancel",
    close: "Close",
  },
  deleted: (count: number, bytes: number) =>
    `${files(count)} ${count === 1 ? "was" : "were"} deleted. ${bytesText(bytes)} are free now.`,
  notDeleted: (message: string) => `The rest was not deleted. ${message}`,
  moreGroups: "Show more groups",
  empty: {
    title: "No duplicates",
    text: "No two files of the library have one size and the same beginning.",
    filtered: "No group of files matches.",
  },
  groups: (count: number) => counted(count, "group", "groups"),
} as const;
