/**
 * From what libav says of a file to the facts of a video. Both probers go through here, so that they choose the same
 * picture and the same sound, and call the same things unknown.
 */
import type { VideoFacts } from "../../library/video.ts";
import type { ProbeOutcome } from "./prober.ts";

/** A file in the words of libav. */
export interface Media {
  readonly container: string;
  readonly durationSeconds: number | null;
  /** In bits a second. */
  readonly bitRate: number | null;
  readonly streams: readonly MediaStream[];
}

/** Of each kind of stream only its own fields mean something; numbers are 0 where libav does not know them. */
export interface MediaStream {
  readonly kind: "video" | "audio" | "subtitle" | "other";
  readonly codecName: string | null;
  readonly language: string | null;
  /** A cover, not a moving picture. */
  readonly attachedPicture: boolean;
  readonly width: number;
  readonly height: number;
  /** In degrees. */
  readonly rotation: number;
  readonly averageFrameRate: Rational;
  readonly realFrameRate: Rational;
  readonly channels: number;
  /** In hertz. */
  readonly sampleRate: number;
}

export interface Rational {
  readonly numerator: number;
  readonly denominator: number;
}

/** The facts of the video in the file, or the problem that there is none. */
export function describeVideo(media: Media): ProbeOutcome {
  const picture = media.streams.find((stream) => stream.kind === "video" && !stream.attachedPicture);
  if (picture === undefined) return { kind: "problem", problem: { code: "not_video", message: "has no video stream" } };
  if (picture.width <= 0 || picture.height <= 0) {
    return { kind: "problem", problem: { code: "not_video", message: "no picture size could be found" } };
  }
  const sounds = media.streams.filter((stream) => stream.kind === "audio");
  const [sound] = sounds;
  const frameRate = [picture.averageFrameRate, picture.realFrameRate].find(isKnown);
  const facts: VideoFacts = {
    container: media.container,
    durationSeconds: media.durationSeconds,
    frameRateNumerator: frameRate?.numerator ?? null,
    frameRateDenominator: frameRate?.denominator ?? null,
    width: picture.width,
    height: picture.height,
    rotation: picture.rotation,
    // ffprobe's own word for a codec that libav has no name for.
    videoCodec: picture.codecName ?? "unknown",
    audioCodec: sound?.codecName ?? null,
    audioChannels: sound?.channels || null,
    sampleRate: sound?.sampleRate || null,
    bitRate: media.bitRate,
    audioCount: sounds.length,
    subtitleStreams: media.streams
      .filter((stream) => stream.kind === "subtitle")
      .map(({ codecName, language }) => ({ codecName, language })),
  };
  return { kind: "video", facts };
}

function isKnown(rate: Rational): boolean {
  return rate.numerator > 0 && rate.denominator > 0;
}
