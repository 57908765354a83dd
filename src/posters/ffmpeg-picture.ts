/** Takes pictures with the ffmpeg and ffprobe on the PATH, when libav itself cannot be loaded. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ffprobeEntries, parseFfprobeAnswer } from "../libav/ffprobe-answer.ts";
import { filmStream } from "../libav/film-stream.ts";
import { protocolWhitelist } from "../libav/formats.ts";
import type { MediaStream } from "../libav/media.ts";
import {
  asJpegHasIt,
  mostHeight,
  type OpenPosterFile,
  type Picture,
  type PictureTool,
  pictureQuality,
  posterWidth,
  toneMapping,
} from "./picture.ts";

const run = promisify(execFile);

/** Many times the size of a poster. */
const maxOutputBytes = 8 * 1024 ** 2;

/** Enough for some seconds of Full HD. Twice this leaves time for the start. */
const exactTimeoutMs = 8_000;

/**
 * The tool, or why it cannot be used.
 *
 * @param formats the containers that may be read, as libav's `format_whitelist` takes them
 */
export async function findFfmpeg(formats: string): Promise<PictureTool | string> {
  try {
    const { stdout } = await run("ffmpeg", ["-version"]);
    const name = /^ffmpeg version \S+/.exec(stdout)?.[0] ?? "ffmpeg";
    return { name, take: (file) => takePicture(file, formats) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function takePicture(file: OpenPosterFile, formats: string): Promise<Picture> {
  try {
    const film = await findFilm(file.openPath, formats);
    if (film === undefined) return { error: "has no video stream" };
    const isHdr = film.colorTransfer === "smpte2084" || film.colorTransfer === "arib-std-b67";
    const picture = await takeFrom(file, { formats, film, filters: posterFilters({ isHdr }) });
    // This ffmpeg may lack the filters, or know no way from these colours. A grey picture is better than none.
    const mayLackFilters = isHdr && "error" in picture;
    return mayLackFilters ? await takeFrom(file, { formats, film, filters: posterFilters({ isHdr: false }) }) : picture;
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Options for reading the file. */
interface Reading {
  readonly formats: string;
  readonly film: MediaStream;
  readonly filters: string;
}

/** As `posterFilters` of picture-shape.ts, in the expressions of libav's filters. ffmpeg rotates the frame by itself. */
function posterFilters({ isHdr }: { readonly isHdr: boolean }): string {
  const size = `${posterWidth}:'max(2,min(${mostHeight},2*round(${posterWidth / 2}*ih/iw/sar)))'`;
  return [
    `crop=iw:'min(ih,iw*sar*${mostHeight / posterWidth})':exact=1`,
    ...(isHdr
      ? [`scale=${size}`, "setsar=1", ...toneMapping, `scale=${asJpegHasIt}`]
      : [`scale=${size}:${asJpegHasIt}`]),
    "format=yuvj420p",
  ].join(",");
}

async function findFilm(openPath: string, formats: string): Promise<MediaStream | undefined> {
  const entries = ["-print_format", "json", "-show_entries", ffprobeEntries({ texts: false })];
  const { stdout } = await run("ffprobe", ["-v", "error", ...entries, ...limits(formats), "-i", `file:${openPath}`], {
    maxBuffer: maxOutputBytes,
  });
  return filmStream(parseFfprobeAnswer(stdout)?.streams ?? []);
}

async function takeFrom({ openPath, durationSeconds }: OpenPosterFile, reading: Reading): Promise<Picture> {
  if (durationSeconds !== null && durationSeconds > 0) {
    const tenth = ["-ss", String(durationSeconds / 10)];
    // The frame at a tenth may be far from the key frame before it. Then the key frame is taken.
    for (const place of [tenth, ["-noaccurate_seek", ...tenth]]) {
      const found = await pictureAt(openPath, place, reading, { timeoutMs: exactTimeoutMs });
      if ("jpeg" in found) return found;
    }
  }
  // If seeking fails or finds no decodable frame, the start may have one.
  return pictureAt(openPath, [], reading);
}

async function pictureAt(
  openPath: string,
  place: readonly string[],
  { formats, film, filters }: Reading,
  options: { readonly timeoutMs?: number } = {},
): Promise<Picture> {
  const input = ["-threads", "1", ...place, ...limits(formats), "-i", `file:${openPath}`];
  const output = ["-vf", filters, "-threads", "1", "-c:v", "mjpeg", "-q:v", String(pictureQuality), "-f", "mjpeg", "-"];
  const oneFrame = ["-map", `0:${film.index}`, "-frames:v", "1"];
  try {
    const { stdout } = await run("ffmpeg", ["-v", "error", "-nostdin", ...input, ...oneFrame, ...output], {
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

/** The explicit protocol keeps a file name from being read as an option or another protocol. */
function limits(formats: string): readonly string[] {
  return ["-format_whitelist", formats, "-protocol_whitelist", protocolWhitelist];
}
