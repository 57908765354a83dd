/** From a stream in libav's terms to the stream of a video. Both probers use this. */

import type { MasteringDisplay, MediaStream, Rational } from "../../libav/media.ts";
import { describePixelFormat } from "../../libav/pixel-format.ts";
import { type HdrKind, masteringPrimaries } from "../../library/picture-colours.ts";
import type { PictureStream, SoundStream, Stream } from "../../library/stream.ts";

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
    isVisualImpaired: stream.isVisualImpaired,
    isOriginal: stream.isOriginal,
    isDub: stream.isDub,
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
        bitDepth: countOrNull(stream.sampleBits) ?? bitsOfPcm(stream.codecName),
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
  const { width, height, pixelFormat, dolbyVision, masteringDisplay, contentLight } = stream;
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
    dolbyVisionLevel: dolbyVision?.level ?? null,
    enhancementLayer: dolbyVision?.hasEnhancementLayer ?? false,
    masteringPrimaries: masteringPrimariesOf(masteringDisplay),
    masteringMinLuminance: luminanceOrNull(masteringDisplay?.minLuminance),
    masteringMaxLuminance: luminanceOrNull(masteringDisplay?.maxLuminance),
    maxContentLight: countOrNull(contentLight?.maxContent ?? 0),
    maxAverageLight: countOrNull(contentLight?.maxAverage ?? 0),
  };
}

/** x and y of red, green and blue: Rec. ITU-R BT.709 and BT.2020, SMPTE EG 432-1. */
const knownPrimaries = {
  bt709: [0.64, 0.33, 0.3, 0.6, 0.15, 0.06],
  display_p3: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06],
  bt2020: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046],
} as const satisfies Record<(typeof masteringPrimaries)[number], readonly number[]>;

/** Writers round in different ways. */
const primariesTolerance = 0.005;

function masteringPrimariesOf(display: MasteringDisplay | null): PictureStream["masteringPrimaries"] {
  const given = display?.primaries ?? [];
  const isNear = (name: (typeof masteringPrimaries)[number]) =>
    knownPrimaries[name].every((value, index) => Math.abs(value - (given[index] ?? 0)) <= primariesTolerance);
  return masteringPrimaries.find(isNear) ?? null;
}

function luminanceOrNull(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) && value >= 0 ? value : null;
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

/** The names of PCM tell the bits of a sample, such as `pcm_s24le`. */
function bitsOfPcm(codec: string | null): number | null {
  const bits = /^pcm_[suf](\d+)/.exec(codec ?? "")?.[1];
  return bits === undefined ? null : Number(bits);
}

function rateOrNull({ numerator, denominator }: Rational): string | null {
  return numerator > 0 && denominator > 0 ? `${numerator}/${denominator}` : null;
}

/** A file may claim any number. */
function countOrNull(number: number): number | null {
  return Number.isSafeInteger(number) && number > 0 ? number : null;
}
