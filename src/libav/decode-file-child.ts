/**
 * Decodes whole files with libav, and finds what is broken in them. Importing this loads libav, so only a child process
 * that may crash imports it.
 *
 * An error is what `ffmpeg -v error -i FILE -f null -` prints: a line that libav logs as an error. Decoders hide most
 * damage behind the picture before it, so their return values alone say little. Lines reach JavaScript later than the
 * packets that caused them. So the time of each packet goes into the log, too, and lines follow the time of their packet.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import { Codec, CodecContext, FFmpegError, type FormatContext, Frame, Packet, type Stream } from "node-av/lib";
import { type DecodedFile, endsEarly, FaultGatherer } from "./faults.ts";
import { type ErrorLog, listenToErrors } from "./libav-log-child.ts";
import { type FileToOpen, prepareInput } from "./open-input-child.ts";

export interface DecodeOptions {
  /** The containers that may be read, as libav's `format_whitelist` takes them. */
  readonly formats: string;
  /** How many threads each decoder has. */
  readonly threads: number;
  /** The length that the file declares and that makes sense, in seconds; null if there is none. */
  readonly declaredSeconds: number | null;
  /** Called between packets, with the seconds of film that are decoded. */
  readonly onProgress: (seconds: number) => void;
  /** Stops the decoding between two packets. */
  readonly signal: AbortSignal;
}

/** As `DecodingOutcome` in checking/. */
export type DecodeOutcome =
  | ({ readonly kind: "decoded" } & DecodedFile)
  | { readonly kind: "error"; readonly error: string; readonly log: string | null }
  | { readonly kind: "stopped" };

/** How long the process does nothing but decode, in milliseconds. A request to stop waits for it. */
const sliceMs = 50;

/**
 * Decodes all pictures and sounds of a file, but no covers.
 *
 * @param sizeBytes the size of the file
 */
export async function decodeFile(file: FileToOpen, sizeBytes: number, options: DecodeOptions): Promise<DecodeOutcome> {
  const input = prepareInput(file, options.formats);
  if (typeof input === "number") return { kind: "error", error: FFmpegError.strerror(input), log: null };
  using opening = input;
  const { context, url } = opening;
  const faults = new FaultGatherer();
  let last: string | null = null;
  let whileOpening: string | null = null;
  using log = listenToErrors((seconds, line) => {
    last = line;
    if (seconds === null) whileOpening ??= line;
    else faults.add(seconds, line);
  });
  let result = context.openInputSync(url, null, opening.options);
  if (result >= 0) result = context.findStreamInfoSync(null);
  const end =
    result < 0 ? result : await decodeStreams(context, { ...options, log, mostBytes: mostBytesOf(sizeBytes) });
  await log.settled();
  if (end === "stopped") return { kind: "stopped" };
  if (typeof end === "number") return { kind: "error", error: FFmpegError.strerror(end), log: last };
  // libav reads in several places to open a file. What is broken there is found again, or the place does not matter.
  if (whileOpening !== null && faults.isEmpty) faults.add(0, whileOpening);
  for (const { seconds, message } of end.missing) faults.add(seconds, message);
  return { kind: "decoded", ...faults.decoded(end.reached) };
}

interface StreamDecoder {
  /** Null for a codec that libav cannot decode, which says nothing about the file. */
  readonly codec: CodecContext | null;
  readonly stream: Stream;
  /** In seconds. */
  readonly timeBase: number;
  /** The end of the last packet, in seconds. */
  reached: number;
}

interface DecodedStreams {
  /** The end of the last packet, in seconds. */
  readonly reached: number;
  /** Where parts are missing at the end. */
  readonly missing: readonly { readonly seconds: number; readonly message: string }[];
}

type Decoding = DecodeOptions & { readonly log: ErrorLog; readonly mostBytes: number };

async function decodeStreams(context: FormatContext, decoding: Decoding): Promise<DecodedStreams | "stopped" | number> {
  const streams = new Map<number, StreamDecoder>();
  try {
    for (const stream of context.streams) {
      const timeBase = stream.timeBase.num / stream.timeBase.den;
      if (stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) continue;
      streams.set(stream.index, { codec: openDecoder(stream, decoding.threads), stream, timeBase, reached: 0 });
    }
    const end = await decodePackets(context, streams, decoding);
    if (end !== "end") return end;
    const reached = Math.max(0, ...[...streams.values()].map((stream) => stream.reached));
    return { reached, missing: missingEnds([...streams.values()], reached, decoding.declaredSeconds) };
  } finally {
    for (const { codec } of streams.values()) codec?.freeContext();
  }
}

