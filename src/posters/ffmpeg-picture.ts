/** Takes pictures with the ffmpeg on the PATH, where libav itself cannot be loaded. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { formatWhitelist, protocolWhitelist } from "../libav/formats.ts";
import { asJpegHasIt, mostHeight, type Picture, type PictureTool, pictureQuality, posterWidth } from "./picture.ts";
import type { PosterFile } from "./poster-file.ts";

const run = promisify(execFile);

/** Many times what a poster has. */
const maxOutputBytes = 8 * 1024 ** 2;

/** Enough for some seconds of Full HD, and twice of it leaves time for the start. */
const exactTimeoutMs = 8_000;

/** As `posterFilters` has it, in the expressions of libav's filters: ffmpeg itself has turned the frame upright. */
const filters = [
  `crop=iw:'min(ih,iw*sar*${mostHeight / posterWidth})':exact=1`,
  `scale=${posterWidth}:'max(2,min(${mostHeight},2*round(${posterWidth / 2}*ih/iw/sar)))':${asJpegHasIt}`,
  "format=yuvj420p",
].join(",");

/** The tool, or why it cannot be used. */
export async function findFfmpeg(): Promise<PictureTool | string> {
  try {
    const { stdout } = await run("ffmpeg", ["-version"]);
    return { name: /^ffmpeg version \S+/.exec(stdout)?.[0] ?? "ffmpeg", take: takePicture };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function takePicture({ path, durationSeconds }: PosterFile): Promise<Picture> {
  if (durationSeconds !== null && durationSeconds > 0) {
    const tenth = ["-ss", String(durationSeconds / 10)];
    // From the key frame before it, it may be far to the frame at a tenth; then the key frame will do.
    for (const place of [tenth, ["-noaccurate_seek", ...tenth]]) {
      const found = await pictureAt(path, place, { timeoutMs: exactTimeoutMs });
      if ("jpeg" in found) return found;
    }
  }
  // Where seeking is not possible, or leads to nothing that can be decoded, the start may have something.
  return pictureAt(path, []);
}

async function pictureAt(
  path: string,
  place: readonly string[],
  options: { readonly timeoutMs?: number } = {},
): Promise<Picture> {
  const limits = ["-format_whitelist", formatWhitelist, "-protocol_whitelist", protocolWhitelist];
  // With the protocol named, no name can be taken for an option or for another protocol.
  const input = ["-threads", "1", ...place, ...limits, "-i", `file:${path}`, "-map", "0:V:0", "-frames:v", "1"];
  const output = ["-vf", filters, "-threads", "1", "-c:v", "mjpeg", "-q:v", String(pictureQuality), "-f", "mjpeg", "-"];
  try {
    const { stdout } = await run("ffmpeg", ["-v", "error", "-nostdin", ...input, ...output], {
      encoding: "buffer",
      maxBuffer: maxOutputBytes,
      timeout: options.timeoutMs ?? 0,
      killSignal: "SIGKILL",
    });
    return stdout.length === 0 ? { error: "has no frame that can be decoded" } : { jpeg: stdout };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
