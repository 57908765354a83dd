/**
 * Takes one picture out of a video with libav itself. Importing this loads libav, so only a child process that may crash
 * may import it.
 *
 * All calls that read the file are asynchronous: they run in a thread, and the child notices at once when its parent is
 * gone. One thread decodes, as posters are made behind everything else.
 */
import {
  AV_FRAME_DATA_DISPLAYMATRIX,
  AV_LOG_QUIET,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVDISCARD_ALL,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVSEEK_FLAG_BACKWARD,
} from "node-av/constants";
import {
  Codec,
  CodecContext,
  FFmpegError,
  type FormatContext,
  Frame,
  getFFmpegInfo,
  Log,
  Packet,
  type Stream,
} from "node-av/lib";
import { filmStream } from "../libav/film-stream.ts";
import { prepareInput } from "../libav/open-input-child.ts";
import { mediaStreams } from "../libav/stream-fields-child.ts";
import { jpegOfFrame } from "./frame-to-jpeg.ts";
import type { OpenPosterFile, Picture, PictureTool } from "./picture.ts";
import { turnOf } from "./picture-shape.ts";

/**
 * The frame at a tenth may be far from the key frame before it. After 25 frames in Full HD, a quarter of a second's work,
 * or as many pixels in other sizes, the frame that has been reached is taken.
 */
const mostPixels = 25 * 1920 * 1080;

/**
 * From here on, libav's log goes nowhere.
 *
 * @param formats the containers that may be read, as libav's `format_whitelist` takes them
 */
export function createLibavTool(formats: string): PictureTool {
  Log.setLevel(AV_LOG_QUIET);
  return { name: `libav of FFmpeg ${getFFmpegInfo().version}`, take: (file) => takePicture(file, formats) };
}

async function takePicture(file: OpenPosterFile, formats: string): Promise<Picture> {
  try {
    // If seeking fails or finds no decodable frame, the start may have one.
    const jpeg = (await pictureFrom("a tenth", file, formats)) ?? (await pictureFrom("the start", file, formats));
    return jpeg === null ? { error: "has no frame that can be decoded" } : { jpeg };
  } catch (error) {
    // The file causes the error.
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** @throws FFmpegError */
async function pictureFrom(
  from: "a tenth" | "the start",
  file: OpenPosterFile,
  formats: string,
): Promise<Buffer | null> {
  const { durationSeconds } = file;
  const input = prepareInput(file, formats);
  if (typeof input === "number") throw new FFmpegError(input);
  using opening = input;
  const { context, url, options } = opening;
  check(await context.openInput(url, null, options));
  check(await context.findStreamInfo(null));
  const stream = chooseStream(context);
  if (stream === undefined) return null;
  // Times without a stream are in microseconds.
  const start = context.startTime === AV_NOPTS_VALUE ? 0n : context.startTime;
  const target =
    durationSeconds !== null && durationSeconds > 0 ? start + BigInt(Math.round(durationSeconds * 1e5)) : null;
  if (from === "a tenth") {
    if (target === null || (await context.seekFrame(-1, target, AVSEEK_FLAG_BACKWARD)) < 0) return null;
  }
  using frame = await decodeUntil(context, stream, target === null ? -Infinity : inTimeOf(stream, target));
  return frame === null ? null : await jpegOf(frame, stream);
}

function inTimeOf({ timeBase: { num, den } }: Stream, microseconds: bigint): number {
  return (Number(microseconds) / 1e6) * (den / num);
}

/** The film of the file. From now on, only its stream is read. */
function chooseStream(context: FormatContext): Stream | undefined {
  const { streams } = context;
  const film = filmStream(mediaStreams(context));
  for (const stream of streams) if (stream.index !== film?.index) stream.discard = AVDISCARD_ALL;
  return streams.find(({ index }) => index === film?.index);
}

async function openDecoder({ codecpar, timeBase }: Stream): Promise<CodecContext> {
  const codec = Codec.findDecoder(codecpar.codecId);
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  check(decoder.parametersToContext(codecpar));
  decoder.pktTimebase = timeBase;
  decoder.threadCount = 1;
  check(await decoder.open2(codec, null));
  return decoder;
}

/**
 * The first frame at or after `target`, or the last before it when the file ends or the target is too far.
 *
 * @param target in the time base of the stream
 */
async function decodeUntil(context: FormatContext, stream: Stream, target: number): Promise<Frame | null> {
  using decoder = await openDecoder(stream);
  using packet = new Packet();
  packet.alloc();
  let best: Frame | null = null;
  let pixels = 0;
  for (let more = true; more; ) {
    const read = await context.readFrame(packet);
    more = read >= 0;
    // Packets that cannot be decoded are skipped, as a player does.
    if (!more) await decoder.sendPacket(null);
    else if (packet.streamIndex === stream.index) await decoder.sendPacket(packet);
    packet.unref();
    for (;;) {
      const frame = new Frame();
      frame.alloc();
      const received = await decoder.receiveFrame(frame);
      if (received < 0) {
        frame.free();
        if (received !== AVERROR_EAGAIN) more &&= received !== AVERROR_EOF;
        break;
      }
      best?.free();
      best = frame;
      pixels += frame.width * frame.height;
      const time = frame.bestEffortTimestamp;
      if (time === AV_NOPTS_VALUE || Number(time) >= target || pixels >= mostPixels) return best;
    }
  }
  return best;
}

function jpegOf(frame: Frame, stream: Stream): Promise<Buffer> {
  const { num, den } = stream.sampleAspectRatio;
  const matrix =
    frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX) ?? stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  return jpegOfFrame(frame, {
    // The container goes before the codec.
    pixelAspect: num > 0 && den > 0 ? { num, den } : frame.sampleAspectRatio,
    turn: turnOf(matrix),
  });
}

function check(result: number): void {
  if (result < 0) throw new FFmpegError(result);
}
