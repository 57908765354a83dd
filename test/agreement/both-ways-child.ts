/**
 * Reads files twice with libav, with decoders and without them where `certain-without-decoding.ts` says that none is
 * needed, and compares everything that libav has in its structures afterwards.
 */
import { closeSync, openSync, readFileSync } from "node:fs";
import { AV_CHANNEL_ORDER_CUSTOM, AV_LOG_QUIET, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_SUBTITLE } from "node-av/constants";
import { Log, type Stream } from "node-av/lib";
import { readBeginning } from "../../src/files/read-beginning-thread.ts";
import { formatWhitelist } from "../../src/libav/formats.ts";
import { prepareInput } from "../../src/libav/open-input-child.ts";
import { answer, serveRequests } from "../../src/libav/serve-requests-child.ts";
import { decoderNames, findStreamInfo, type OpenFile } from "../../src/libav/stream-information-child.ts";
import type { BothWays } from "./both-ways.ts";

const formats = formatWhitelist(process.argv[3]?.split(","));

interface Reading {
  readonly found: number | "uncertain";
  readonly sparedDecoding: boolean;
  readonly values: ReadonlyMap<string, string>;
  readonly bytes: number;
  /** Of processor time. */
  readonly ms: number;
}

await serveRequests({
  memoryBytes: Number(process.argv[2]),
  load: () => {
    Log.setLevel(AV_LOG_QUIET);
    const decoders = decoderNames();
    return Promise.resolve({
      version: "",
      handle: (request) => {
        const path = String(request);
        const decoded = read(path, ({ context }) => context.findStreamInfoSync(null));
        const other = read(path, (file) => findStreamInfo(file, decoders));
        answer(compared(path, decoded, other));
        return Promise.resolve();
      },
    });
  },
});

function compared(path: string, decoded: Reading, other: Reading): BothWays {
  const isUncertain = other.found === "uncertain";
  return {
    path,
    how: isUncertain ? "uncertain" : other.sparedDecoding ? "spared" : "decoded",
    differences: isUncertain ? [] : differences(decoded, other),
    moreBytes: other.bytes - decoded.bytes,
    decodedMs: decoded.ms,
    otherMs: other.ms,
  };
}

function differences(decoded: Reading, other: Reading): readonly string[] {
  // Which error it was depends on the packets that were read.
  if (decoded.found !== other.found && !(Number(decoded.found) < 0 && Number(other.found) < 0)) {
    return [`result: ${decoded.found} -> ${other.found}`];
  }
  const names = new Set([...decoded.values.keys(), ...other.values.keys()]);
  return [...names]
    .filter((name) => decoded.values.get(name) !== other.values.get(name))
    .map((name) => `${name}: ${decoded.values.get(name)?.slice(0, 100)} -> ${other.values.get(name)?.slice(0, 100)}`);
}

function beginningOf(path: string): Buffer {
  const descriptor = openSync(path, "r");
  try {
    return readBeginning(descriptor, Buffer.alloc(32 * 1024));
  } finally {
    closeSync(descriptor);
  }
}

function read(path: string, find: (file: OpenFile) => number | "uncertain"): Reading {
  const beginning = beginningOf(path);
  const bytesBefore = bytesRead();
  const before = process.cpuUsage();
  const input = prepareInput({ path, openPath: path }, formats);
  if (typeof input === "number") throw new Error(`Cannot open ${path}`);
  using opening = input;
  const { context, io, url, options } = opening;
  const opened = context.openInputSync(url, null, options);
  const found = opened < 0 ? opened : find({ context, io, beginning });
  const { user, system } = process.cpuUsage(before);
  const values = new Map<string, string>();
  if (found !== "uncertain" && found >= 0) {
    values.set("container", String(context.iformat?.name));
    values.set("duration", String(context.duration));
    values.set("bit rate", String(context.bitRate));
    for (const stream of context.streams) {
      for (const [name, value] of valuesOf(stream)) values.set(`${stream.index} ${name}`, value);
    }
  }
  // A context that could not be opened is gone.
  const sparedDecoding = opened >= 0 && Boolean(context.getOption("codec_whitelist"));
  return { found, sparedDecoding, values, bytes: bytesRead() - bytesBefore, ms: (user + system) / 1_000 };
}

/**
 * All that the structures of a stream have, except what is promised to nobody: its delay, its own times, of sound the
 * length of a frame, the kind of a sample, and the samples that are left out at its beginning, and the size of subtitles.
 */
function valuesOf(stream: Stream): readonly (readonly [string, string])[] {
  const { codecpar, avgFrameRate, rFrameRate, sampleAspectRatio, nbFrames, disposition, metadata } = stream;
  const { videoDelay: _, ...parameters } = codecpar.toJSON();
  if (codecpar.codecType === AVMEDIA_TYPE_AUDIO) {
    for (const name of ["format", "frameSize", "initialPadding", "trailingPadding", "seekPreroll"])
      delete parameters[name];
  }
  // The address of a list in memory.
  if (codecpar.channelLayout.order === AV_CHANNEL_ORDER_CUSTOM) delete parameters["chLayout"];
  if (codecpar.codecType === AVMEDIA_TYPE_SUBTITLE) for (const name of ["width", "height"]) delete parameters[name];
  const all: Record<string, unknown> = {
    ...parameters,
    extradata: codecpar.extradata?.toString("hex"),
    sideData: codecpar.getAllCodedSideData(),
    averageFrameRate: `${avgFrameRate.num}/${avgFrameRate.den}`,
    realFrameRate: `${rFrameRate.num}/${rFrameRate.den}`,
    streamAspectRatio: `${sampleAspectRatio.num}/${sampleAspectRatio.den}`,
    frameCount: nbFrames,
    disposition,
    tags: metadata?.getAll(),
  };
  return Object.entries(all).map(([name, value]) => [name, text(value)]);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "";
}

/** By this process so far, on Linux. */
function bytesRead(): number {
  return process.platform === "linux" ? Number(/^rchar: (\d+)/.exec(readFileSync("/proc/self/io", "latin1"))?.[1]) : 0;
}
