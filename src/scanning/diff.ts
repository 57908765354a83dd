import { join } from "node:path";
import { type BirthTimes, type FileInList, type FileList, type FileNumbers, filesIn, withFile } from "./file-list.ts";
import { type KnownFile, type KnownSection, knownFilesIn, marks } from "./known-files.ts";
import type { FileProblem, FileStat } from "./scan-library.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** Files of a directory, or of some of the names in it, as a listing shows them. */
export interface Listed {
  readonly directory: string;
  /** The disk that the directory is on; null if the listing does not prove it. */
  readonly disk: string | null;
  readonly files: FileList;
  readonly fileNumbers: FileNumbers;
  readonly bornUs: BirthTimes;
  /** How many there are. */
  readonly count: number;
  /** What is named like a video but cannot be probed. */
  readonly problems: readonly FileProblem[];
}

/** Parts a listing behind a name: what comes up to it, and the rest. */
export function partListing<Section extends Listed>(listed: Section, upTo: string): readonly [Section, Section] {
  const nameAt = join(listed.directory, "x").length - 1;
  const part = (isWanted: (name: string) => boolean): Section => {
    const all = filesIn(listed.files);
    const files = all.filter(({ name }) => isWanted(name));
    const numbersOf = (numbers: Float64Array) => numbers.filter((_, index) => isWanted(all[index]?.name ?? ""));
    const [fileNumbers, bornUs] = [numbersOf(listed.fileNumbers), numbersOf(listed.bornUs)];
    const problems = listed.problems.filter(({ path }) => isWanted(path.slice(nameAt)));
    return { ...listed, files: files.reduce(withFile, ""), fileNumbers, bornUs, count: files.length, problems };
  };
  return [part((name) => compareUtf8(name, upTo) <= 0), part((name) => compareUtf8(name, upTo) > 0)];
}

/**
 * A changed file at whose path the library has a video:
 *
 * - `returned`: the video is marked missing and has the size and time of the file, but the inode was changed. It may be the
 *   file that was there before.
 * - `different`: the file has another size, time or change time than the video. It may be another file.
 * - `same`: the file is to be read for another reason.
 */
export type VideoAtPath = "returned" | "different" | "same";

/** What became of files of a directory since the library last saw them. Paths are absolute. */
export interface Diff {
  /** New, changed, or known to an older program only: to be probed. */
  readonly changed: readonly FileStat[];
  /** The paths of those of `changed` at which the library has a video. */
  readonly videosAtPaths: ReadonlyMap<string, VideoAtPath>;
  /** Not files that could be probed, and not known as such yet. */
  readonly problems: readonly FileProblem[];
  /**
   * Known videos that are there, but marked missing, last seen on another disk, with other subtitle files, or without a
   * change time in the library.
   */
  readonly present: readonly Pick<FileStat, "path" | "subtitles" | "fileNumber" | "changedUs">[];
  /** Remembered as problems, but as they were when they were read: such as a file that was restored. */
  readonly readable: readonly string[];
  /** Known, but not listed as files. They may be gone if the listing is complete. */
  readonly unlisted: readonly Pick<KnownFile, "kind" | "name" | "disk">[];
  /** Whether the listing shows any of the known videos. */
  readonly showsKnownVideo: boolean;
  /** How many videos are as an earlier scan left them. */
  readonly skipped: number;
  /** How many files are as they were when an earlier scan could not read them. */
  readonly unreadable: number;
  /** How many an earlier run of this same job has handled: they are in its counts already. */
  readonly handledBefore: number;
  /** Whether the directory itself is remembered as a problem. */
  readonly directoryWasProblem: boolean;
}

interface DiffOptions {
  /** Whether to try unreadable files again. */
  readonly retryErrors: boolean;
  /** Whether to read all files again. */
  readonly full: boolean;
}

/**
 * Compares what a listing shows with what the library remembers. A file is unchanged when its size, its modification
 * time and its change time are; that holds for files that could not be read, too, unless they are to be tried again. Videos
 * that an older program wrote are read again.
 *
 * Change times are compared only on one disk, because a copy of a library on another disk has others throughout.
 *
 * @param known what the library remembers of the names that the listing covers; not `isUnchanged`
 * @param scan which unchanged files to read again; never those that this job, or one that it goes on with, has handled
 */
export function diff(listed: Listed, known: KnownSection, scan: DiffOptions): Diff {
  const isSameThroughout =
    !scan.full &&
    listed.files === known.files &&
    listed.problems.length === 0 &&
    (scan.retryErrors ? allSkippedOnRetry : allSkipped).test(known.marks);
  if (!isSameThroughout) return diffEach(listed, known, scan);
  const unreadable = known.marks.split(kind.problem).length - 1;
  const skipped = listed.count - unreadable;
  return { ...noDifference, skipped, unreadable, showsKnownVideo: skipped > 0 };
}

/** Whether the library knows exactly the listed files, each as a video that another job has left there. */
export function knowsExactly(known: KnownSection, listed: Listed): boolean {
  return listed.files === known.files && listed.problems.length === 0 && allVideos.test(known.marks);
}

/** Files that are there, and were left as they are by another job. */
const { writtenBy, kind } = marks;
const allSkipped = new RegExp(`^(?:[${writtenBy.anotherJob}${writtenBy.resumedJob}][${kind.video}${kind.problem}])*$`);
const allVideos = new RegExp(`^(?:[${writtenBy.anotherJob}${writtenBy.resumedJob}]${kind.video})*$`);
/** The same, where problems were tried again by the job that this one goes on with. */
const allSkippedOnRetry = new RegExp(
  `^(?:[${writtenBy.anotherJob}${writtenBy.resumedJob}]${kind.video}|${writtenBy.resumedJob}${kind.problem})*$`,
);

