/** The look of a poster, the same for each tool. */
import type { PosterFile } from "./poster-file.ts";

/** A JPEG, or why there is none. */
export type Picture = { readonly jpeg: Buffer } | { readonly error: string };

export interface OpenPosterFile extends PosterFile {
  /** Opens the file that was checked, see `KnownFile`. */
  readonly openPath: string;
}

/** Takes pictures of videos, one at a time. */
export interface PictureTool {
  /** With its version. */
  readonly name: string;
  /** A picture of a regular file, at a tenth of its length or as near to that as possible. */
  take(file: OpenPosterFile): Promise<Picture>;
}

/**
 * In pixels. Small pictures are enlarged, so that every poster has the width of the page's layout. A poster that would be
 * higher than the limit shows the middle of the picture.
 */
export const posterWidth = 320;
export const mostHeight = 640;

/** On libav's scale from 2, the best, to 31. */
export const pictureQuality = 4;

/** Options of libav's scale filter. JPEG means full range and the matrix of BT.601, whatever the video has. */
export const asJpegHasIt = "out_range=full:out_color_matrix=bt601";

/**
 * Filters that bring an HDR picture into the range of a JPEG. White at 203 nits, as BT.2408 has it, becomes the white of
 * the JPEG. Highlights above are compressed into the last five percent.
 *
 * @see https://www.itu.int/pub/R-REP-BT.2408
 */
export const toneMapping = [
  "zscale=t=linear:npl=203",
  "format=gbrpf32le",
  "zscale=p=bt709",
  "tonemap=mobius:param=0.95:desat=0",
  "zscale=t=bt709:m=bt709:r=limited",
  "format=yuv420p",
];
