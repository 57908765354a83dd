/**
 * Finds what a file's streams are, without decoding where that is certain: see `certain-without-decoding.ts`. Loads libav,
 * so only a child process that may crash imports this.
 */
import { AV_NOPTS_VALUE, AV_PKT_DATA_NEW_EXTRADATA } from "node-av/constants";
import { avGetCodecName, Codec, type FormatContext, type IOContext, Packet } from "node-av/lib";
import { framesUntilTimes } from "./certain-h264.ts";
import { certainSound, rememberSound, soundCodecsWithRules } from "./certain-sound.ts";
import { codecsWithRules, ruleFor } from "./certain-without-decoding.ts";
import { completePicture } from "./complete-picture-child.ts";
import { completeSound } from "./complete-sound-child.ts";
import { streamStart } from "./transport-stream-start.ts";
import { containers } from "./undecoded-picture.ts";
import { UndecodedStream } from "./undecoded-stream-child.ts";

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
  /** The first bytes of the file. */
  readonly beginning: Buffer;
}

const containersWithRules: ReadonlySet<string> = new Set(Object.values(containers));

/**
 * `findStreamInfoSync`, but faster where decoding can be spared. The context then has the values that it would have after
 * decoding, except for the times and delays of single streams, and for the frames and samples of sound.
 *
 * @returns libav's result, or "uncertain" when the file must be opened again and decoded
 */
export function findStreamInfo(file: OpenFile, names: DecoderNames): number | "uncertain" {
  const { context } = file;
  const container = context.iformat?.name ?? "";
  if (!containersWithRules.has(container)) return context.findStreamInfoSync(null);
  const streams = streamsOf(context, container);
  const beginning = container === containers.transportStream ? fileBeginning(file) : null;
  const avoided = certainCodecs(streams, container, beginning);
  if (avoided.size === 0 || !mayHaveLength(context, streams, container)) {
    const found = context.findStreamInfoSync(null);
    rememberSounds(streams);
    return found;
  }
  const others = container === containers.transportStream ? laterCodecs : [];
  const codecs = new Set([...streams.map(({ codecName }) => codecName), ...others]);
  context.setOption(
    "codec_whitelist",
    decodersOf(
      [...codecs].filter((codec) => !avoided.has(codec) && !textSubtitles.has(codec)),
      names,
    ),
  );
  const spared = streams.filter(({ codecName }) => avoided.has(codecName));
  const frames = container === containers.matroska && avoided.has("h264") ? framesToRead(streams, avoided) : null;
  if (frames !== null) context.setOption("max_ts_probe", frames);
  const found = context.findStreamInfoSync(null);
  if (found < 0 || context.duration <= 0n) return "uncertain";
  // Streams of a transport stream appear while libav reads it, and their codecs, too.
  const foundStreams =
    context.nbStreams === streams.length
      ? streams
      : [...streams, ...streamsOf(context, container).slice(streams.length)];
  if (foundStreams.some(({ codecName }) => !codecs.has(codecName))) return "uncertain";
  // Packets of what is called AC-3 may be E-AC-3.
  if (spared.some(({ codecName }) => !avoided.has(codecName))) return "uncertain";
  rememberSounds(streams.filter(({ codecName }) => !avoided.has(codecName)));
  const undecoded = foundStreams.filter(({ codecName }) => avoided.has(codecName));
  return completeStreams(file, undecoded, container, beginning) ? found : "uncertain";
}

/** Other containers than Matroska may know the layout without a decoder. */
function rememberSounds(decoded: readonly UndecodedStream[]): void {
  for (const stream of decoded) {
    if (stream.container === containers.matroska && stream.codecName === "vorbis" && stream.hasLayout) {
      rememberSound(stream);
    }
  }
}

/** Codecs that streams of a transport stream often turn out to have while libav reads it. */
const laterCodecs = ["mp2", "mp3", "aac", "aac_latm", "ac3", "eac3", "dts", "mpeg1video", "mpeg2video"];

/** libav opens a decoder for each of these subtitles, and only gets a header that players need. */
const textSubtitles: ReadonlySet<string> = new Set(["ass", "mov_text", "subrip", "text", "webvtt"]);

function streamsOf(context: FormatContext, container: string): readonly UndecodedStream[] {
  return context.streams.map((stream) => new UndecodedStream(stream, container));
}

/** The names of the codecs that need no decoder in this file: all of their streams seem to be certain. */
function certainCodecs(
  streams: readonly UndecodedStream[],
  container: string,
  beginning: Buffer | null,
): ReadonlySet<string> {
  const certain = new Set<string>();
  const uncertain = new Set<string>();
  for (const stream of streams) {
    const { codecName } = stream;
    if (codecsWithRules.has(codecName)) {
      stream.start = startIn(beginning, stream);
      stream.rule = ruleFor(stream, stream.start);
      (stream.rule === null ? uncertain : certain).add(codecName);
    } else if (soundCodecsWithRules.has(codecName)) {
      if (container !== containers.transportStream) stream.sound = certainSound(stream);
      (stream.sound === null ? uncertain : certain).add(codecName);
    }
  }
  const all = new Set([...certain].filter((codecName) => !uncertain.has(codecName)));
  if (container === containers.matroska && all.has("h264") && framesToRead(streams, all) === null) all.delete("h264");
  return all;
}

/** As libav's `codec_whitelist` has them. The shorter, the better: libav logs the list for each decoder that it refuses. */
function decodersOf(codecs: readonly string[], names: DecoderNames): string {
  // An empty list would allow all.
  return codecs.flatMap((codec) => names.get(codec) ?? []).join(",") || "none";
}