const noDifference: Diff = {
  changed: [],
  videosAtPaths: new Map(),
  problems: [],
  present: [],
  readable: [],
  unlisted: [],
  showsKnownVideo: false,
  skipped: 0,
  unreadable: 0,
  handledBefore: 0,
  directoryWasProblem: false,
};

function diffEach(
  { directory, disk, files, fileNumbers, bornUs, problems: listedProblems }: Listed,
  known: KnownSection,
  scan: DiffOptions,
): Diff {
  const changed: FileStat[] = [];
  const videosAtPaths = new Map<string, VideoAtPath>();
  const problems: FileProblem[] = [];
  const present: Diff["present"][number][] = [];
  const readable: string[] = [];
  let skipped = 0;
  let unreadable = 0;
  let handledBefore = 0;
  let showsKnownVideo = false;
  const videos = new Map<string, KnownFile>();
  const broken = new Map<string, KnownFile>();
  for (const file of knownFilesIn(known)) (file.kind === "video" ? videos : broken).set(file.name, file);
  const directoryWasProblem = broken.delete("");

  /** Counts a file that is as `remembered`. False if it has to be handled again. */
  const isHandled = (remembered: KnownFile): boolean => {
    const ownWork = remembered.writtenBy === "this_job";
    const isRead = ownWork || remembered.writtenBy === "resumed_job";
    if ((scan.full || (remembered.kind === "problem" && scan.retryErrors)) && !isRead) return false;
    if (ownWork) handledBefore += 1;
    else if (remembered.kind === "video") skipped += 1;
    else unreadable += 1;
    return true;
  };
  const prefix = join(directory, "x").slice(0, -1);
  const listedFiles = filesIn(files);
  // Whole libraries may have changed, and this loop takes a fraction of the memory of others.
  for (let index = 0; index < listedFiles.length; index += 1) {
    const beside = listedFiles[index] as FileInList;
    const { name, size, modifiedUs } = beside;
    const path = prefix + name;
    const [video, problem] = [videos.get(name), broken.get(name)];
    videos.delete(name);
    broken.delete(name);
    showsKnownVideo ||= video !== undefined;
    const version = { size, modifiedUs, changedUs: disk === null ? null : (beside.changedUs ?? null) };
    const hasSameTime = video !== undefined && isSame(video, { size, modifiedUs });
    const isSameVideo = hasSameTime && isSame(video, version);
    const isSameProblem = problem !== undefined && isSame(problem, version);
    const isUpToDate = isSameVideo && video.writtenBy !== "older_program";
    const remembered = isUpToDate ? video : isSameProblem ? problem : undefined;
    const isToldMore =
      isUpToDate && (video.subtitles !== beside.subtitles || (video.changedUs ?? null) !== (beside.changedUs ?? null));
    if (video !== undefined && (video.missing ? isSameVideo : video.disk !== "same" || isToldMore)) {
      present.push(withAbout({ path }, beside, fileNumbers[index]));
    }
    if (remembered === undefined || !isHandled(remembered)) {
      const file = { path, size: size ?? 0, modifiedUs: modifiedUs ?? 0, disk };
      changed.push(withAbout(file, beside, fileNumbers[index], bornUs[index]));
      if (video !== undefined) {
        const mayBeBack = video.missing && hasSameTime && video.writtenBy !== "older_program";
        videosAtPaths.set(path, isSameVideo ? "same" : mayBeBack ? "returned" : "different");
      }
    } else if (remembered === video && problem !== undefined) readable.push(path);
  }
  for (const listed of listedProblems) {
    const name = listed.path.slice(prefix.length);
    const problem = broken.get(name);
    broken.delete(name);
    const isKnown = problem !== undefined && isSame(problem, listed.stat ?? { size: null, modifiedUs: null });
    if (!isKnown || !isHandled(problem)) problems.push(listed);
  }
  // Also a video whose name something else than a file has now, such as a directory.
  const unlisted = [...videos.values(), ...broken.values()].filter(({ missing }) => !missing);
  return {
    changed,
    videosAtPaths,
    problems,
    present,
    readable,
    unlisted,
    showsKnownVideo,
    skipped,
    unreadable,
    handledBefore,
    directoryWasProblem,
  };
}

type About = { -readonly [Key in "changedUs" | "fileNumber" | "bornUs" | "subtitles"]?: FileStat[Key] };

/** Adds what is known. A whole library may have changed, and to spread objects would take several times as long. */
function withAbout<File extends object>(
  file: File & About,
  { changedUs, subtitles }: FileInList,
  fileNumber: number | undefined,
  bornUs?: number,
): File & About {
  if (changedUs !== undefined) file.changedUs = changedUs;
  if (subtitles !== undefined) file.subtitles = subtitles;
  if (fileNumber) file.fileNumber = fileNumber;
  if (bornUs) file.bornUs = bornUs;
  return file;
}

/** What could not even be looked at, so that it has no size, is never the same. */
function isSame(known: KnownFile, version: Pick<FileInList, "size" | "modifiedUs" | "changedUs">): boolean {
  if (version.size === null || known.size !== version.size || known.modifiedUs !== version.modifiedUs) return false;
  const times = [known.changedUs ?? null, version.changedUs ?? null];
  return known.disk !== "same" || times.includes(null) || times[0] === times[1];
}
