/** From a stream in libav's terms to the stream of a video. Both probers use this. */

import type { MediaStream, Rational } from "../../libav/media.ts";
import { describePixelFormat } from "../../libav/pixel-format.ts";
import type { HdrKind, PictureStream, SoundStream, Stream } from "../../library/stream.ts";

/** More than any film has. */
const mostStreams = 128;

/**
 * The streams of a file. Of a file with very many, the film and the first of the rest, without attachments and data.
 *
 * @param film is among `streams`
 */
export function describeStreams(streams: readonly MediaStream[], film: MediaStream): readonly Stream[] {
  if (streams.length <= mostStreams) return streams.map(describeStream);
  const others = streams.filter((stream) => stream !== film && stream.kind !== "attachment" && stream.kind !== "data");
  const kept = [film, ...others.slice(0, mostStreams - 1)].toSorted((one, other) => one.index - other.index);
  return kept.map(describeStream);
}

function describeStream(stream: MediaStream): Stream {
  const ofEveryKind = {
    index: stream.index,
    codec: stream.codecName,
    language: stream.language,
    title: stream.title,
    isDefault: stream.isDefault,
    isForced: stream.isForced,
    isHearingImpaired: stream.isHearingImpaired,
    isCommentary: stream.isCommentary,
    isAttachedPicture: stream.isAttachedPicture,
    bitRate: countOrNull(stream.bitRate),
  };
  switch (stream.kind) {
    case "video":
      return { kind: "video", ...ofEveryKind, ...describePicture(stream) };
    case "audio":
      return {
        kind: "audio",
        ...ofEveryKind,
        profile: stream.profile,
        channels: countOrNull(stream.channels),
        channelLayout: stream.channelLayout,
        sampleRate: countOrNull(stream.sampleRate),
        objectAudio: objectAudioOf(stream.profile),
      };
    case "subtitle":
      return { kind: "subtitle", ...ofEveryKind, isText: !picturesOfText.has(stream.codecName ?? "") };
    case "attachment":
    case "data":
      return { kind: stream.kind, ...ofEveryKind };
  }
}

/** Codecs of subtitles that are pictures. */
const picturesOfText: ReadonlySet<string> = new Set(["dvb_subtitle", "dvd_subtitle", "hdmv_pgs_subtitle", "xsub"]);

type OfPictures = Omit<PictureStream, "kind" | "index" | "codec" | "language" | "title" | "bitRate" | `is${string}`>;

function describePicture(stream: MediaStream): OfPictures {
  const { width, height, pixelFormat, dolbyVision } = stream;
  return {
    profile: stream.profile,
    level: stream.level,
    width: Math.max(0, width),
    height: Math.max(0, height),
    ...displaySize(stream),
    rotation: stream.rotation,
    avgFrameRate: rateOrNull(stream.averageFrameRate),
    rFrameRate: rateOrNull(stream.realFrameRate),
    pixelFormat,
    ...describePixelFormat(pixelFormat),
    fieldOrder: stream.fieldOrder,
    colorPrimaries: stream.colorPrimaries,
    colorTransfer: stream.colorTransfer,
    colorSpace: stream.colorSpace,
    colorRange: stream.colorRange,
    hdr: hdrKindOf(stream),
    dolbyVisionProfile: dolbyVision?.profile ?? null,
    dolbyVisionCompatibility: dolbyVision?.compatibility ?? null,
  };
}

/** Shapes of pixels that no camera makes count as errors in the file. */
export function displaySize({ width, height, pixelAspect }: Pick<MediaStream, "width" | "height" | "pixelAspect">): {
  readonly displayWidth: number;
  readonly displayHeight: number;
} {
  const shape = pixelAspect.numerator / pixelAspect.denominator;
  const isPossible = shape > 1 / 10 && shape < 10;
  return {
    displayWidth: Math.max(0, isPossible ? Math.round(width * shape) : width),
    displayHeight: Math.max(0, height),
  };
}

export function hdrKindOf(stream: Pick<MediaStream, "dolbyVision" | "hasHdr10Plus" | "colorTransfer">): HdrKind {
  if (stream.dolbyVision !== null) return "dolby_vision";
  if (stream.hasHdr10Plus) return "hdr10+";
  if (stream.colorTransfer === "smpte2084") return "hdr10";
  return stream.colorTransfer === "arib-std-b67" ? "hlg" : "sdr";
}

/** libav tells of object audio in the name of the profile, such as `Dolby Digital Plus + Dolby Atmos`. */
function objectAudioOf(profile: string | null): SoundStream["objectAudio"] {
  if (profile === null) return null;
  if (profile.includes("Atmos")) return "atmos";
  return profile.includes("DTS:X") ? "dts_x" : null;
}

function rateOrNull({ numerator, denominator }: Rational): string | null {
  return numerator > 0 && denominator > 0 ? `${numerator}/${denominator}` : null;
}

/** A file may claim any number. */
function countOrNull(number: number): number | null {
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
