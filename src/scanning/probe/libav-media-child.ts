/**
 * Reads files with libav itself. Loads it, so only a child process that may crash imports this.
 *
 * The low-level calls are used, as the others round rates; and the synchronous ones, as handing each call to a thread
 * and back takes longer than most of them do. So nothing else happens in the process while a file is read.
 */

import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import {
  AV_CODEC_ID_NONE,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_LOG_ERROR,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import {
  avGetCodecName,
  type CodecParameters,
  Dictionary,
  FFmpegError,
  FormatContext,
  getFFmpegInfo,
  Log,
  type Stream,
} from "node-av/lib";
import { formatWhitelist, protocolWhitelist } from "../../libav/formats.ts";
import type { Media, MediaStream, Rational } from "./video-facts.ts";

/** A file, or the text of libav's error and the last line that it logged before. */
export type MediaOrError =
  | { readonly kind: "media"; readonly media: Media }
  | { readonly kind: "error"; readonly error: string; readonly log: string | null };

export interface MediaReader {
  /** Of FFmpeg. */
  readonly version: string;
  /** Reads one file; only one at a time. The process hears and does nothing else meanwhile. */
  read(path: string): Promise<MediaOrError>;
}

/** From here on, what libav logs goes nowhere else. */
export function createMediaReader(): MediaReader {
  let lastLine: string | null = null;
  Log.setCallback(
    (_level, line) => {
      lastLine = line;
    },
    { maxLevel: AV_LOG_ERROR },
  );
  return {
    version: getFFmpegInfo().version,
    async read(path) {
      // What libav logs comes by way of the event loop: that of the file before has come by now.
      lastLine = null;
      const result = readMedia(path);
      await turnOfTheLoop();
      if (typeof result !== "number") return { kind: "media", media: result };
      // The first turn may have been the rest of the one at hand.
      await turnOfTheLoop();
      return { kind: "error", error: FFmpegError.strerror(result), log: lastLine };
    },
  };
}

/** What libav finds in the file, or its error code. */
function readMedia(path: string): Media | number {
  const context = new FormatContext();
  using options = Dictionary.fromObject({
    format_whitelist: formatWhitelist,
    protocol_whitelist: protocolWhitelist,
    // As ffprobe has it: all programs of a transport stream, not the first.
    scan_all_pmts: 1,
  });
  try {
    const opened = context.openInputSync(`file:${path}`, null, options);
    if (opened < 0) return opened;
    const found = context.findStreamInfoSync(null);
    return found < 0 ? found : mediaOf(context);
  } finally {
    context.closeInputSync();
  }
}

function mediaOf(context: FormatContext): Media {
  return {
    container: context.iformat?.name ?? "",
    // Microseconds; the lowest number there is (AV_NOPTS_VALUE) means unknown.
    durationSeconds: context.duration === -(2n ** 63n) ? null : Number(context.duration) / 1e6,
    bitRate: context.bitRate > 0n ? Number(context.bitRate) : null,
    streams: context.streams.map(mediaStream),
  };
}

function mediaStream(stream: Stream): MediaStream {
  const { codecpar } = stream;
  return {
    kind: kindOf(codecpar),
    codecName: codecpar.codecId === AV_CODEC_ID_NONE ? null : avGetCodecName(codecpar.codecId),
    language: stream.metadata?.getAll()["language"] ?? null,
    attachedPicture: stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
    width: codecpar.width,
    height: codecpar.height,
    rotation: rotationOf(codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX)),
    averageFrameRate: rational(stream.avgFrameRate),
    realFrameRate: rational(stream.rFrameRate),
    channels: codecpar.channelLayout.nbChannels,
    sampleRate: codecpar.sampleRate,
  };
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
 * What ffprobe calls `rotation`: the degrees, counterclockwise, by which a display matrix turns the picture, without
 * their fraction. The matrix is 3 by 3 numbers of 32 bits.
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
