import { durationFrames, type Video } from "../library/video.ts";
import type { FileError } from "../library/video-library.ts";
import type { FileErrorJson, VideoJson } from "./contract.ts";

/** A video as it goes over the wire. */
export function videoJson(video: Video): VideoJson {
  return {
    id: video.id,
    path: video.path,
    filename: video.filename,
    container: video.container,
    duration_seconds: video.durationSeconds,
    duration_frames: durationFrames(video),
    frame_rate_numerator: video.frameRateNumerator,
    frame_rate_denominator: video.frameRateDenominator,
    width: video.width,
    height: video.height,
    rotation: video.rotation,
    video_codec: video.videoCodec,
    audio_codec: video.audioCodec,
    audio_channels: video.audioChannels,
    sample_rate: video.sampleRate,
    bit_rate: video.bitRate,
    audio_count: video.audioCount,
    subtitle_count: video.subtitleStreams.length,
    subtitle_streams: video.subtitleStreams.map(({ codecName, language }) => ({ codec_name: codecName, language })),
    file_size: video.fileSize,
    modified_at: video.modifiedAt.toISOString(),
    thumbnail_path: null,
    job_id: video.jobId,
    missing_since: video.missingSince?.toISOString() ?? null,
    created_at: video.createdAt.toISOString(),
    updated_at: video.updatedAt.toISOString(),
  };
}

/** A file that could not be read, as it goes over the wire. */
export function fileErrorJson({ path, error, code, jobId, at }: FileError): FileErrorJson {
  return { path, error, code, job_id: jobId, at: at.toISOString() };
}
