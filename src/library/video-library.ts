import type { Resolution } from "./resolution.ts";
import type { ScanSample } from "./throughput.ts";
import type { PosterState, Video, VideoId } from "./video.ts";

/** The orders in which videos can be listed; a minus turns one round. */
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
] as const;
export type VideoSort = (typeof videoSorts)[number];

/** Which videos, in which order: all that is asked for must be true of a video. */
export interface VideoQuery {
  /**
   * Words that are all somewhere in the path, in any order; what stands in quotes counts as one. Upper and lower case
   * alike for ASCII letters.
   */
  readonly text?: string;
  /** Only videos that this job wrote last. */
  readonly jobId?: string;
  /** Only those that are missing, or only those that are not. */
  readonly missing?: boolean;
  /** Only those with exactly this `videoCodec`. */
  readonly videoCodec?: string;
  /** Only those that `resolutionOf` calls so. */
  readonly resolution?: Resolution;
  /** Default `-created_at`: newest first. Ties are broken by id, so that an order is total. */
  readonly sort?: VideoSort;
  /** 1 to 100. */
  readonly limit: number;
  readonly offset?: number;
  /** Instead of `offset`: `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface VideoPage {
  readonly videos: readonly Video[];
  /** How many match in all. */
  readonly total: number;
  /** Null at the end. */
  readonly nextCursor: string | null;
}

/** What there is to choose from, in the whole library. Counts are those of lists that are filtered by the value. */
export interface VideoFacets {
  readonly total: number;
  readonly missing: number;
  /** The most frequent first, then by name. */
  readonly videoCodecs: readonly Facet<string>[];
  /** The smallest first. */
  readonly resolutions: readonly Facet<Resolution>[];
}

/** A value that `count` videos have; never 0. */
export interface Facet<Value> {
  readonly value: Value;
  readonly count: number;
}

export interface FileError {
  readonly path: string;
  readonly code: string;
  readonly error: string;
  readonly jobId: string;
  readonly at: Date;
}

export interface FileErrorPage {
  readonly errors: readonly FileError[];
  readonly nextCursor: string | null;
}

/** The library as people look at it. All calls throw `StoreError` when the database cannot be used. */
export interface VideoLibrary {
  /** @throws InvalidCursor */
  list(query: VideoQuery): Promise<VideoPage>;
  facets(): Promise<VideoFacets>;
  get(id: VideoId): Promise<Video | null>;
  /**
   * Says what became of making a picture of a video, and changes nothing else of it.
   *
   * @param file what the picture was made of; where the video is another by now, nothing is changed, as a picture of
   *   the file as it was is none of the file as it is
   * @returns whether it was said
   */
  setPoster(
    id: VideoId,
    file: { readonly size: number; readonly modifiedUs: number },
    state: PosterState,
  ): Promise<boolean>;
  /** Forgets a video; false where there is none. The file is left alone. */
  remove(id: VideoId): Promise<boolean>;
  /** Every file error that a job wrote, oldest first. @throws InvalidCursor */
  errorsOfJob(jobId: string, query: { limit: number; cursor?: string }): Promise<FileErrorPage>;
  /** How many files a scan had handled at some moments of it, oldest first: a few thousand, however long it took. */
  samplesOfJob(jobId: string): Promise<readonly ScanSample[]>;
  /** Those of these files that could not be read when last tried, by their paths. */
  problemsOf(paths: readonly string[]): Promise<ReadonlyMap<string, FileError>>;
  /** Files that could not be read when last tried, at any depth in `directory` or anywhere, in the order of their paths. @throws InvalidCursor */
  problems(query: { directory?: string; limit: number; cursor?: string }): Promise<FileErrorPage>;
}
