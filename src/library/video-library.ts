import type { Sentence } from "../sentences/sentence.ts";
import type { VideosToForget } from "./forgetting.ts";
import type { ScanSample } from "./throughput.ts";
import type { PosterState, Video, VideoId } from "./video.ts";
import type { VideoCheck } from "./video-check.ts";
import type { MeasureRange, VideoFilter, VideoMeasure, VideoProperty } from "./video-filter.ts";

/**
 * The orders of a list of videos. A minus reverses the order. Names are in natural order: see `natural-order.ts`. Paths are
 * in the order of the bytes of their directories, and then of the names.
 */
export const videoSorts = [
  "created_at",
  "-created_at",
  "filename",
  "-filename",
  "duration_seconds",
  "-duration_seconds",
  "file_size",
  "-file_size",
  "modified_at",
  "-modified_at",
  "resolution",
  "-resolution",
  "video_codec",
  "-video_codec",
  "path",
  "-path",
] as const;
export type VideoSort = (typeof videoSorts)[number];

/** Filters and order of a list. */
export interface VideoQuery extends VideoFilter {
  /** Default `-created_at`: newest first. Videos with equal values are in the order in which they were found. */
  readonly sort?: VideoSort;
  /** 1 to 1,000. */
  readonly limit: number;
  readonly offset?: number;
  /** Instead of `offset`: `nextCursor` of the page before. */
  readonly cursor?: string;
}

/** A part of a list, as numbers of videos. */
export interface VideoNumbers {
  /** In the order of the list. */
  readonly numbers: readonly number[];
  /** Null at the end of the list. */
  readonly nextCursor: string | null;
}

