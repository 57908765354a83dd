/** For tests: the size and the colours of pictures. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A picture file, or a video and the moment to look at. */
export interface Picture {
  readonly path: string;
  /** In seconds from the start; default 0. */
  readonly at?: number | undefined;
}

/**
 * The mean colours of pictures in 4 by 4 fields: 48 numbers of 0 to 255 for each picture, in the order of `pictures`;
 * none where ffmpeg decodes nothing. One ffmpeg reads them all, because starting it takes longer than reading a picture.
 */
export async function coloursOf(pictures: readonly Picture[]): Promise<readonly (readonly number[])[]> {
  const directory = await mkdtemp(join(tmpdir(), "gleaner-colours-"));
  const target = (index: number) => join(directory, String(index));
  const toFields = "-frames:v 1 -vf scale=4:4:flags=area,format=rgb24 -f rawvideo".split(" ");
  try {
    await promisify(execFile)("ffmpeg", [
      "-v",
      "error",
      ...pictures.flatMap(({ path, at }) => [...(at === undefined ? [] : ["-ss", String(at)]), "-i", path]),
      ...pictures.flatMap((_, index) => ["-map", `${index}:V:0`, ...toFields, target(index)]),
    ]);
    return await Promise.all(pictures.map(async (_, index) => [...(await readFile(target(index)))]));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * Width and height of a JPEG picture in pixels, as its frame header says (ITU-T T.81, B.2.2).
 *
 * @throws {Error} when the bytes are no JPEG of the baseline kind
 */
export function jpegSize(jpeg: Buffer): { readonly width: number; readonly height: number } {
  if (jpeg.readUInt16BE(0) !== 0xffd8) throw new Error("This is no JPEG.");
  for (let start = 2; start < jpeg.length; start += 2 + jpeg.readUInt16BE(start + 2)) {
    if (jpeg.readUInt16BE(start) === 0xffc0) {
      return { height: jpeg.readUInt16BE(start + 5), width: jpeg.readUInt16BE(start + 7) };
    }
  }
  throw new Error("This JPEG has no baseline frame.");
}

/** A decoded JPEG: three bytes for each pixel, red, green and blue, row by row. */
export async function pixelsOf(jpeg: Buffer): Promise<{ width: number; height: number; pixels: Buffer }> {
  const decode = "-v error -f mjpeg -i - -f rawvideo -pix_fmt rgb24 -".split(" ");
  const running = promisify(execFile)("ffmpeg", decode, { encoding: "buffer", maxBuffer: 16 * 1024 ** 2 });
  running.child.stdin?.end(jpeg);
  return { ...jpegSize(jpeg), pixels: (await running).stdout };
}
