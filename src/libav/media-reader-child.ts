/**
 * Reads files with libav itself. Importing this loads libav, so only a child process that may crash imports it.
 *
 * It uses libav's low-level calls, because the others round rates. It uses the synchronous calls, because handing a call to
 * a thread and back takes longer than most calls. So nothing else happens in the process while a file is read.
 */

import { AV_NOPTS_VALUE } from "node-av/constants";
import { FFmpegError, type FormatContext, getFFmpegInfo, InputFormat, Packet } from "node-av/lib";
import { certainFormat, certaintyBytes } from "./certain-format.ts";
import { mayHaveChapters, type ReadBytes } from "./chapter-marks.ts";
import { isTruncated } from "./container-end.ts";
import { filmStream } from "./film-stream.ts";
import { declaredLength, measuredLength } from "./length.ts";
import { countChapters, lastError, silenceLibav } from "./libav-log-child.ts";
import type { Media, MediaStream } from "./media.ts";
import { type FileToOpen, prepareInput } from "./open-input-child.ts";
import { fieldsOfTags, mediaStreams } from "./stream-fields-child.ts";
import { decoderNames, findStreamInfo, type OpenFile } from "./stream-information-child.ts";

/** A file, or the text of libav's error and the last line of its log. */
export type MediaOrError =
  | {
      readonly kind: "media";
      readonly media: Media;
      /** Whether the file ends before the container does. */
      readonly isTruncated: boolean;
    }
  | { readonly kind: "error"; readonly error: string; readonly log: string | null };

export interface MediaReaderOptions {
  /** The containers that may be read, as libav's `format_whitelist` takes them. */
  readonly formats: string;
  /** How long a file without a declared length may be read to measure it, in milliseconds. */
  readonly measureMs: number;
}

export interface ReadableFile extends FileToOpen {
  /** The first bytes of the file, at least `certaintyBytes` where it has so many. Stays as it is while the file is read. */
  readonly beginning: Buffer;
  /**
   * Fills the buffer with bytes of the file from this position on.
   *
   * @returns how many bytes there were
   */
  readonly readInto: (buffer: Buffer, position: number) => number;
}

export interface MediaReader {
  /** Of FFmpeg. */
  readonly version: string;
  /**
   * Reads one file. One file at a time: the process does nothing else meanwhile.
   *
   * @param sizeBytes the size of the file
   */
  read(file: ReadableFile, sizeBytes: number): Promise<MediaOrError>;
}

/** How much of a file is read to measure its length, in bytes. */
const mostMeasuredBytes = 1024 ** 3;

/** A file that fails is read again for the words of libav's log, but not from a disk that takes so many milliseconds to fail. */
const mostMsToFail = 1_000;

export function createMediaReader(options: MediaReaderOptions): MediaReader {
  silenceLibav();
  const decoders = decoderNames();
  return {
    version: getFFmpegInfo().version,
    async read(file, sizeBytes) {
      const began = performance.now();
      const decoding = () =>
        readMedia(file, sizeBytes, options, ({ context }: OpenFile) => context.findStreamInfoSync(null));
      const sparing = readMedia(file, sizeBytes, options, (input) => findStreamInfo(input, decoders));
      const result = sparing === "uncertain" ? decoding() : sparing;
      if (typeof result === "number") {
        const log = performance.now() - began < mostMsToFail ? await lastError(decoding) : null;
        return { kind: "error", error: FFmpegError.strerror(result), log };
      }
      const { media, isTruncated, chapterCount } = result;
      return { kind: "media", media: { ...media, chapterCount: await chapterCount }, isTruncated };
    },
  };
}

interface ReadMedia {
  readonly media: Omit<Media, "chapterCount">;
  readonly isTruncated: boolean;
  /** Libav's log tells it, and arrives later. */
  readonly chapterCount: Promise<number> | number;
}

/**
 * The file in libav's terms, or libav's error code, or "uncertain".
 *
 * @param find finds what the streams are
 */
