/** What a poster looks like, whichever tool makes it. */
import type { PosterFile } from "./poster-file.ts";

/** A JPEG, or why there is none. */
export type Picture = { readonly jpeg: Buffer } | { readonly error: string };

/** Takes pictures of videos, one at a time. */
export interface PictureTool {
  /** With its version. */
  readonly name: string;
  /** A picture at a tenth of the duration, or the nearest to it that can be had, of a regular file. */
  take(file: PosterFile): Promise<Picture>;
}

/**
 * In pixels. Small pictures are enlarged, so that every poster has the width that the page lays out for. One that
 * would be higher than `mostHeight` keeps the middle of its height.
 */
export const posterWidth = 320;
export const mostHeight = 640;

/** Of libav's scale of 2, the best, to 31. */
export const pictureQuality = 4;

/**
 * Options of libav's scale filter. JPEG means full range, and the matrix of BT.601, whatever the video has. The
 * brightness of HDR is not mapped.
 */
export const asJpegHasIt = "out_range=full:out_color_matrix=bt601";
