/**
 * Finds what a file's streams are, without decoding where that is certain: see `certain-without-decoding.ts`. Loads libav,
 * so only a child process that may crash imports this.
 */
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AV_PKT_DATA_NEW_EXTRADATA,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_SET,
} from "node-av/constants";
import {
  avGetCodecName,
  Codec,
  type CodecParameters,
  type FormatContext,
  type IOContext,
  Packet,
  type Stream,
} from "node-av/lib";
import {
  codecsWithRules,
  containers,
  framesUntilTimes,
  ruleFor,
  type UndecodedPicture,
} from "./certain-without-decoding.ts";
import { completePicture } from "./complete-picture-child.ts";
import { streamStart } from "./transport-stream-start.ts";

/** For each codec, by libav's name, the names of its decoders. */
export type DecoderNames = ReadonlyMap<string, readonly string[]>;

/** Takes a millisecond. */
export function decoderNames(): DecoderNames {
  const decoders = Codec.getCodecList().filter((codec) => codec.isDecoder());
  const byCodec = Map.groupBy(decoders, ({ id }) => avGetCodecName(id) ?? "");
  return new Map([...byCodec].map(([codec, decoders]) => [codec, decoders.flatMap(({ name }) => name ?? [])]));
}

/** A file that libav has opened just now. `io` is what it reads the file with. */
export interface OpenFile {
  readonly context: FormatContext;
  readonly io: IOContext;
}

/**
 * `findStreamInfoSync`, but faster where decoding can be spared. The context then has the values that it would have after
 * decoding, except for the times and delays of single streams.
 *
 * @returns libav's result, or "uncertain" when the file must be opened again and decoded
 */
export function findStreamInfo(file: OpenFile, names: DecoderNames): number | "uncertain" {
  const { context } = file;
  const container = context.iformat?.name ?? "";
  const { streams } = context;
  const avoidable = streams.filter(hasCodecWithRules);
  if (avoidable.length === 0) return context.findStreamInfoSync(null);
  const beginning = container === containers.transportStream ? fileBeginning(file) : null;
  const isCertain = avoidable.every((stream) => ruleFor(undecoded(stream, container), startIn(beginning, stream)));
  const frames = container === containers.matroska ? framesToRead(streams, avoidable) : null;
  const readsMore = container === containers.mp4 && avoidable.some(looksForDelay);
  if (!isCertain || frames === "uncertain" || readsMore || !mayHaveLength(context, container)) {
    return context.findStreamInfoSync(null);
  }
  context.setOption("codec_whitelist", otherDecoders(avoidable, streams, container, names));
  if (frames !== null) context.setOption("max_ts_probe", frames);
  const found = context.findStreamInfoSync(null);
  const isComplete = found >= 0 && context.duration > 0n && completePictures(file, container, beginning);
  return isComplete ? found : "uncertain";
}

/** As libav's `codec_whitelist` has them. The shorter, the better: libav logs the list for each decoder that it refuses. */
function otherDecoders(
  avoidable: readonly Stream[],
  streams: readonly Stream[],
  container: string,
  names: DecoderNames,
): string {
  // Streams of a transport stream appear while libav reads it, and their codecs, too.
  const codecs =
    container === containers.transportStream ? names.keys() : streams.map(({ codecpar }) => codecName(codecpar));
  const avoided = new Set(avoidable.map(({ codecpar }) => codecName(codecpar)));
  const others = [...new Set(codecs)].filter((codec) => !avoided.has(codec));
  // An empty list would allow all.
  return others.flatMap((codec) => names.get(codec) ?? []).join(",") || "none";
}

/**
 * How many frames of H.264 libav should read at most. Without a decoder it never learns when they are decoded, which
 * Matroska does not tell, and reads on. It should read as many as with a decoder, so that it meets the same packets of
 * the other streams: of some sounds, each packet counts.
 */
function framesToRead(streams: readonly Stream[], avoidable: readonly Stream[]): number | null | "uncertain" {
  const h264 = avoidable.filter(({ codecpar }) => codecName(codecpar) === "h264");
  const [frames, ...others] = new Set(h264.map(({ codecpar }) => framesUntilTimes(codecpar)));
  if (frames === undefined) return null;
  const needsMore = (stream: Stream) =>
    stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO &&
    !avoidable.includes(stream) &&
    !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC);
  return frames === null || others.length > 0 || streams.some(needsMore) ? "uncertain" : frames;
}

/**
 * Whether libav would read on because the stream states frames out of order, but the times of MP4 show none. With a decoder,
 * libav believes the stream. Without one, libav would look for such frames, and read megabytes of sound beside a short film.
 */
function looksForDelay({ codecpar }: Stream): boolean {
  return codecName(codecpar) === "h264" && codecpar.videoDelay === 0 && framesUntilTimes(codecpar) !== null;
}

