/** Films that are long enough to be damaged at a known second. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll } from "vitest";
import type { FileToCheck } from "../../src/checking/check-messages.ts";

const run = promisify(execFile);

export const filmSeconds = 12;
/** The distance of the key frames of the films: damage is found no later than so many seconds after its place. */
export const keyFrameSeconds = 2;

/** The codecs of a film, as `ffmpeg` has them. */
const codecs: Readonly<Record<string, readonly string[]>> = {
  mkv: ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "ac3"],
  mp4: ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-movflags", "+faststart"],
  ts: ["-c:v", "mpeg2video", "-c:a", "mp2"],
  avi: ["-c:v", "mpeg4", "-c:a", "mp3"],
  webm: ["-c:v", "libvpx", "-deadline", "good", "-cpu-used", "8", "-c:a", "libopus"],
};
export const containers = Object.keys(codecs);

/** Makes a film of each container before all tests of the file. Each frame differs from the one before. */
export function films() {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gleaner-check-"));
    await Promise.all(
      containers.map((container) => makeFilm(join(directory, `film.${container}`), { seconds: filmSeconds })),
    );
  });
  afterAll(() => rm(directory, { recursive: true }));
  let copies = 0;
  return {
    whole: (container: string) => join(directory, `film.${container}`),
    /** A copy with other bytes. */
    async changed(container: string, change: (bytes: Buffer) => Buffer): Promise<string> {
      copies += 1;
      const path = join(directory, `${copies}.${container}`);
      await writeFile(path, change(await readFile(join(directory, `film.${container}`))));
      return path;
    },
  };
}

/** Makes a film in the container of the file's extension. */
export async function makeFilm(
  path: string,
  { seconds, size = "320x180" }: { readonly seconds: number; readonly size?: string },
): Promise<void> {
  const rate = 25;
  const pictures = ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${rate}:d=${seconds}`];
  const sound = ["-f", "lavfi", "-i", `sine=f=300:d=${seconds}`];
  const output = codecs[path.split(".").at(-1) ?? ""] ?? [];
  const keyFrames = ["-g", String(rate * keyFrameSeconds), "-b:v", "500k", "-shortest"];
  await run("ffmpeg", ["-v", "error", "-y", ...pictures, ...sound, ...output, ...keyFrames, path]);
}

/** Damages that people find in files, at a share of the file. */
export const damages = {
  /** A part of the file that a disk has lost. */
  zeroed: (bytes: Buffer, at = 0.5): Buffer => {
    const changed = Buffer.from(bytes);
    const from = Math.floor(bytes.length * at);
    return changed.fill(0, from, from + 20_000);
  },
  /** Single bits, as of bad memory. */
  flipped: (bytes: Buffer, at = 0.5): Buffer => {
    const changed = Buffer.from(bytes);
    const from = Math.floor(bytes.length * at);
    for (let nth = 0; nth < 400; nth += 1) {
      const place = from + ((nth * 7_919) % 30_000);
      changed.writeUInt8(changed.readUInt8(place) ^ (1 << (nth % 8)), place);
    }
    return changed;
  },
  /** An interrupted copy. */
  cut: (bytes: Buffer, at = 0.5): Buffer => bytes.subarray(0, Math.floor(bytes.length * at)),
  /** An interrupted copy of a program that reserves the room first. */
  "zero-filled to its end": (bytes: Buffer, at = 0.5): Buffer => {
    const changed = Buffer.from(bytes);
    return changed.fill(0, Math.floor(bytes.length * at));
  },
} as const;

/** The file, as a scan would have it in the library. */
export async function asKnown(path: string, declaredSeconds: number | null = filmSeconds): Promise<FileToCheck> {
  const { size, mtimeMs } = await stat(path);
  return { path, size, modifiedUs: Math.round(mtimeMs * 1_000), declaredSeconds, roots: [] };
}

/** The errors that ffmpeg prints for a file when it decodes all pictures and sounds of it. */
export async function errorsOfFfmpeg(path: string): Promise<readonly string[]> {
  const decode = ["-v", "error", "-nostdin", "-i", path, "-map", "0:V?", "-map", "0:a?", "-f", "null", "-"];
  const { stderr } = await run("ffmpeg", decode).catch((error: unknown) => error as { readonly stderr: string });
  return stderr.split("\n").filter((line) => line !== "" && !line.startsWith("[null @"));
}
