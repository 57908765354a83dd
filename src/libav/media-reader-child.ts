/**
 * Reads files with libav itself. Importing this loads libav, so only a child process that may crash imports it.
 *
 * It uses libav's low-level calls, because the others round rates. It uses the synchronous calls, because handing a call to
 * a thread and back takes longer than most calls. So nothing else happens in the process while a file is read.
 */

import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import {
  AV_CODEC_ID_NONE,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_DISPOSITION_DEFAULT,
  AV_LOG_ERROR,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import {
  avGetCodecName,
  type CodecParameters,
  FFmpegError,
  type FormatContext,
  getFFmpegInfo,
  Log,
  Packet,
  type Stream,
} from "node-av/lib";
import { filmStream } from "./film-stream.ts";
import { declaredLength, measuredLength } from "./length.ts";
import { longestLanguage, type Media, type MediaStream, type Rational, textFromFile } from "./media.ts";
import { type FileToOpen, prepareInput } from "./open-input-child.ts";
import { decoderNames, findStreamInfo, type OpenFile } from "./stream-information-child.ts";

/** A file, or the text of libav's error and the last line that libav logged before. */
export type MediaOrError =
  | { readonly kind: "media"; readonly media: Media }
  | { readonly kind: "error"; readonly error: string; readonly log: string | null };

export interface MediaReaderOptions {
  /** The containers that may be read, as libav's `format_whitelist` takes them. */
  readonly formats: string;
  /** How long a file without a declared length may be read to measure it, in milliseconds. */
  readonly measureMs: number;
}

export interface MediaReader {
  /** Of FFmpeg. */
  readonly version: string;
  /**
   * Reads one file. One file at a time: the process does nothing else meanwhile.
   *
   * @param sizeBytes the size of the file
   */
  read(file: FileToOpen, sizeBytes: number): Promise<MediaOrError>;
}

/** How much of a file is read to measure its length, in bytes. */
const mostMeasuredBytes = 1024 ** 3;

/** AV_NOPTS_VALUE: no time is known. */
const unknownTime = -(2n ** 63n);

/** From here on, libav's log goes nowhere else. */
export function createMediaReader(options: MediaReaderOptions): MediaReader {
  let lastLine: string | null = null;
  Log.setCallback(
    (_level, line) => {
      lastLine = line;
    },
    { maxLevel: AV_LOG_ERROR },
  );
  const decoders = decoderNames();
  return {
    version: getFFmpegInfo().version,
    async read(file, sizeBytes) {
      // Log lines arrive by way of the event loop: those of the file before have arrived by now.
      lastLine = null;
      let result = readMedia(file, sizeBytes, options, (input) => findStreamInfo(input, decoders));
      await turnOfTheLoop();
      if (result === "uncertain") {
        // The first turn may have been the rest of the present one.
        await turnOfTheLoop();
        lastLine = null;
        result = readMedia(file, sizeBytes, options, ({ context }) => context.findStreamInfoSync(null));
        await turnOfTheLoop();
      }
      if (typeof result !== "number") return { kind: "media", media: result };
      await turnOfTheLoop();
      return { kind: "error", error: FFmpegError.strerror(result), log: lastLine };
    },
  };
}

/**
 * The file in libav's terms, or libav's error code, or "uncertain".
 *
 * @param find finds what the streams are
 */
function readMedia<Found extends number | "uncertain">(
  file: FileToOpen,
  sizeBytes: number,
  { formats, measureMs }: MediaReaderOptions,
  find: (input: OpenFile) => Found,
): Media | Found | number {
  const input = prepareInput(file, formats);
  if (typeof input === "number") return input;
  using opening = input;
  const { context, url, options } = opening;
  const opened = context.openInputSync(url, null, options);
  if (opened < 0) return opened;
  const found = find(opening);
  if (typeof found !== "number" || found < 0) return found;
  const media = mediaOf(context, sizeBytes);
  const film = filmStream(media.streams);
  if (film === undefined || declaredLength(media) !== null) return media;
  return { ...media, measuredSeconds: measureLength(context, film, performance.now() + measureMs) };
}

function mediaOf(context: FormatContext, sizeBytes: number): Media {
  const { duration, startTime, bitRate } = context;
  return {
    container: context.iformat?.name ?? "",
    // In microseconds.
    durationSeconds: duration === unknownTime ? null : Number(duration) / 1e6,
    startSeconds: startTime === unknownTime ? 0 : Number(startTime) / 1e6,
    measuredSeconds: null,
    bitRate: bitRate > 0n ? Number(bitRate) : null,
    sizeBytes,
    streams: context.streams.map(mediaStream),
  };
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
    const time = packet.pts === unknownTime ? packet.dts : packet.pts;
    const timeBase = timeBases[packet.streamIndex] ?? 0;
    if (time !== unknownTime) end = Math.max(end, Number(time + packet.duration) * timeBase);
    packet.unref();
  }
  const startSeconds = context.startTime === unknownTime ? 0 : Number(context.startTime) / 1e6;
  return measuredLength({ startSeconds, endSeconds: end, filmPackets, film });
}