function readMedia<Found extends number | "uncertain">(
  file: ReadableFile,
  sizeBytes: number,
  { formats, measureMs }: MediaReaderOptions,
  find: (input: OpenFile) => Found,
): ReadMedia | Found | number {
  const input = prepareInput(file, formats);
  if (typeof input === "number") return input;
  using opening = input;
  const { context, io, url, options } = opening;
  const { beginning } = file;
  const format = certainFormat(beginning.subarray(0, certaintyBytes));
  const opened = context.openInputSync(url, format === null ? null : demuxer(format), options);
  if (opened < 0) return opened;
  const found = find({ context, io, beginning });
  if (typeof found !== "number" || found < 0) return found;
  const media = mediaOf(context, sizeBytes);
  const read: ReadBytes = (position, bytes) => {
    const end = Math.min(position + bytes, sizeBytes);
    if (end <= beginning.length) return beginning.subarray(position, end);
    const buffer = Buffer.allocUnsafe(bytes);
    return buffer.subarray(0, file.readInto(buffer, position));
  };
  const chapterCount = mayHaveChapters(media.container, sizeBytes, read) ? countChapters(context) : 0;
  const film = filmStream(media.streams);
  const isMeasured = film !== undefined && declaredLength(media) === null;
  return {
    media: isMeasured
      ? { ...media, measuredSeconds: measureLength(context, film, performance.now() + measureMs) }
      : media,
    isTruncated: isTruncated(media.container, sizeBytes, read),
    chapterCount,
  };
}

const demuxers = new Map<string, InputFormat | null>();

function demuxer(name: string): InputFormat | null {
  let format = demuxers.get(name);
  if (format === undefined) {
    format = InputFormat.findInputFormat(name);
    demuxers.set(name, format);
  }
  return format;
}

function mediaOf(context: FormatContext, sizeBytes: number): Omit<Media, "chapterCount"> {
  const { duration, startTime, bitRate } = context;
  const container = context.iformat?.name ?? "";
  return {
    container,
    // In microseconds.
    durationSeconds: duration === AV_NOPTS_VALUE ? null : Number(duration) / 1e6,
    startSeconds: startTime === AV_NOPTS_VALUE ? 0 : Number(startTime) / 1e6,
    measuredSeconds: null,
    bitRate: bitRate > 0n ? Number(bitRate) : null,
    sizeBytes,
    ...fieldsOfTags(context),
    streams: container === "dv" ? mediaStreams(context).map(withRealRate) : mediaStreams(context),
  };
}

/** libav 8.1 gives every raw stream of DV an average rate of 60,000 frames a second. */
function withRealRate(stream: MediaStream): MediaStream {
  return { ...stream, averageFrameRate: stream.realFrameRate };
}

/**
 * Reads the rest of the file.
 *
 * @param deadline on the clock of `performance.now`
 * @returns the time from the first packet to the end of the last, in seconds; null if the
 *   deadline comes first, the file is too large, or its packets have no times
 */
function measureLength(context: FormatContext, film: MediaStream, deadline: number): number | null {
  const timeBases = context.streams.map(({ timeBase: { num, den } }) => num / den);
  let end = Number.NEGATIVE_INFINITY;
  let bytes = 0;
  let filmPackets = 0;
  using packet = new Packet();
  packet.alloc();
  while (context.readFrameSync(packet) >= 0) {
    bytes += packet.size;
    if (bytes > mostMeasuredBytes || performance.now() > deadline) return null;
    if (packet.streamIndex === film.index) filmPackets += 1;
    const time = packet.pts === AV_NOPTS_VALUE ? packet.dts : packet.pts;
    const timeBase = timeBases[packet.streamIndex] ?? 0;
    if (time !== AV_NOPTS_VALUE) end = Math.max(end, Number(time + packet.duration) * timeBase);
    packet.unref();
  }
  const startSeconds = context.startTime === AV_NOPTS_VALUE ? 0 : Number(context.startTime) / 1e6;
  return measuredLength({ startSeconds, endSeconds: end, filmPackets, film });
}
