/** What rules know of a picture before it is decoded, and say of it, see `certain-without-decoding.ts`. */
import type { Rational } from "./media.ts";

/** What libav has read without a decoder. */
export interface UndecodedPicture {
  /** Of the demuxer. */
  readonly container: string;
  readonly codecName: string;
  /** As four letters in MP4. */
  readonly codecTag: string | null;
  readonly profile: number;
  readonly level: number;
  /** As the stream has it. 0 where it has none. */
  readonly declaredFrameRate: Rational;
  readonly extradata: Buffer | null;
  readonly width: number;
  readonly height: number;
  /** As the container has them. 0 where it has none. */
  readonly averageFrameRate: Rational;
  readonly realFrameRate: Rational;
  /** By the times of the container, how many frames at most precede a frame but follow it on the screen. */
  readonly delay: number;
}

/** What a decoder would say. Numbers of colours are libav's; null where the stream does not say. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** Null where libav has it already. */
  readonly profile: number | null;
  readonly chroma: "420" | "422" | "444";
  readonly bitDepth: number;
  /** Whether pixels of 8 bits and the full range of values have a pixel format of their own. */
  readonly namesFullRange: boolean;
  /** Null where the decoder leaves the container's. */
  readonly bitsPerRawSample: number | null;
  readonly sampleAspectRatio: { readonly num: number; readonly den: number } | null;
  readonly isFullRange: boolean | null;
  readonly primaries: number | null;
  readonly transfer: number | null;
  readonly matrix: number | null;
  /** libav's number. Null where the decoder leaves the container's. */
  readonly chromaLocation: number | null;
}

/** Names of libav's demuxers. */
export const containers = {
  mp4: "mov,mp4,m4a,3gp,3g2,mj2",
  matroska: "matroska,webm",
  transportStream: "mpegts",
} as const;

export interface Rule {
  readonly codecName: string;
  readonly container: string;
  /** Why its answer is certain. */
  readonly because: string;
  /** Whether the headers of the file allow the rule. Asked before libav reads packets. */
  readonly fits: (picture: UndecodedPicture, start: Buffer | null) => boolean;
  /** What the decoder would say; null where it has to be asked. Asked when libav has read packets. */
  readonly read: (picture: UndecodedPicture, start: Buffer, following?: readonly Buffer[]) => DecodedPicture | null;
}