/**
 * A stream in the terms that probers and posters share. Reads only the fields of its kind: each field is a call of libav,
 * and all of them together would take a tenth of the time of a small file.
 */
export function mediaStream(stream: Stream): MediaStream {
  const { codecpar } = stream;
  const kind = kindOf(codecpar);
  const isPicture = kind === "video";
  const isSound = kind === "audio";
  return {
    index: stream.index,
    kind,
    codecName: codecpar.codecId === AV_CODEC_ID_NONE ? null : avGetCodecName(codecpar.codecId),
    language: kind === "subtitle" ? languageOf(stream) : null,
    isDefault: stream.hasDisposition(AV_DISPOSITION_DEFAULT),
    isAttachedPicture: isPicture && stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
    width: isPicture ? codecpar.width : 0,
    height: isPicture ? codecpar.height : 0,
    rotation: isPicture ? rotationOf(codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)) : 0,
    averageFrameRate: isPicture ? rational(stream.avgFrameRate) : unknownRate,
    realFrameRate: isPicture ? rational(stream.rFrameRate) : unknownRate,
    frameCount: isPicture ? Number(stream.nbFrames) : 0,
    channels: isSound ? codecpar.channelLayout.nbChannels : 0,
    sampleRate: isSound ? codecpar.sampleRate : 0,
  };
}

const unknownRate: Rational = { numerator: 0, denominator: 0 };

function languageOf(stream: Stream): string | null {
  const language = stream.metadata?.get("language") ?? null;
  return language === null ? null : textFromFile(language, longestLanguage);
}

function kindOf({ codecType }: CodecParameters): MediaStream["kind"] {
  if (codecType === AVMEDIA_TYPE_VIDEO) return "video";
  if (codecType === AVMEDIA_TYPE_AUDIO) return "audio";
  return codecType === AVMEDIA_TYPE_SUBTITLE ? "subtitle" : "other";
}

function rational({ num, den }: { readonly num: number; readonly den: number }): Rational {
  return { numerator: num, denominator: den };
}

/**
 * ffprobe's `rotation`: the degrees, counterclockwise and without their fraction, by which a display matrix turns the
 * picture. The matrix is 3 by 3 numbers of 32 bits.
 *
 * @see https://ffmpeg.org/doxygen/trunk/group__lavu__video__display.html av_display_rotation_get
 */
function rotationOf(matrix: Buffer | null): number {
  if (matrix === null || matrix.length < 36) return 0;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return 0;
  const [scaleX, scaleY] = [Math.hypot(a, c), Math.hypot(b, d)];
  if (scaleX === 0 || scaleY === 0) return 0;
  const degrees = (Math.atan2(b / scaleY, a / scaleX) * 180) / Math.PI;
  // The sum turns -0 into 0.
  return Math.trunc(-degrees) + 0;
}