export interface VideoPage {
  readonly videos: readonly Video[];
  /** The number of videos that match. */
  readonly total: number;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** What to count, and of which videos. */
export interface FacetQuery {
  readonly filter: VideoFilter;
  readonly properties: readonly VideoProperty[];
  readonly measures: readonly VideoMeasure[];
  /**
   * Whether each property, measure and mark is counted as if there was no filter on it: then each count is the total of the
   * list in which that value is chosen instead.
   */
  readonly isWithoutOwn: boolean;
  /** Where years and months begin: a name of IANA. Default: UTC. */
  readonly timeZone?: string | undefined;
}

/** How many videos there are of each kind. */
export interface VideoFacets {
  /** Of the videos that match. */
  readonly total: VideoTotals;
  readonly ofEach: BytesOfEach;
  readonly missing: number;
  readonly broken: number;
  /** Those asked for. Most frequent first, then by name; resolutions and depths by their size. */
  readonly values: { readonly [Property in VideoProperty]?: readonly ValueCount[] };
  /** Those asked for. In rising order: see `measure-bands.ts`. */
  readonly ranges: { readonly [Measure in VideoMeasure]?: readonly RangeCount[] };
}

/** A value, and how much the videos are that have it: at least one. */
export interface ValueCount {
  readonly value: string;
  readonly totals: VideoTotals;
}

export interface RangeCount {
  readonly range: MeasureRange;
  readonly totals: VideoTotals;
}

/** How much some videos are together. */
export interface VideoTotals {
  /** Those that are missing are included. */
  readonly videos: number;
  readonly missing: number;
  /** Bytes of the files that are not missing. Hard links of one file count once: see `VideosTable.file_number`. */
  readonly bytes: number;
  /** Seconds of the videos that are not missing. Unknown lengths and those in doubt are left out. */
  readonly durationSeconds: number;
}

/** What averages are made of: bytes of videos that are not missing, each hard link with the size of its file. */
export interface BytesOfEach {
  readonly bytes: number;
  /** Of those whose length is known and not in doubt: see `durationSeconds`. */
  readonly bytesWithLength: number;
}

export interface TotalsByDirectory {
  /** In the order of the directories. */
  readonly each: readonly VideoTotals[];
  readonly elsewhere: VideoTotals;
}

/** A directory directly in another one, which holds videos at any depth. */
export interface Folder {
  readonly path: string;
  /** The last part of the path. */
  readonly name: string;
  readonly totals: VideoTotals;
}

export interface FolderQuery {
  /** Absolute. Default: the deepest directory that holds all videos. */
  readonly directory?: string;
  /** 1 to 10,000. */
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface FolderList {
  /** Null if the library has no videos and the query names no directory. */
  readonly path: string | null;
  /** In the order of the bytes of their names. */
  readonly folders: readonly Folder[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

export interface FolderPage extends FolderList {
  /** Of all videos in the directory, at any depth. */
  readonly total: VideoTotals;
  /** Of the videos directly in the directory. */
  readonly own: VideoTotals;
}

export const noVideos: VideoTotals = { videos: 0, missing: 0, bytes: 0, durationSeconds: 0 };

export function plusTotals(one: VideoTotals, other: VideoTotals): VideoTotals {
  return {
    videos: one.videos + other.videos,
    missing: one.missing + other.missing,
    bytes: one.bytes + other.bytes,
    durationSeconds: one.durationSeconds + other.durationSeconds,
  };
}

export function plusBytes(totals: VideoTotals, bytes: number): VideoTotals {
  return bytes === 0 ? totals : { ...totals, bytes: totals.bytes + bytes };
}

export interface FileError {
  readonly path: string;
  readonly code: string;
  readonly error: string;
  /** `error` as data. Absent: it has none. */
  readonly sentence?: Sentence;
  readonly jobId: string;
  readonly at: Date;
}

export interface FileErrorPage {
  readonly errors: readonly FileError[];
  readonly nextCursor: string | null;
}

/** The library as people see it. Every call throws `StoreError` if the database cannot be used. */
export interface VideoLibrary {
  /** @throws InvalidCursor */
  list(query: VideoQuery): Promise<VideoPage>;
  /**
   * As `list`, but of any length and without the videos. A search costs the same for a few videos and for many, so a reader
   * of a long list asks once for many numbers, and then reads their videos in small parts.
   *
   * @param query.limit at least 1
   * @throws InvalidCursor
   */
  numbers(query: VideoQuery): Promise<VideoNumbers>;
  /** Those of the ids whose videos are in this directory, at any depth. */
  idsIn(directory: string, ids: readonly VideoId[]): Promise<readonly VideoId[]>;
  /** The videos with these numbers, in this order. Those that are gone are left out. At most 1,000. */
  byNumbers(numbers: readonly number[]): Promise<readonly Video[]>;
  /** The videos with these ids, in this order. Unknown ids are left out. At most 1,000. */
  byIds(ids: readonly VideoId[]): Promise<readonly Video[]>;
  /** May read the whole library. */
  facets(query: FacetQuery): Promise<VideoFacets>;
  /**
   * How many videos are in each of these directories, at any depth, and how many in none of them. Reads the whole library.
   *
   * @param directories absolute. None lies in another one
   */
  totals(directories: readonly string[]): Promise<TotalsByDirectory>;
  /** The directories in a directory, with how much is in each. Reads the whole library. @throws InvalidCursor */
  folders(query: FolderQuery): Promise<FolderPage>;
  /** As `folders`, without the totals of the directory itself. */
  listFolders(query: FolderQuery): Promise<FolderList>;
  /** Whether a directory has a video, at any depth, that is not marked missing. */
  hasPresent(directory: string): Promise<boolean>;
  /**
   * How many files and directories could not be read when last tried, in each of these directories, at any depth, the
   * directory itself included.
   */
  problemCounts(directories: readonly string[]): Promise<readonly number[]>;
  get(id: VideoId): Promise<Video | null>;
  /** What the last check of the video has found; null if nobody has checked its file as it is. */
  checkOf(id: VideoId): Promise<VideoCheck | null>;
  /**
   * The first videos in a directory, at any depth, in the order of their directories and names. Those that are missing
   * are included.
   */
  inDirectory(directory: string, query: { readonly limit: number }): Promise<readonly Video[]>;
  /**
   * Remembers whether a poster could be made, and changes nothing else of the video.
   *
   * @param file the file that the poster shows. If the library knows another size or time by now, nothing changes,
   *   because the poster is of an older file
   * @returns whether it was remembered
   */
  setPoster(
    id: VideoId,
    file: { readonly size: number; readonly modifiedUs: number },
    state: PosterState,
  ): Promise<boolean>;
  /** How many videos `forget` would remove if there were no limit. @throws NoFilter */
  countToForget(which: VideosToForget): Promise<number>;
  /**
   * Removes videos from the library, in one transaction, and leaves their files alone. No scan that has begun brings them
   * back; the next scan does if their files are still there.
   *
   * @returns the ids of the removed videos, at most `mostForgottenAtOnce`
   * @throws NoFilter
   */
  forget(which: VideosToForget): Promise<readonly VideoId[]>;
  /** Every file error that a job wrote, in the natural order of the paths. @throws InvalidCursor */
  errorsOfJob(jobId: string, query: { limit: number; cursor?: string }): Promise<FileErrorPage>;
  /** The number of files that a scan had handled at some moments, oldest first: a few thousand for any scan. */
  samplesOfJob(jobId: string): Promise<readonly ScanSample[]>;
  /** Of these files, those that could not be read when last tried, by path. */
  problemsOf(paths: readonly string[]): Promise<ReadonlyMap<string, FileError>>;
  /**
   * Files and directories that could not be read when last tried: `directory` and all at any depth in it, or anywhere, in
   * the natural order of their paths.
   *
   * @throws InvalidCursor
   */
  problems(query: { directory?: string; limit: number; cursor?: string }): Promise<FileErrorPage>;
}
