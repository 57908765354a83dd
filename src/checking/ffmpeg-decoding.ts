/** Decodes files with the ffmpeg on the PATH, when libav itself cannot be loaded. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { endsEarly, FaultGatherer } from "../libav/faults.ts";
import { protocolWhitelist } from "../libav/formats.ts";
import type { DecodingOptions, DecodingOutcome, DecodingTool, OpenFileToDecode } from "./decoding-tool.ts";

interface Options {
  /** The containers that may be read, as libav's `format_whitelist` takes them. */
  readonly formats: string;
  /** How many threads each decoder has. */
  readonly threads: number;
}

/** The tool, or why it cannot be used. */
export async function findFfmpeg(options: Options): Promise<DecodingTool | string> {
  try {
    const { stdout } = await promisify(execFile)("ffmpeg", ["-version"]);
    const name = /^ffmpeg version \S+/.exec(stdout)?.[0] ?? "ffmpeg";
    return { name, decode: (file, how) => decode(file, options, how) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `ffmpeg cannot be run: ${reason}. Install node-av or FFmpeg`;
  }
}

/** A line of ffmpeg's report about its progress, as FFmpeg 5 to 8 write it. */
const progressLine =
  /^(?:frame|fps|stream_\d+_\d+_q|bitrate|total_size|out_time|out_time_[mu]s|\w+_frames|speed|progress)=/;

/**
 * The second of an error is the last one that ffmpeg has reported before it, which it does fifty times a second. So errors
 * are up to a second of film earlier than with libav, or more in small pictures, which are decoded faster.
 */
async function decode(
  file: OpenFileToDecode,
  { formats, threads }: Options,
  { onProgress, signal }: DecodingOptions,
): Promise<DecodingOutcome> {
  // Errors and progress come through one pipe. With two, an error could be read after later progress.
  const how = ["-v", "error", "-nostdin", "-progress", "pipe:2", "-stats_period", "0.02", "-threads", String(threads)];
  const limits = ["-format_whitelist", formats, "-protocol_whitelist", protocolWhitelist];
  // With the protocol named, no name can be taken for an option or for another protocol.
  const input = ["-i", `file:${file.openPath}`, "-map", "0:V?", "-map", "0:a?", "-f", "null", "-"];
  const child = spawn("ffmpeg", [...how, ...limits, ...input], { stdio: ["ignore", "ignore", "pipe"] });
  const faults = new FaultGatherer();
  let seconds = 0;
  let last: string | null = null;
  const stop = (): boolean => child.kill("SIGKILL");
  signal.addEventListener("abort", stop, { once: true });
  createInterface(child.stderr).on("line", (line) => {
    // What the end of a check complains about is no fault of the file.
    if (line.startsWith("[null @")) return;
    const text = line.replace(/^\[[^\]]* @ [^\]]*\] */, "");
    if (!progressLine.test(text)) {
      last = text;
      faults.add(seconds, text);
      return;
    }
    const time = Number(/^out_time_us=(\d+)$/.exec(text)?.[1] ?? 0) / 1e6;
    if (time <= seconds) return;
    seconds = time;
    onProgress(seconds);
  });
  const exitCode = await exitCodeOf(child);
  signal.removeEventListener("abort", stop);
  if (signal.aborted) return { kind: "stopped" };
  if (exitCode !== 0 && seconds === 0) return { kind: "error", error: last ?? "ffmpeg failed", log: last };
  if (file.declaredSeconds !== null && endsEarly(seconds, file.declaredSeconds)) {
    faults.add(seconds, `it ends here, but declares ${Math.round(file.declaredSeconds)} seconds`);
  }
  return { kind: "decoded", ...faults.decoded(seconds) };
}

function exitCodeOf(child: ChildProcess): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject).on("close", resolve);
  return promise;
}