/** Files without a length are read to their end, from their first packet on. Transport streams find theirs later. */
function mayHaveLength(context: FormatContext, container: string): boolean {
  if (container === containers.transportStream || context.duration > 0n) return true;
  return context.streams.some(({ duration }) => duration > 0n);
}

function hasCodecWithRules({ codecpar }: Stream): boolean {
  return codecsWithRules.has(codecName(codecpar));
}

function codecName({ codecId }: CodecParameters): string {
  return avGetCodecName(codecId) ?? "";
}

function undecoded({ codecpar, avgFrameRate, rFrameRate }: Stream, container: string): UndecodedPicture {
  return {
    container,
    codecName: codecName(codecpar),
    codecTag: codecpar.codecTagString,
    profile: codecpar.profile,
    level: codecpar.level,
    declaredFrameRate: { numerator: codecpar.frameRate.num, denominator: codecpar.frameRate.den },
    extradata: codecpar.extradata,
    width: codecpar.width,
    height: codecpar.height,
    averageFrameRate: { numerator: avgFrameRate.num, denominator: avgFrameRate.den },
    realFrameRate: { numerator: rFrameRate.num, denominator: rFrameRate.den },
  };
}

/** libav's buffer of the file. So much is read already. */
const bufferBytes = 32 * 1024;

/** Of a transport stream that was just opened. Reads nothing from the file: its beginning is in libav's buffer. */
function fileBeginning({ io }: OpenFile): Buffer | null {
  const position = io.tell();
  if (position !== 0n) return null;
  const beginning = io.readSync(bufferBytes);
  return io.seekSync(position, AVSEEK_SET) === position && typeof beginning !== "number" ? beginning : null;
}

function startIn(beginning: Buffer | null, stream: Stream): Buffer | null {
  return beginning === null ? null : streamStart(beginning, stream.id);
}

/** Sets what the decoders would have set. False where one of them has to be asked. */
function completePictures(file: OpenFile, container: string, beginning: Buffer | null): boolean {
  const streams = file.context.streams.filter(hasCodecWithRules);
  if (streams.some((stream) => stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC))) return false;
  const packets = container === containers.transportStream ? null : packetsRead(file, streams, container);
  return streams.every((stream) => {
    const [first, ...following] = packets?.get(stream.index) ?? [];
    const start = first ?? startIn(beginning, stream);
    if (start === null) return false;
    const picture = undecoded(stream, container);
    const decoded = ruleFor(picture, start)?.read(picture, start, following) ?? null;
    return decoded !== null && completePicture(stream.codecpar, decoded);
  });
}

/** A stream that begins later is rare, and decoded. */
const mostPackets = 64;

/**
 * The first packet of each stream, by its index, and the others that libav has read where a decoder would have believed
 * them, too. A packet that changes the stream's header, or has no time, has no bytes here: nothing is certain of it. libav
 * keeps the packets that it has read, so this mostly reads nothing from the file that was not read before.
 */
function packetsRead(
  { context, io }: OpenFile,
  streams: readonly Stream[],
  container: string,
): ReadonlyMap<number, readonly Buffer[]> {
  const packets = new Map<number, Buffer[]>(streams.map(({ index }) => [index, []]));
  const counts = new Map(streams.map((stream) => [stream.index, packetsToCheck(stream, container)]));
  const readsAll = [...counts.values()].includes(Number.POSITIVE_INFINITY);
  const end = io.tell();
  using packet = new Packet();
  packet.alloc();
  for (let read = 0, most = readsAll ? Number.POSITIVE_INFINITY : mostPackets; read < most; read += 1) {
    if ([...packets].every(([index, { length }]) => length >= (counts.get(index) ?? 0))) break;
    if (context.readFrameSync(packet) < 0) break;
    const ofStream = packets.get(packet.streamIndex);
    if (ofStream !== undefined && ofStream.length < (counts.get(packet.streamIndex) ?? 0)) {
      const isPlain = packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA) === null && packet.pts !== AV_NOPTS_VALUE;
      ofStream.push((isPlain ? packet.data : null) ?? Buffer.alloc(0));
    }
    const isLast = packet.pos + BigInt(packet.size) === end || io.tell() !== end;
    packet.unref();
    if (readsAll && isLast) break;
  }
  return packets;
}

function packetsToCheck({ codecpar }: Stream, container: string): number {
  if (codecName(codecpar) !== "h264") return 1;
  const frames = framesUntilTimes(codecpar);
  if (container === containers.matroska) return frames ?? 1;
  // libav decodes on if by the times of MP4 more frames are out of order than by the stream.
  return frames === null || codecpar.videoDelay > frames - 2 ? Number.POSITIVE_INFINITY : 1;
}
