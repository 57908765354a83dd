/** Decodes files with libav itself. Importing this loads libav, so only a child process that may crash imports it. */
import { getFFmpegInfo } from "node-av/lib";
import { decodeFile } from "../libav/decode-file-child.ts";
import { silenceLibav } from "../libav/libav-log-child.ts";
import type { DecodingTool } from "./decoding-tool.ts";

/** @param options as `DecodeOptions` has them */
export function createLibavDecoding(options: { readonly formats: string; readonly threads: number }): DecodingTool {
  silenceLibav();
  return {
    name: `libav of FFmpeg ${getFFmpegInfo().version}`,
    decode: ({ sizeBytes, declaredSeconds, ...file }, { onProgress, signal }) =>
      decodeFile(file, sizeBytes, { ...options, declaredSeconds, onProgress, signal }),
  };
}
