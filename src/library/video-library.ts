import type { Video, VideoId } from "./video.ts";

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
] as const;
export type VideoSort = (typeof videoSorts)[number];

export interface VideoQuery {
  /** Substring of the path, upper and lower case alike for ASCII letters. */
  readonly text?: string;
  /** Only videos that this job wrote last. */
  readonly jobId?: string;
  /** Only those that are missing, or only those that are not. */
  readonly missing?: boolean;
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
  get(id: VideoId): Promise<Video | null>;
  /** Forgets a video; false where there is none. The file is left alone. */
  remove(id: VideoId): Promise<boolean>;
  /** Every file error that a job wrote, oldest first. @throws InvalidCursor */
  errorsOfJob(jobId: string, query: { limit: number; cursor?: string }): Promise<FileErrorPage>;
  /** Files that could not be read when last tried, at any depth in `directory` or anywhere, in the order of their paths. @throws InvalidCursor */
  problems(query: { directory?: string; limit: number; cursor?: string }): Promise<FileErrorPage>;
}
