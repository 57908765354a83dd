/** The shape of a poster: crop, scale and rotation of a frame, as libav's filters. */
import { asJpegHasIt, mostHeight, posterWidth, toneMapping } from "./picture.ts";

/** A frame as it was decoded. */
export interface DecodedFrame {
  readonly width: number;
  readonly height: number;
  /** The aspect ratio of a pixel; 0 on either side if it is unknown. */
  readonly pixelAspect: { readonly num: number; readonly den: number };
  readonly turn: Turn;
  /** Whether the frame is HDR (PQ or HLG). */
  readonly isHdr: boolean;
}

/** The steps that turn a frame upright: first rows become columns, then the frame is mirrored. */
export interface Turn {
  readonly transpose: boolean;
  readonly mirrorX: boolean;
  readonly mirrorY: boolean;
}

export const upright: Turn = { transpose: false, mirrorX: false, mirrorY: false };

/**
 * The turn that a display matrix asks for, to the nearest right angle. The matrix is 3 by 3 numbers of 32 bits, and
 * takes the pixel (x, y) to (a x + c y, b x + d y).
 *
 * @see https://ffmpeg.org/doxygen/trunk/group__lavu__video__display.html
 */
export function turnOf(matrix: Buffer | null): Turn {
  if (matrix === null || matrix.length < 36) return upright;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return upright;
  const transpose = Math.abs(b) + Math.abs(c) > Math.abs(a) + Math.abs(d);
  return transpose ? { transpose, mirrorX: c < 0, mirrorY: b < 0 } : { transpose, mirrorX: a < 0, mirrorY: d < 0 };
}

/** The filters that make a poster of the frame, as a chain. */
export function posterFilters(frame: DecodedFrame): string {
  const { width, height, turn } = frame;
  const pixels = pixelShape(frame.pixelAspect);
  // The size of the poster before its rotation. The rotation comes last, when the picture is small.
  const wide = turn.transpose ? height : width * pixels;
  const high = turn.transpose ? width * pixels : height;
  const kept = Math.min(1, (wide * mostHeight) / posterWidth / high);
  const posterHeight = even((posterWidth * high * kept) / wide, mostHeight);
  const filters = [];
  if (kept < 1) {
    const cut = (length: number): number => Math.max(1, Math.round(length * kept));
    filters.push(turn.transpose ? `crop=${cut(width)}:${height}:exact=1` : `crop=${width}:${cut(height)}:exact=1`);
  }
  const [columns, rows] = turn.transpose ? [posterHeight, posterWidth] : [posterWidth, posterHeight];
  if (frame.isHdr) filters.push(`scale=${columns}:${rows}`, ...toneMapping, `scale=${asJpegHasIt}`);
  else filters.push(`scale=${columns}:${rows}:${asJpegHasIt}`);
  filters.push("format=yuvj420p");
  // `transpose` with this direction only swaps rows and columns.
  if (turn.transpose) filters.push("transpose=cclock_flip");
  if (turn.mirrorX) filters.push("hflip");
  if (turn.mirrorY) filters.push("vflip");
  return filters.join(",");
}

/** Shapes that no camera makes count as errors in the file. */
function pixelShape({ num, den }: DecodedFrame["pixelAspect"]): number {
  const shape = num / den;
  return num > 0 && den > 0 && shape > 1 / 10 && shape < 10 ? shape : 1;
}

function even(value: number, most: number): number {
  return Math.min(most, Math.max(2, 2 * Math.round(value / 2)));
}