/**
 * How many frames of H.264 libav should read at most. Without a decoder it never learns when they are decoded, which
 * Matroska does not tell, and reads on. It should read as many as with a decoder, so that it meets the same packets of
 * the other streams: of some sounds, each packet counts.
 *
 * @param certain codecs that need no decoder
 * @returns null where there is no such number
 */
function framesToRead(streams: readonly UndecodedStream[], certain: ReadonlySet<string>): number | null {
  const [frames, ...others] = new Set(streams.filter(isH264).map(framesUntilTimes));
  const needsMore = (stream: UndecodedStream) =>
    stream.isVideo && !certain.has(stream.codecName) && !stream.isAttachedPicture;
  return frames === undefined || others.length > 0 || streams.some(needsMore) ? null : frames;
}

function isH264({ codecName }: UndecodedStream): boolean {
  return codecName === "h264";
}

/** Files without a length are read to their end, from their first packet on. Transport streams find theirs later. */
function mayHaveLength(context: FormatContext, streams: readonly UndecodedStream[], container: string): boolean {
  if (container === containers.transportStream || context.duration > 0n) return true;
  return streams.some(({ hasLength }) => hasLength);
}

/** Enough for the first picture of most streams. */
const beginningBytes = 32 * 1024;

/** Of a transport stream that was just opened. Null if libav does not read it from its first byte on. */
function fileBeginning({ io, beginning }: OpenFile): Buffer | null {
  return io.tell() === 0n ? beginning.subarray(0, beginningBytes) : null;
}

function startIn(beginning: Buffer | null, stream: UndecodedStream): Buffer | null {
  return beginning === null ? null : streamStart(beginning, stream.id);
}

/** Sets what the decoders would have set. False where one of them has to be asked. */
function completeStreams(
  file: OpenFile,
  streams: readonly UndecodedStream[],
  container: string,
  beginning: Buffer | null,
): boolean {
  if (streams.some(({ isAttachedPicture }) => isAttachedPicture)) return false;
  const packets = container === containers.transportStream ? null : packetsRead(file, streams);
  const isComplete = streams.every((stream) => {
    const [first, ...following] = packets?.get(stream.index) ?? [];
    const start = first ?? stream.start ?? startIn(beginning, stream);
    if (start === null) return false;
    return stream.isSound ? completeSoundOf(stream, start) : completePictureOf(stream, start, following);
  });
  for (const packet of [...(packets?.values() ?? [])].flat()) freeAtOnce(packet);
  return isComplete;
}

/**
 * Frees the copy of a packet. Frames have hundreds of kilobytes, and V8 looks through its whole heap for garbage each time
 * that such copies have come to 64 MB.
 */
function freeAtOnce({ buffer, length }: Buffer): void {
  if (length > 0 && buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}

function completePictureOf(stream: UndecodedStream, start: Buffer, following: readonly Buffer[]): boolean {
  const rule = stream.rule ?? ruleFor(stream, start);
  const decoded = rule?.read(stream, start, following) ?? null;
  return decoded !== null && completePicture(stream.codecpar, decoded);
}

function completeSoundOf({ codecpar, sound }: UndecodedStream, start: Buffer): boolean {
  if (sound === null || !sound.isConfirmedBy(start)) return false;
  if (sound.decoded !== null) completeSound(codecpar, sound.decoded);
  return true;
}

const noBytes = Buffer.alloc(0);

/**
 * The first packet of each stream, by its index, and the others that libav has read where a decoder would have believed
 * them, too. A packet that changes the stream's header, or has no time, has no bytes here: nothing is certain of it. libav
 * keeps the packets that it has read, so this mostly reads nothing from the file that was not read before. Of the packets
 * that it has not read, a decoder would have learned nothing.
 */
function packetsRead(
  { context, io }: OpenFile,
  streams: readonly UndecodedStream[],
): ReadonlyMap<number, readonly Buffer[]> {
  const packets = new Map<number, Buffer[]>(streams.map(({ index }) => [index, []]));
  const missing = new Map(streams.map((stream) => [stream.index, packetsToCheck(stream)]));
  const readsAll = [...missing.values()].includes(Number.POSITIVE_INFINITY);
  const end = io.tell();
  // libav has looked for a packet that the file does not have, and would go on after it.
  if (end > io.sizeSync()) return packets;
  using packet = new Packet();
  packet.alloc();
  while (missing.size > 0 && context.readFrameSync(packet) >= 0) {
    const { streamIndex } = packet;
    const count = missing.get(streamIndex);
    if (io.tell() !== end) break;
    if (count !== undefined) {
      const isPlain = packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA) === null && packet.pts !== AV_NOPTS_VALUE;
      packets.get(streamIndex)?.push((isPlain ? packet.data : null) ?? noBytes);
      if (count === 1) missing.delete(streamIndex);
      else missing.set(streamIndex, count - 1);
    }
    const isLast = readsAll && packet.pos + BigInt(packet.size) === end;
    packet.unref();
    if (isLast) break;
  }
  return packets;
}

function packetsToCheck(stream: UndecodedStream): number {
  if (!isH264(stream)) return 1;
  const frames = framesUntilTimes(stream);
  if (stream.container === containers.matroska) return frames ?? 1;
  // libav decodes on if by the times of MP4 more frames are out of order than by the stream.
  return frames === null || stream.delay > frames - 2 ? Number.POSITIVE_INFINITY : 1;
}
