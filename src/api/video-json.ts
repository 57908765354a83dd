import { dirname, join } from "node:path";
import { resolutionOf } from "../library/resolution.ts";
import { durationFrames, type Video } from "../library/video.ts";
import type { VideoCheck } from "../library/video-check.ts";
import type { VideoDetails } from "../library/video-details.ts";
import type { FileError } from "../library/video-library.ts";
import type { FileErrorJson } from "./contract/file-errors.ts";
import type { VideoCheckJson, VideoJson, VideoProblemJson } from "./contract/videos.ts";
import { streamJson } from "./stream-json.ts";
import { countJson, numberJsonOrNull, secondsJson, sentenceJson, timeJson, timeJsonOrNull } from "./wire-values.ts";

/**
 * The JSON of a video.
 *
 * @param about.pictures where the picture of a video is that has been made
 * @param about.problem why its file could not be read when last tried; null where it could
 */
export function videoJson(
  video: Video,
  {
    pictures,
    problem,
  }: { readonly pictures: { pathOf(video: Video): string }; readonly problem: Omit<FileError, "path"> | null },
): VideoJson {
  const { details } = video;
  return {
    id: video.id,
    path: video.path,
    filename: video.filename,
    container: video.container,
    duration_seconds: lengthJson(video.durationSeconds),
    duration_source: video.durationSource,
    suspect: video.suspect,
    duration_frames: durationFrames(video),
    frame_rate_numerator: numberJsonOrNull(video.frameRateNumerator),
    frame_rate_denominator: numberJsonOrNull(video.frameRateDenominator),
    width: numberJsonOrNull(video.width) ?? 0,
    height: numberJsonOrNull(video.height) ?? 0,
    rotation: numberJsonOrNull(video.rotation) ?? 0,
    display_width: details?.displayWidth ?? numberJsonOrNull(video.width) ?? 0,
    display_height: details?.displayHeight ?? numberJsonOrNull(video.height) ?? 0,
    hdr: video.hdr,
    bit_depth: numberJsonOrNull(video.bitDepth),
    resolution: resolutionOf(video),
    video_codec: video.videoCodec,
    audio_codec: video.audioCodec,
    audio_channels: numberJsonOrNull(video.audioChannels),
    sample_rate: numberJsonOrNull(video.sampleRate),
    bit_rate: numberJsonOrNull(video.bitRate),
    audio_count: countJson(video.audioCount),
    subtitle_count: video.subtitleStreams.length,
    title: details?.title ?? null,
    tags: tagsJson(details),
    chapter_count: countJson(details?.chapterCount ?? 0),
    streams: details?.streams.map(streamJson) ?? [],
    subtitle_streams: video.subtitleStreams.map(({ codecName, language }) => ({ codec_name: codecName, language })),
    external_subtitles: video.subtitleFiles.map(
      ({ filename, language, isForced, isHearingImpaired, isCommentary }) => ({
        path: join(dirname(video.path), filename),
        language,
        forced: isForced,
        hearing_impaired: isHearingImpaired,
        commentary: isCommentary,
      }),
    ),
    file_size: countJson(video.fileSize),
    modified_at: timeJson(video.modifiedAt),
    thumbnail_path: video.poster === "made" ? pictures.pathOf(video) : null,
    broken: video.checkVerdict === null ? null : video.checkVerdict === "broken",
    job_id: video.jobId,
    file: video.file,
    missing_since: timeJsonOrNull(video.missingSince),
    problem: problem === null ? null : problemJson(problem),
    created_at: timeJson(video.createdAt),
    updated_at: timeJson(video.updatedAt),
  };
}

function lengthJson(seconds: number | null): number | null {
  const known = numberJsonOrNull(seconds);
  return known === null ? null : secondsJson(known);
}

function tagsJson(details: VideoDetails | null): VideoJson["tags"] {
  if (details === null) return {};
  const { recordedAt, encoder, date } = details;
  // A text that is no time is left out: the column may have been written by something other than Gleaner.
  const time = recordedAt === null ? Number.NaN : Date.parse(recordedAt);
  return {
    ...(!Number.isNaN(time) && { created_at: timeJson(new Date(time)) }),
    ...(encoder !== null && { encoder }),
    ...(date !== null && { date }),
  };
}

/** The JSON of a file that could not be read. */
export function fileErrorJson({ path, ...problem }: FileError): FileErrorJson {
  return { path, ...problemJson(problem) };
}

function problemJson({ error, code, sentence, jobId, at }: Omit<FileError, "path">): VideoProblemJson {
  return { error, code, ...sentenceJson(sentence), job_id: jobId, at: timeJson(at) };
}

/** The JSON of what a check has found. */
export function checkJson({ verdict, seconds, brokenParts, errorCount, checkedAt, jobId }: VideoCheck): VideoCheckJson {
  return {
    state: verdict,
    checked_at: timeJson(checkedAt),
    job_id: jobId,
    seconds: secondsJson(seconds),
    error_count: countJson(errorCount),
    problems: brokenParts.map(({ atSeconds, untilSeconds, message }) => ({
      at_seconds: secondsJson(atSeconds),
      until_seconds: secondsJson(untilSeconds),
      message,
    })),
  };
}
