import { basename } from "node:path";
import type { Insertable } from "kysely";
import { naturalSortKey } from "../../files/natural-order.ts";
import { hdrKinds } from "../../library/picture-colours.ts";
import { hdrKind } from "../../library/stream.ts";
import { subtitleFilesIn } from "../../library/subtitle-files.ts";
import {
  factsVersion,
  type PosterState,
  parseVideoId,
  type SubtitleStream,
  suspects,
  type Video,
  type VideoFacts,
  type VideoId,
} from "../../library/video.ts";
import { type CheckVerdict, checkVerdicts } from "../../library/video-check.ts";
import type { FileStat, ScanBatch } from "../../scanning/scan-library.ts";
import { date, dateOrNull, json, nonsense, number, numberOrNull, text, textOrNull } from "../row-columns.ts";
import type { VideosTable } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { storableText } from "../storable-text.ts";
import { detailsFromRow, subtitlesIn } from "./details-of-video.ts";

/**
 * The video in a row of `videos` with its `pathOfVideo` and its `detailsOfVideo`.
 *
 * @throws StoreError if the row makes no sense
 */
export function videoFromRow(row: object): Video {
  const details = detailsFromRow(row);
  return {
    id: parseVideoId(text(row, "id")) ?? nonsense(row, "id", "a UUID"),
    path: text(row, "path"),
    filename: text(row, "filename"),
    container: text(row, "container"),
    durationSeconds: numberOrNull(row, "duration_seconds"),
    durationSource: durationSource(row),
    suspect: suspect(row),
    frameRateNumerator: numberOrNull(row, "frame_rate_numerator"),
    frameRateDenominator: numberOrNull(row, "frame_rate_denominator"),
    width: number(row, "width"),
    height: number(row, "height"),
    rotation: number(row, "rotation"),
    videoCodec: text(row, "video_codec"),
    audioCodec: textOrNull(row, "audio_codec"),
    audioChannels: numberOrNull(row, "audio_channels"),
    sampleRate: numberOrNull(row, "sample_rate"),
    bitRate: numberOrNull(row, "bit_rate"),
    audioCount: number(row, "audio_count"),
    hdr: hdr(row),
    bitDepth: numberOrNull(row, "bit_depth"),
    details,
    subtitleStreams: details === null ? subtitleStreams(row) : subtitlesIn(details),
    subtitleFiles: subtitleFilesIn(text(row, "filename"), text(row, "subtitle_files")),
    fileSize: number(row, "file_size"),
    modifiedAt: modifiedAt(row),
    modifiedUs: number(row, "modified_us"),
    jobId: text(row, "job_id"),
    missingSince: dateOrNull(row, "missing_since"),
    file: fileOf(row),
    poster: poster(row),
    checkVerdict: checkVerdict(row, "check_verdict"),
    createdAt: date(row, "created_at"),
    updatedAt: date(row, "updated_at"),
  };
}

/** The row of a video as a job writes it: new and present. */
export function videoRow(
  video: ScanBatch["videos"][number],
  by: {
    id: VideoId;
    directoryId: number;
    jobId: string;
    now: number;
    differences: Pick<SqlDifferences, "searchColumns">;
  },
): Insertable<VideosTable> {
  const { file } = video;
  const filename = basename(file.path);
  return {
    id: by.id,
    directory_id: by.directoryId,
    filename,
    name_key: naturalSortKey(filename),
    ...by.differences.searchColumns(filename),
    ...columnsOfFile(video),
    disk: file.disk,
    file_number: file.fileNumber ?? null,
    changed_us: file.changedUs ?? null,
    fingerprint: video.fingerprint ?? null,
    job_id: by.jobId,
    confirmed_job_id: null,
    missing_since: null,
    missing_job_id: null,
    poster: null,
    created_at: by.now,
    updated_at: by.now,
  };
}

/** The columns that come from the file: its version, and what was read from it, but its details. */
export function columnsOfFile({ file, facts }: { readonly file: FileStat; readonly facts: VideoFacts }) {
  return {
    container: storableText(facts.container),
    duration_seconds: facts.durationSeconds,
    duration_source: facts.durationSource,
    suspect: facts.suspect,
    frame_rate_numerator: facts.frameRateNumerator,
    frame_rate_denominator: facts.frameRateDenominator,
    width: facts.width,
    height: facts.height,
    rotation: facts.rotation,
    video_codec: storableText(facts.videoCodec),
    audio_codec: facts.audioCodec === null ? null : storableText(facts.audioCodec),
    audio_channels: facts.audioChannels,
    sample_rate: facts.sampleRate,
    bit_rate: facts.bitRate,
    audio_count: facts.audioCount,
    hdr: facts.hdr,
    bit_depth: facts.bitDepth,
    audio_languages: storableText(facts.audioLanguages),
    subtitle_languages: storableText(facts.subtitleLanguages),
    audio_codecs: facts.audioCodecs === null ? null : storableText(facts.audioCodecs),
    facts_version: factsVersion,
    subtitle_streams: "[]",
    subtitle_files: storableText(file.subtitles ?? ""),
    file_size: file.size,
    modified_us: file.modifiedUs,
  };
}

/** As the sums of sizes tell hard links from other files. */
function fileOf(row: object): string | null {
  const [disk, file] = [textOrNull(row, "disk"), numberOrNull(row, "file_number")];
  if (disk === null || file === null || dateOrNull(row, "missing_since") !== null) return null;
  return [disk, file, number(row, "file_size"), number(row, "modified_us")].join(":");
}

function modifiedAt(row: object): Date {
  // A file may claim a time beyond what a Date can hold; it is still a video.
  const milliseconds = Math.floor(number(row, "modified_us") / 1000);
  return new Date(Math.max(-maxDateMs, Math.min(maxDateMs, milliseconds)));
}
const maxDateMs = 8.64e15;

function poster(row: object): PosterState | null {
  const value = textOrNull(row, "poster");
  return value === null || value === "made" || value === "none" ? value : nonsense(row, "poster", "made or none");
}

function subtitleStreams(row: object): readonly SubtitleStream[] {
  const value = json(row, "subtitle_streams");
  return Array.isArray(value) && value.every(isSubtitleStream)
    ? value
    : nonsense(row, "subtitle_streams", "a list of subtitle streams");
}

function isSubtitleStream(value: unknown): value is SubtitleStream {
  return typeof value === "object" && value !== null && isName(value, "codecName") && isName(value, "language");
}

function isName(value: object, key: keyof SubtitleStream): boolean {
  const name: unknown = Reflect.get(value, key);
  return name === null || typeof name === "string";
}

function durationSource(row: object): Video["durationSource"] {
  const value = textOrNull(row, "duration_source");
  return value === null || value === "declared" || value === "measured"
    ? value
    : nonsense(row, "duration_source", "declared or measured");
}

function hdr(row: object): Video["hdr"] {
  const value = textOrNull(row, "hdr");
  return value === null ? null : (hdrKind.safeParse(value).data ?? nonsense(row, "hdr", `one of ${hdrKinds.join()}`));
}

export function checkVerdict(row: object, column: string): CheckVerdict | null {
  const value = textOrNull(row, column);
  return (
    checkVerdicts.find((known) => known === value) ??
    (value === null ? null : nonsense(row, column, checkVerdicts.join()))
  );
}

function suspect(row: object): Video["suspect"] {
  const value = textOrNull(row, "suspect");
  return (
    suspects.find((known) => known === value) ?? (value === null ? null : nonsense(row, "suspect", suspects.join()))
  );
}
