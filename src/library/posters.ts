import type { Video, VideoId } from "./video.ts";

/** Pictures of videos. No call waits for the disk that a video is on. */
export interface Posters {
  /** The state of a video's picture. Starts nothing. */
  find(video: Video): Promise<PosterStatus>;
  /** Requests pictures of these videos, the most important first. They come before everything requested earlier. */
  request(videos: readonly Video[]): void;
  /** The path of a video's picture, if it has been made. */
  pathOf(video: Video): string;
  /** Call this when videos have been removed from the library. */
  forget(ids: readonly VideoId[]): Promise<void>;
}

/**
 * The state of a video's picture:
 * - `ready`: it is the JPEG file at `path`.
 * - `pending`: it can be requested, or has been.
 * - `unavailable`: it cannot be made, or not now.
 */
export type PosterStatus =
  | { readonly kind: "ready"; readonly path: string }
  | { readonly kind: "pending" }
  | { readonly kind: "unavailable" };
