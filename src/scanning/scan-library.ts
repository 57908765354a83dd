import type { Job, Lease } from "../jobs/job.ts";
import type { VideoFacts, VideoId } from "../library/video.ts";
import type { VideoChoice } from "../library/video-choice.ts";
import type { Sentence } from "../sentences/sentence.ts";
import type { KnownSection } from "./known-files.ts";

/** A file as the directory listing and its stat show it. */
export interface FileStat {
  /** Absolute. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Modification time, in microseconds since 1970. */
  readonly modifiedUs: number;
  /** The disk that its directory was on when it was listed; null if the listing does not prove it. */
  readonly disk: string | null;
  /**
   * When its inode changed last (`ctime`), in microseconds since 1970. Default null: its file system keeps no such time, see
   * `keeps-file-numbers.ts`.
   */
  readonly changedUs?: number | null;
  /** Its number on the disk (inode). Default null: its file system keeps none. */
  readonly fileNumber?: number | null;
  /** When it was made, in microseconds since 1970. Default null: its file system does not tell, or keeps no numbers. */
  readonly bornUs?: number | null;
  /** The subtitle files beside it, as `subtitlesOfVideos` has them. Default: none. */
  readonly subtitles?: string;
}

/** A video that a file may have been before it was moved, as its row has it. */
export interface MoveCandidate {
  /** The number of its row. */
  readonly number: number;
  /** Where the library has it. */
  readonly path: string;
  readonly size: number;
  readonly modifiedUs: number;
  readonly disk: string | null;
  readonly fileNumber: number | null;
  /** As in `FileStat`: when the library has seen the file last, it had this change time. */
  readonly changedUs: number | null;
  /** See `fingerprintOf`. */
  readonly fingerprint: number | null;
  readonly isMissing: boolean;
  /** Whether its file is to be read again: an older program has read it, or it could not be read since. */
  readonly isToBeRead: boolean;
}

/** What the library remembers of the file of a video. */
export type VideoAtName = Pick<MoveCandidate, "disk" | "fileNumber" | "changedUs" | "fingerprint">;

/**
 * A file whose number as many videos have is no moved file: all of its paths are looked at again for each directory with
 * a link of it. Backups of one film by hard links are fewer, and one file can have thousands of links.
 */
export const mostLinks = 100;

/** A file whose size and time as many videos have is not compared with them. */
export const mostLookAlikes = 20;

/** A video that has another path now. */
export interface MovedVideo {
  readonly file: FileStat;
  readonly from: MoveCandidate;
  /**
   * Whether the scan reads the file next, as a full scan does. The video then stays with the job that wrote it, and the
   * move is not counted. Default false.
   */
  readonly isReadNext?: boolean;
  /**
   * Whether the scan has found another video at the new path, whose own file is not there any more. That one is then missing,
   * at the path that this file has left, or the last of those that have passed on their names. Default false: the video does
   * not move to the path of another one.
   */
  readonly displaces?: boolean;
}

/** Some of the names in a directory, for one scan of it. */
export interface DirectorySection {
  /** Absolute, without a separator at its end (but the root's). */
  readonly directory: string;
  /** Names from behind this one on, in the order of the bytes of their UTF-8; null: from the first. */
  readonly after: string | null;
  /** Names up to this one; null: to the last. */
  readonly upTo: string | null;
  /** The disk that the directory is on. */
  readonly disk: string;
  /** The job that scans. */
  readonly jobId: string;
  /** The ended job that it goes on with. What the jobs have handled that this one has resumed counts as well. */
  readonly resumes: string | null;
  /**
   * The digest of the disk and of all files of the directory (`SectionFiles.digest`). Default null: the section has not all of
   * its names, or the scan has to see each file.
   */
  readonly digest?: string | null;
}

/** A directory whose files are as the library knows them. */
export interface DirectoryDigest extends Pick<DirectorySection, "directory"> {
  /** Of `KnownSection`, when the library knew the files so. */
  readonly token: number | null;
  /** As in `DirectorySection`. */
  readonly digest: string;
  /** How many files there are. */
  readonly count: number;
}

/** A file or directory that could not be read. */
export interface FileProblem {
  /** Absolute. In a name that is not UTF-8, bytes are shown as \xHH. */
  readonly path: string;
  /**
   * The size and time of the file when its bytes caused the problem: the problem holds until they change. Null for
   * every other cause, such as a disk that fails: the next scan tries the path again.
   */
  readonly stat: Pick<FileStat, "size" | "modifiedUs" | "changedUs"> | null;
  /** Whether a file of this name was seen. Its video is not missing then, although it cannot be read. */
  readonly isPresent: boolean;
  readonly code: string;
  readonly message: string;
  /** `message` as data. Absent: it has none. */
  readonly sentence?: Sentence;
}

