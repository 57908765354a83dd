/** Makes the poster of one decoded frame, with libav's filters and its JPEG encoder. */
import {
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_PRI_BT2020,
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  AVCOL_TRC_UNSPECIFIED,
  AVERROR_EINVAL,
  AVERROR_ENOMEM,
} from "node-av/constants";
import { Codec, CodecContext, FFmpegError, Filter, FilterGraph, Frame, Packet, Rational } from "node-av/lib";
import { pictureQuality } from "./picture.ts";
import { type DecodedFrame, posterFilters } from "./picture-shape.ts";

/** FF_QP2LAMBDA: the encoder's unit for one step of the quality. */
const lambdaPerQuality = 118;

/** For a single frame, which has no time. */
const anyTimeBase = new Rational(1, 25);

/**
 * The poster of a frame, as JPEG.
 *
 * @throws FFmpegError
 */
export async function jpegOfFrame(frame: Frame, shape: Pick<DecodedFrame, "pixelAspect" | "turn">): Promise<Buffer> {
  using poster = await filtered(frame, shape);
  return await encode(poster);
}

async function filtered(frame: Frame, shape: Pick<DecodedFrame, "pixelAspect" | "turn">): Promise<Frame> {
  const { width, height } = frame;
  const isHdr = frame.colorTrc === AVCOL_TRC_SMPTE2084 || frame.colorTrc === AVCOL_TRC_ARIB_STD_B67;
  // A video that declares only an HDR transfer also has the other properties of HDR.
  if (isHdr && frame.colorPrimaries === AVCOL_PRI_UNSPECIFIED) frame.colorPrimaries = AVCOL_PRI_BT2020;
  if (isHdr && frame.colorSpace === AVCOL_SPC_UNSPECIFIED) frame.colorSpace = AVCOL_SPC_BT2020_NCL;
  try {
    return await runFilters(frame, posterFilters({ ...shape, width, height, isHdr }));
  } catch (error) {
    if (!(error instanceof FFmpegError)) throw error;
    // libav cannot convert these colours, such as those of some HDR. A picture with slightly wrong colours is better than none.
    frame.colorSpace = AVCOL_SPC_UNSPECIFIED;
    frame.colorRange = AVCOL_RANGE_UNSPECIFIED;
    frame.colorPrimaries = AVCOL_PRI_UNSPECIFIED;
    frame.colorTrc = AVCOL_TRC_UNSPECIFIED;
    return runFilters(frame, posterFilters({ ...shape, width, height, isHdr: false }));
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
  for (const [index, filter] of filters.split(",").entries()) {
    const [name = ""] = filter.split("=", 1);
    const next = graph.createFilter(named(name), `${index} ${name}`, filter.slice(name.length + 1));
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
