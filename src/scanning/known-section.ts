import { type FileInList, type FileList, filesIn } from "./file-list.ts";

/** What the library remembers of some of the names in a directory. */
export interface KnownSection {
  /** A name that is both a video and a problem stands in it twice. In no order where there are problems in it. */
  readonly files: FileList;
  /** For each of them two letters of `marks`: who wrote it, and what it is. */
  readonly marks: string;
  /**
   * The last name that it covers, where more is remembered of the section than is told at once; else null. What comes
   * after that name is to be asked for.
   */
  readonly upTo: string | null;
  /**
   * Where the section goes up to the last name, the names of the directories directly in this one that hold, at any depth,
   * what `ScanLibrary.filesBelow` gives; else none.
   */
  readonly directories: readonly string[];
}

export const marks = {
  writtenBy: { thisJob: "t", resumedJob: "r", anotherJob: "a" },
  kind: { video: "v", missing: "m", problem: "p" },
} as const;

/** What the library remembers of a name: a video, or a file that could not be read. A name may be both, in turn. */
export interface KnownFile extends FileInList {
  /** Empty for a problem of the directory itself. */
  readonly name: string;
  readonly kind: "video" | "problem";
  /** Marked missing by an earlier listing. */
  readonly missing: boolean;
  /** Who wrote it: the job that scans, the one that it goes on with, or another. */
  readonly writtenBy: "this_job" | "resumed_job" | "another_job";
}

export function knownFilesIn(section: KnownSection): readonly KnownFile[] {
  const { writtenBy, kind } = marks;
  return filesIn(section.files).map(({ name, size, modifiedUs }, index) => {
    const [writer, what] = [section.marks[2 * index], section.marks[2 * index + 1]];
    return {
      name,
      size,
      modifiedUs,
      kind: what === kind.problem ? "problem" : "video",
      missing: what === kind.missing,
      writtenBy:
        writer === writtenBy.thisJob ? "this_job" : writer === writtenBy.resumedJob ? "resumed_job" : "another_job",
    };
  });
}