/** A remembered file in a directory, at any depth. */
export interface FileBelow {
  readonly kind: "video" | "problem";
  readonly path: string;
  /** The disk on which a video was seen last; null if that is unknown. */
  readonly disk: string | null;
}

/** A video that a person has chosen. */
export interface ChosenVideo {
  /** Absolute. */
  readonly path: string;
  /** As in `FileBelow`. */
  readonly disk: string | null;
  readonly isMissing: boolean;
}

export interface ChosenPart {
  readonly videos: readonly ChosenVideo[];
  /** Where the next call goes on; null if no more videos were chosen. */
  readonly next: number | null;
}

/** What a scan found since its last commit. All of it is written in one transaction, or none. */
export interface ScanBatch {
  /** Videos whose files were found at other paths. They are written before all else. Default: none. */
  readonly moves?: readonly MovedVideo[];
  readonly videos: readonly {
    readonly file: FileStat;
    readonly facts: VideoFacts;
    /** See `fingerprintOf`. Default null: unknown. */
    readonly fingerprint?: number | null;
  }[];
  readonly problems: readonly FileProblem[];
  /**
   * Unchanged videos of which something else is to be remembered: they are marked missing, were seen on another disk
   * before, have other subtitle files beside them now, or another file number or change time.
   */
  readonly present: readonly Pick<FileStat, "path" | "disk" | "subtitles" | "fileNumber" | "changedUs">[];
  /** Paths of videos that are proven gone. */
  readonly missing: readonly string[];
  /** Paths of videos that the scan leaves out. They are removed from the library. Default: none. */
  readonly excluded?: readonly string[];
  /** Paths of remembered problems that are proven gone, or that the scan leaves out. */
  readonly goneProblems: readonly string[];
  /**
   * Files found by this run so far, in all. Never counted as fewer than the job has handled, or as fewer than an earlier run
   * of the job has found.
   */
  readonly found: number;
  /** Unchanged files that this run has skipped so far, without the unreadable ones. Counted as `found` is. */
  readonly skipped: number;
  /**
   * Unchanged files that this run has skipped so far because an earlier scan could not read them. Counted as `found` is.
   */
  readonly unreadable: number;
  /**
   * Whether the run has seen all files. The three counts above are then those of the job, also if an earlier run has counted
   * files that are gone since. Default false.
   */
  readonly seesAll?: boolean;
  /**
   * How many files the scan will find in all; null while nobody knows. The progress of the job is the share of them that
   * its counts have handled, and never falls.
   */
  readonly expected: number | null;
  /**
   * Whether the end of the job is written next. Then this commit need not wait until it is on the disk: the end does, and
   * brings everything before it to the disk. Default false.
   */
  readonly endFollows?: boolean;
}

export type CommitOutcome =
  /**
   * Written. `job` is the row after it, with `counts` equal to the rows of the job. `superseded` files of the batch
   * count as skipped and were not written: another scan has written the same facts meanwhile, or a person has removed
   * the video since the scan began. `notMoved` files were not written and are not counted: another writer has changed
   * the video, or has taken the new path. `removed` are the videos that were removed.
   */
  | {
      readonly kind: "committed";
      readonly job: Job;
      readonly superseded: number;
      readonly notMoved: readonly FileStat[];
      readonly removed: readonly VideoId[];
    }
  /** Nothing was written: the job does not run under this lease any more. */
  | { readonly kind: "lost" };

/** The counts of a scan, as they stand in its job. */
export interface ScanCounts {
  /** Videos, and whatever could not be read, found so far. */
  readonly found: number;
  /** new + updated + moved + skipped + unreadable + error_count */
  readonly scanned: number;
  readonly new: number;
  readonly updated: number;
  /** Videos whose files were found at other paths, unchanged. */
  readonly moved: number;
  /** Videos that are unchanged since an earlier scan. */
  readonly skipped: number;
  /** Files that an earlier scan could not read and that are unchanged since. */
  readonly unreadable: number;
  /** Videos of the library that this job marked missing. */
  readonly missing: number;
  /** Videos of the library that this job removed, because the scan leaves them out. */
  readonly excluded: number;
  readonly error_count: number;
  /** How many of `error_count` are about directories. */
  readonly directory_errors: number;
}