function openDecoder({ codecpar, timeBase }: Stream, threads: number): CodecContext | null {
  const isWatched = codecpar.codecType === AVMEDIA_TYPE_VIDEO || codecpar.codecType === AVMEDIA_TYPE_AUDIO;
  const codec = isWatched ? Codec.findDecoder(codecpar.codecId) : null;
  if (codec === null) return null;
  const decoder = new CodecContext();
  decoder.allocContext3(codec);
  if (decoder.parametersToContext(codecpar) < 0) return null;
  decoder.pktTimebase = timeBase;
  decoder.threadCount = threads;
  if (decoder.open2Sync(codec, null) >= 0) return decoder;
  decoder.freeContext();
  return null;
}

/** @returns "end"; "stopped"; libav's error code if the file cannot be read on */
async function decodePackets(
  context: FormatContext,
  streams: ReadonlyMap<number, StreamDecoder>,
  { onProgress, signal, log, mostBytes }: Decoding,
): Promise<"end" | "stopped" | number> {
  log.mark(0);
  const start = context.startTime === AV_NOPTS_VALUE ? 0 : Number(context.startTime) / 1e6;
  let reached = 0;
  let bytes = 0;
  let sliceEnds = performance.now() + sliceMs;
  using packet = new Packet();
  packet.alloc();
  using frame = new Frame();
  frame.alloc();
  const decode = (codec: CodecContext, sent: Packet | null): void => {
    codec.sendPacketSync(sent);
    while (codec.receiveFrameSync(frame) >= 0) frame.unref();
  };
  for (;;) {
    const read = context.readFrameSync(packet);
    if (read === AVERROR_EOF) break;
    if (read < 0 && read !== AVERROR_EAGAIN) return read;
    const decoder = read < 0 ? undefined : streams.get(packet.streamIndex);
    if (decoder !== undefined) {
      const { dts, pts } = packet;
      const time = dts === AV_NOPTS_VALUE ? pts : dts;
      if (time !== AV_NOPTS_VALUE) {
        const seconds = Math.max(Number(time) * decoder.timeBase - start, 0);
        const shownAt = pts === AV_NOPTS_VALUE ? seconds : Number(pts) * decoder.timeBase - start;
        if (decoder.codec !== null) log.mark(seconds);
        decoder.reached = Math.max(decoder.reached, shownAt + Number(packet.duration) * decoder.timeBase);
        reached = Math.max(reached, decoder.reached);
      }
      bytes += packet.size + leastPacketBytes;
      if (decoder.codec !== null) decode(decoder.codec, packet);
    }
    packet.unref();
    if (bytes > mostBytes) {
      log.say("it leads to the same bytes over and over");
      break;
    }
    if (performance.now() < sliceEnds) continue;
    onProgress(reached);
    await nextTurn();
    if (signal.aborted) return "stopped";
    sliceEnds = performance.now() + sliceMs;
  }
  for (const { codec } of streams.values()) if (codec !== null) decode(codec, null);
  return "end";
}

/** A damaged index may lead to the same bytes without end. No real file has so many bytes in its packets. */
function mostBytesOf(sizeBytes: number): number {
  return sizeBytes * 8 + 64 * 1024 ** 2;
}

/** An empty packet counts as so many bytes, because there may be very many of them. */
const leastPacketBytes = 20;

function missingEnds(
  streams: readonly StreamDecoder[],
  reached: number,
  declared: number | null,
): DecodedStreams["missing"] {
  if (declared === null) return [];
  if (endsEarly(reached, declared)) {
    return [{ seconds: reached, message: `it ends here, but declares ${Math.round(declared)} seconds` }];
  }
  return streams.flatMap(({ codec, stream, timeBase, reached: seconds }) => {
    const length = Math.min(Number(stream.duration) * timeBase, declared);
    if (codec === null || stream.duration <= 0n || !endsEarly(seconds, length)) return [];
    const name = stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO ? "the picture" : "a sound";
    return [{ seconds, message: `${name} ends here, but declares ${Math.round(length)} seconds` }];
  });
}
