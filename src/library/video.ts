import { parseUuid } from "../uuid.ts";
import type { HdrKind } from "./picture-colours.ts";
import type { SubtitleFile } from "./subtitle-files.ts";
import type { CheckVerdict } from "./video-check.ts";
import type { VideoDetails } from "./video-details.ts";

declare const brand: unique symbol;

/** The id of a video, a UUID. */
export type VideoId = string & { readonly [brand]: "VideoId" };

/** The id in `text`, or null where it is not a UUID. */
export function parseVideoId(text: string): VideoId | null {
  return parseUuid(text) as VideoId | null;
}

/**
 * Why the file may not be what it says. `truncated`: it ends before its container does, as after an interrupted copy.
 * `length`: it is too small for its length, as when two recordings were joined and the clock jumps.
 */
export const suspects = ["truncated", "length"] as const;
export type Suspect = (typeof suspects)[number];

export interface SubtitleStream {
  /** ffprobe's `codec_name`; null for a codec that libav does not know. */
  readonly codecName: string | null;
  /** The stream's tag `language`, mostly ISO 639-2. */
  readonly language: string | null;
}

/**
 * What a prober finds in a file. Every field means what ffprobe's field of that name means. The film is the stream that
 * ffmpeg would choose, and never a cover or another still picture. The sound is the first audio stream.
 */
export interface VideoFacts {
  /** `format.format_name`, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly container: string;
  /** `format.duration`, in seconds, or measured when the file declares no length that makes sense. */
  readonly durationSeconds: number | null;
  /** Whether the file declares its length, or it was measured by reading to the last packet; null for no length. */
  readonly durationSource: "declared" | "measured" | null;
  readonly suspect: Suspect | null;
  /** `avg_frame_rate`, or `r_frame_rate` where that is 0/0; both null where neither is known. */
  readonly frameRateNumerator: number | null;
  readonly frameRateDenominator: number | null;
  /** In pixels, as stored: before rotation and before pixels that are not square are stretched. */
  readonly width: number;
  readonly height: number;
  /** `rotation` of the display matrix, in degrees, -180 to 180; 0 where there is none. */
  readonly rotation: number;
  readonly videoCodec: string;
  readonly audioCodec: string | null;
  readonly audioChannels: number | null;
  /** In hertz. */
  readonly sampleRate: number | null;
  /** `format.bit_rate`, in bits a second. */
  readonly bitRate: number | null;
  readonly audioCount: number;
  /** Of the film. */
  readonly hdr: HdrKind;
  /** Of the film's pixels, in bits; null if it is not known. */
  readonly bitDepth: number | null;
  /** The languages of all sounds, each once, in order, with a blank in between: `deu eng`. */
  readonly audioLanguages: string;
  /** Those of all subtitles in the file. */
  readonly subtitleLanguages: string;
  /** The codecs of all sounds, as `audioLanguages`; null if they are only `audioCodec`. */
  readonly audioCodecs: string | null;
  /** Of `detailsText`. */
  readonly details: string;
}

/**
 * Raise this when probers tell more than before. The next scan then reads all files again whose facts are of an earlier
 * version, and counts them as updated.
 */
export const factsVersion = 1;

/** What became of making a picture of a video: there is one, or none can be made of the file as it is. */
export type PosterState = "made" | "none";

/** A video of the library. */
export interface Video
  extends Omit<VideoFacts, "hdr" | "audioCodecs" | "audioLanguages" | "subtitleLanguages" | "details"> {
  readonly id: VideoId;
  /** Absolute. */
  readonly path: string;
  readonly filename: string;
  /** In bytes. */
  readonly fileSize: number;
  readonly modifiedAt: Date;
  /** The same as the file has it, in microseconds since 1970: what to compare with, as `modifiedAt` is rounded. */
  readonly modifiedUs: number;
  /** Null if no scan has read the file since Gleaner keeps this. */
  readonly hdr: HdrKind | null;
  /** Null if no scan has read the file since Gleaner keeps them, or if they make no sense. */
  readonly details: VideoDetails | null;
  readonly subtitleStreams: readonly SubtitleStream[];
  /** Subtitles in files beside the video, as the last scan found them. */
  readonly subtitleFiles: readonly SubtitleFile[];
  /** The job that wrote it last. */
  readonly jobId: string;
  /** When a scan first found it gone; null while it is there. */
  readonly missingSince: Date | null;
  /**
   * Hard links of one file have the same text, and no other video has it: their disk, number, size and time are the same.
   * Null of a missing video, and of one whose disk does not number its files.
   */
  readonly file: string | null;
  /** Null while no picture was tried since a scan last wrote the video. */
  readonly poster: PosterState | null;
  /** Null if nobody has checked the file as it is. */
  readonly checkVerdict: CheckVerdict | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Duration times frame rate, rounded; null where one of them is unknown, or they are nonsense together. */
export function durationFrames(
  video: Pick<VideoFacts, "durationSeconds" | "frameRateNumerator" | "frameRateDenominator">,
): number | null {
  const { durationSeconds, frameRateNumerator, frameRateDenominator } = video;
  if (durationSeconds === null || frameRateNumerator === null || frameRateDenominator === null) return null;
  const frames = Math.round((durationSeconds * frameRateNumerator) / frameRateDenominator);
  return Number.isSafeInteger(frames) ? frames : null;
}