export const noCounts: ScanCounts = {
  found: 0,
  scanned: 0,
  new: 0,
  updated: 0,
  moved: 0,
  skipped: 0,
  unreadable: 0,
  missing: 0,
  excluded: 0,
  error_count: 0,
  directory_errors: 0,
};

/**
 * What a scan needs of the library. Directories are absolute, without a separator at their end (but the root's).
 * All calls throw `StoreError` when the database cannot be used.
 */
export interface ScanLibrary {
  /** Whether it keeps digests of directories: only where no other process writes to it. Else digests have no effect. */
  readonly keepsDigests: boolean;

  /** What is remembered of names in a directory, of the first few thousand where it is more, and of the directory itself. */
  known(section: DirectorySection): Promise<KnownSection>;

  /**
   * Whether it knows a directory as the digest says. See `KnownSection.isUnchanged`.
   *
   * @returns `KnownSection.directories`; null if the directory may have changed
   */
  unchanged(
    listed: Pick<DirectorySection, "directory"> & { readonly digest: string },
  ): Promise<readonly string[] | null>;

  /**
   * Remembers digests, so that `known` has less to read the next time. A directory that has changed in the library since
   * its token was read gets none. A directory without a token gets one for the next scan.
   */
  keepDigests(directories: readonly DirectoryDigest[]): Promise<void>;

  /**
   * Some chosen videos, those that are marked missing among them.
   *
   * @param query.directory only videos in it, at any depth
   * @param query.after `next` of the call before; 0 for the first
   * @param query.limit how many videos of the choice are looked at
   */
  chosen(
    choice: VideoChoice,
    query: { readonly directory: string; readonly after: number; readonly limit: number },
  ): Promise<ChosenPart>;

  /**
   * The files in `directory` that are remembered, at any depth, after `after`: videos not marked missing, and problems.
   * In the order of their directories, and of their names in each. One more than `limit` where a page would end between the
   * two of one path.
   *
   * @param page.disk only videos that were seen on this disk; null for all
   */
  filesBelow(
    directory: string,
    page: { readonly after: string | null; readonly limit: number; readonly disk: string | null },
  ): Promise<readonly FileBelow[]>;

  /**
   * Whether `directory` holds, at any depth, a video that is not marked missing.
   *
   * @param where.notOn only a video that was not seen on this disk; null for any
   */
  hasVideos(directory: string, where: { readonly notOn: string | null }): Promise<boolean>;

  /** The disks and file numbers of those of the names in `directory` that are videos. */
  fileNumbers(directory: string, names: readonly string[]): Promise<ReadonlyMap<string, VideoAtName>>;

  /** Whether the library has any video, marked missing or not. */
  hasAnyVideo(): Promise<boolean>;

  /**
   * The videos that files may have been before they were moved: those with the file number, size and time of one of the
   * files, in no order. Of each file at most `mostLinks`.
   */
  moveCandidates(
    files: readonly Pick<FileStat, "size" | "modifiedUs" | "fileNumber">[],
  ): Promise<readonly MoveCandidate[]>;

  /**
   * The videos with the size and time of one of the files and with a fingerprint, in no order. Of each size and time at most
   * `mostLookAlikes`.
   */
  lookAlikes(files: readonly Pick<FileStat, "size" | "modifiedUs">[]): Promise<readonly MoveCandidate[]>;

  /** How many files the last completed scan of exactly this directory found; null where there was none. */
  lastFound(scan: { path: string; recursive: boolean }): Promise<number | null>;

  /**
   * Writes what a scan found and the counts of its job in one transaction, if the lease is still held.
   *
   * - A path that the library does not have is `new`; one that it has is `updated`; one that this job wrote already
   *   is written again but not counted again.
   * - A path that another job has written meanwhile with the same size and time is left alone and counted skipped.
   * - A path that a person has removed from the library since the job began is not written. It is counted skipped,
   *   unless the job had written it before the removal and so has counted it already.
   * - A video of `moves` gets its new path, if it still has the old one, and its size and time, and if no other video has
   *   the new path, unless that one moves away in the same batch, or is displaced (`MovedVideo.displaces`). All else of it
   *   stays, and it is not missing any more.
   * - A video that is written is not missing any more, and its remembered problem is forgotten. The video of a
   *   problem with `isPresent` is not missing any more either.
   * - A video that the scan leaves out is removed, except one that is missing, or that this job itself has written: its
   *   counts have it. No other scan that has begun by now brings it back.
   */
  commit(lease: Lease, batch: ScanBatch): Promise<CommitOutcome>;
}
