import { type FileInList, type FileList, filesIn, withFile } from "./file-list.ts";

/** What the library remembers of some of the names in a directory. */
export interface KnownSection {
  /**
   * Whether the library knows the files of the directory as `DirectorySection.digest` says: all of them as videos that
   * earlier scans have left there, and no others. `files` and `marks` are empty then.
   */
  readonly isUnchanged: boolean;
  /** For `ScanLibrary.keepDigests`; null if the directory has none. */
  readonly token: number | null;
  /**
   * A name that is both a video and a problem is in the list twice. The list is in order only if it has no problems.
   */
  readonly files: FileList;
  /** Two letters of `marks` for each file: who wrote it, and what it is. */
  readonly marks: string;
  /**
   * The last name that this part covers, if the library remembers more of the section than it tells at once. Ask again
   * for the names after it. Null if this part covers the whole section.
   */
  readonly upTo: string | null;
  /**
   * If the section goes up to the last name: the names of the directories directly in this one that hold, at any depth,
   * files that `ScanLibrary.filesBelow` gives. Else none.
   */
  readonly directories: readonly string[];
}

export const marks = {
  writtenBy: { thisJob: "t", resumedJob: "r", anotherJob: "a", olderProgram: "o" },
  kind: { video: "v", onAnotherDisk: "d", onUnknownDisk: "u", missing: "m", problem: "p" },
} as const;

/** What the library remembers of a name: a video, or a file that could not be read. A name may be both. */
export interface KnownFile extends FileInList {
  /** Empty for a problem of the directory itself. */
  readonly name: string;
  readonly kind: "video" | "problem";
  /** Marked missing by an earlier listing. */
  readonly missing: boolean;
  /**
   * Where a video that is not missing was seen last: on the disk that the section names, or on another one. `unknown` if
   * the program that wrote it did not remember disks. Always `same` for missing videos and problems.
   */
  readonly disk: "same" | "other" | "unknown";
  /**
   * The job that wrote it: the one that scans, one that it goes on with, or another. `older_program`: a video of which
   * this program would tell more, whichever job wrote it.
   */
  readonly writtenBy: "this_job" | "resumed_job" | "another_job" | "older_program";
}

export function knownFilesIn(section: KnownSection): readonly KnownFile[] {
  const { kind } = marks;
  return filesIn(section.files).map((file, index) => {
    const [writer, what] = [section.marks[2 * index], section.marks[2 * index + 1]];
    // `filesIn` has made the objects just now.
    return Object.assign<FileInList, Omit<KnownFile, keyof FileInList>>(file, {
      kind: what === kind.problem ? "problem" : "video",
      missing: what === kind.missing,
      disk: what === kind.onAnotherDisk ? "other" : what === kind.onUnknownDisk ? "unknown" : "same",
      writtenBy: writers[writer ?? ""] ?? "another_job",
    });
  });
}

/** The section with only some of its files. */
export function withKnownFiles(section: KnownSection, isKept: (file: KnownFile) => boolean): KnownSection {
  const files = knownFilesIn(section);
  const kept = files.map(isKept);
  return {
    ...section,
    isUnchanged: false,
    token: null,
    files: files.reduce((list, file, index) => (kept[index] ? withFile(list, file) : list), ""),
    marks: kept.flatMap((is, index) => (is ? [section.marks.slice(2 * index, 2 * index + 2)] : [])).join(""),
  };
}

const writers: Readonly<Record<string, KnownFile["writtenBy"]>> = {
  [marks.writtenBy.thisJob]: "this_job",
  [marks.writtenBy.resumedJob]: "resumed_job",
  [marks.writtenBy.anotherJob]: "another_job",
  [marks.writtenBy.olderProgram]: "older_program",
};
