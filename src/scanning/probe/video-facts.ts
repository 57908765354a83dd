/**
 * From a media file in libav's terms to the facts of a video. Both probers use this, so they choose the same film and the
 * same sound, and call the same values unknown.
 */

import { filmStream } from "../../libav/film-stream.ts";
import { declaredLength } from "../../libav/length.ts";
import type { Media, MediaStream, Rational } from "../../libav/media.ts";
import { describePixelFormat } from "../../libav/pixel-format.ts";
import { detailsText } from "../../library/details-text.ts";
import type { Stream } from "../../library/stream.ts";
import type { VideoFacts } from "../../library/video.ts";
import { say } from "../../sentences/say.ts";
import { describeStreams, displaySize, hdrKindOf } from "./describe-stream.ts";
import type { ProbeOutcome } from "./prober.ts";

/**
 * The facts of the video in the file, or the problem that there is none.
 *
 * @param file.isTruncated whether the file ends before the container does: see `declaredEnd`
 */
export function describeVideo(media: Media, file: { readonly isTruncated: boolean }): ProbeOutcome {
  const film = filmStream(media.streams);
  if (film === undefined) return { kind: "problem", problem: { code: "not_video", ...say("no_video_stream") } };
  if (film.width <= 0 || film.height <= 0) {
    return {
      kind: "problem",
      problem: { code: "not_video", ...say("picture_size_unknown") },
    };
  }
  const sounds = media.streams.filter((stream) => stream.kind === "audio");
  const [sound] = sounds;
  const frameRate = [film.averageFrameRate, film.realFrameRate].find(isKnown);
  const streams = describeStreams(media.streams, film);
  const facts: VideoFacts = {
    container: media.container,
    ...lengthOf(media, film),
    ...(file.isTruncated && { suspect: "truncated" }),
    frameRateNumerator: frameRate?.numerator ?? null,
    frameRateDenominator: frameRate?.denominator ?? null,
    width: film.width,
    height: film.height,
    rotation: film.rotation,
    // ffprobe's word for a codec that libav has no name for.
    videoCodec: film.codecName ?? "unknown",
    audioCodec: sound?.codecName ?? null,
    audioChannels: sound?.channels || null,
    sampleRate: sound?.sampleRate || null,
    audioCount: sounds.length,
    hdr: hdrKindOf(film),
    bitDepth: describePixelFormat(film.pixelFormat).bitDepth,
    audioLanguages: languagesIn(streams, "audio"),
    subtitleLanguages: languagesIn(streams, "subtitle"),
    audioCodecs: otherCodecs(streams, sound?.codecName ?? null),
    details: detailsText({
      title: media.title,
      recordedAt: timeOf(media.creationTime),
      encoder: media.encoder,
      date: media.date,
      chapterCount: media.chapterCount,
      ...displaySize(film),
      streams: [...streams],
    }),
  };
  return { kind: "video", facts };
}

function languagesIn(streams: readonly Stream[], kind: "audio" | "subtitle"): string {
  const languages = streams.flatMap((stream) =>
    stream.kind === kind && stream.language !== null ? [stream.language.replaceAll(/\s+/g, "-")] : [],
  );
  return [...new Set(languages)].toSorted().join(" ");
}

/** See `VideoFacts.audioCodecs`. @param first of the first sound */
function otherCodecs(streams: readonly Stream[], first: string | null): string | null {
  const codecs = streams.flatMap(({ kind, codec }) =>
    kind === "audio" && codec !== null ? [codec.replaceAll(/\s+/g, "-")] : [],
  );
  const all = [...new Set(codecs)].toSorted().join(" ");
  return all === "" || all === first ? null : all;
}

type Length = Pick<VideoFacts, "durationSeconds" | "durationSource" | "bitRate" | "suspect">;

function lengthOf(media: Media, film: MediaStream): Length {
  const declared = declaredLength(media);
  if (declared !== null) {
    const suspect = isTooLong(declared, media, film) ? "length" : null;
    return { durationSeconds: declared, durationSource: "declared", bitRate: media.bitRate, suspect };
  }
  const measured = media.measuredSeconds;
  if (measured === null || !Number.isFinite(measured) || measured <= 0) {
    return { durationSeconds: null, durationSource: null, bitRate: null, suspect: null };
  }
  // libav's own bit rate belongs to the length that it guessed.
  const bitRate = Math.round((media.sizeBytes * 8) / measured);
  return { durationSeconds: measured, durationSource: "measured", bitRate: bitRate || null, suspect: null };
}

/** A frame takes at least one packet of a transport stream, and a few bytes elsewhere. */
function leastFrameBytes(container: string): number {
  return container === "mpegts" ? 188 : 4;
}

/** Whether the file is too small for so many frames, as when its clock jumps. */
function isTooLong(seconds: number, { container, sizeBytes }: Media, { averageFrameRate }: MediaStream): boolean {
  if (!isKnown(averageFrameRate)) return false;
  const frames = (seconds * averageFrameRate.numerator) / averageFrameRate.denominator;
  return sizeBytes > 0 && frames * leastFrameBytes(container) > sizeBytes;
}

function isKnown(rate: Rational): boolean {
  return rate.numerator > 0 && rate.denominator > 0;
}

/** ISO 8601 in UTC; null if the text is no such time. */
function timeOf(text: string | null): string | null {
  // Without a zone, a time would be taken for one of this machine.
  if (text === null || !/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
