/**
 * Takes one picture out of a video with libav itself. Loads it, so only a child process that may crash imports this.
 *
 * All calls that read the file are asynchronous: they run in a thread, and the child hears at once when its parent is
 * gone. One thread decodes, as posters are made behind everything else.
 */
import {
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_FRAME_DATA_DISPLAYMATRIX,
  AV_LOG_QUIET,
  AV_PIX_FMT_YUVJ420P,
  AV_PKT_DATA_DISPLAYMATRIX,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_UNSPECIFIED,
  AVDISCARD_ALL,
  AVERROR_EAGAIN,
  AVERROR_EINVAL,
  AVERROR_ENOMEM,
  AVERROR_EOF,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
} from "node-av/constants";
import {
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  Filter,
  FilterGraph,
  FormatContext,
  Frame,
  getFFmpegInfo,
  Log,
  Packet,
  Rational,
  type Stream,
} from "node-av/lib";
import { formatWhitelist, protocolWhitelist } from "../libav/formats.ts";
import { type Picture, type PictureTool, pictureQuality } from "./picture.ts";
import { posterFilters, turnOf } from "./picture-shape.ts";

/** FF_QP2LAMBDA: what one step of the quality is to the encoder. */
const lambdaPerQuality = 118;

/**
 * From the key frame before it, it may be far to the frame at a tenth: 100 frames in Full HD, a second's work, and
 * as many pixels in other sizes, are gone; then the frame that has been reached will do.
 */
const mostPixels = 100 * 1920 * 1080;

/** For the one frame, which has no time. */
const anyTimeBase = new Rational(1, 25);

/** AV_NOPTS_VALUE: no time is known. */
const unknownTime = -(2n ** 63n);

/** From here on, what libav logs goes nowhere. */
export function createLibavTool(): PictureTool {
  Log.setLevel(AV_LOG_QUIET);
  return { name: `libav of FFmpeg ${getFFmpegInfo().version}`, take: ({ path }) => takePicture(path) };
}

async function takePicture(path: string): Promise<Picture> {
  try {
    // Where seeking is not possible, or leads to nothing that can be decoded, reading from the start may find something.
    const jpeg = (await pictureFrom(path, "a tenth")) ?? (await pictureFrom(path, "the start"));
    return jpeg === null ? { error: "has no frame that can be decoded" } : { jpeg };
  } catch (error) {
    // Whatever it is, it is what this file leads to.
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** @throws FFmpegError */
async function pictureFrom(path: string, from: "a tenth" | "the start"): Promise<Buffer | null> {
  const context = new FormatContext();
  using options = Dictionary.fromObject({
    format_whitelist: formatWhitelist,
    protocol_whitelist: protocolWhitelist,
    scan_all_pmts: 1,
  });
  try {
    check(await context.openInput(`file:${path}`, null, options));
    check(await context.findStreamInfo(null));
    const stream = chooseStream(context);
    if (stream === undefined) return null;
    // In microseconds, as all that is of no stream.
    const start = context.startTime === unknownTime ? 0n : context.startTime;
    const target = context.duration > 0n ? start + context.duration / 10n : null;
    if (from === "a tenth") {
      if (target === null || (await context.seekFrame(-1, target, AVSEEK_FLAG_BACKWARD)) < 0) return null;
    }
    using frame = await decodeUntil(context, stream, target === null ? -Infinity : inTimeOf(stream, target));
    return frame === null ? null : await jpegOf(frame, stream);
  } finally {
    await context.closeInput();
  }
}

function inTimeOf({ timeBase: { num, den } }: Stream, microseconds: bigint): number {
  return (Number(microseconds) / 1e6) * (den / num);
}

/** The stream that is the video's picture: as `video-facts.ts` has it. Nothing else is read from now on. */
function chooseStream(context: FormatContext): Stream | undefined {
  const { streams } = context;
  const chosen = streams.find(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  );
  for (const stream of streams) if (stream.index !== chosen?.index) stream.discard = AVDISCARD_ALL;
  return chosen;
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
 * The first frame that is not before `target`, or the last before it where the file ends or it is too far.
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
    // What cannot be decoded is passed over, as a player does.
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
      if (time === unknownTime || Number(time) >= target || pixels >= mostPixels) return best;
    }
  }
  return best;
}

async function jpegOf(frame: Frame, stream: Stream): Promise<Buffer> {
  const { num, den } = stream.sampleAspectRatio;
  const matrix =
    frame.getSideData(AV_FRAME_DATA_DISPLAYMATRIX) ?? stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  const filters = posterFilters({
    width: frame.width,
    height: frame.height,
    // What the container says is worth more than what the codec says.
    pixelAspect: num > 0 && den > 0 ? { num, den } : frame.sampleAspectRatio,
    turn: turnOf(matrix),
  });
  using poster = await filtered(frame, filters);
  return await encode(poster);
}

async function filtered(frame: Frame, filters: string): Promise<Frame> {
  try {
    return await runFilters(frame, filters);
  } catch (error) {
    if (!(error instanceof FFmpegError)) throw error;
    // Colours that libav knows no way from, such as those of some HDR: a picture a little off is better than none.
    frame.colorSpace = AVCOL_SPC_UNSPECIFIED;
    frame.colorRange = AVCOL_RANGE_UNSPECIFIED;
    return runFilters(frame, filters);
  }
}

async function runFilters(frame: Frame, filters: string): Promise<Frame> {
  using graph = new FilterGraph();
  graph.alloc();
  const source = graph.allocFilter(named("buffer"), "source");
  const sink = graph.createFilter(named("buffersink"), "sink");
  if (source === null || sink === null) throw new FFmpegError(AVERROR_ENOMEM);
  const { width, height, format, colorRange, colorSpace } = frame;
  check(source.buffersrcParametersSet({ width, height, format, colorRange, colorSpace, timeBase: anyTimeBase }));
  check(source.init());
  let last = source;
  for (const filter of filters.split(",")) {
    const [name = ""] = filter.split("=", 1);
    const next = graph.createFilter(named(name), filter, filter.slice(name.length + 1));
    if (next === null) throw new FFmpegError(AVERROR_EINVAL);
    check(last.link(0, next, 0));
    last = next;
  }
  check(last.link(0, sink, 0));
  check(await graph.config());
  check(await source.buffersrcAddFrame(frame));
  const result = new Frame();
  result.alloc();
  check(await sink.buffersinkGetFrame(result));
  return result;
}

function named(name: string): Filter {
  const filter = Filter.getByName(name);
  if (filter === null) throw new Error(`libav has no filter ${name}`);
  return filter;
}

async function encode(frame: Frame): Promise<Buffer> {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
  using encoder = new CodecContext();
  encoder.allocContext3(codec);
  encoder.width = frame.width;
  encoder.height = frame.height;
  encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
  encoder.colorRange = AVCOL_RANGE_JPEG;
  encoder.timeBase = anyTimeBase;
  encoder.threadCount = 1;
  encoder.setFlags(AV_CODEC_FLAG_QSCALE);
  encoder.globalQuality = pictureQuality * lambdaPerQuality;
  frame.quality = pictureQuality * lambdaPerQuality;
  frame.pts = 0n;
  check(await encoder.open2(codec, null));
  check(await encoder.sendFrame(frame));
  using packet = new Packet();
  packet.alloc();
  check(await encoder.receivePacket(packet));
  const { data } = packet;
  if (data === null) throw new Error("libav gave an empty picture");
  return Buffer.from(data);
}

function check(result: number): void {
  if (result < 0) throw new FFmpegError(result);
}
