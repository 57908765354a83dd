/** For tests: files to make posters of, in a directory that is removed after the tests of a file. */
import { mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { PosterFile } from "../../src/posters/poster-file.ts";
import type { PosterMakerOptions } from "../../src/posters/poster-maker.ts";
import type { PosterOutcome } from "../../src/posters/poster-process.ts";

export const samples = join(import.meta.dirname, "../../samples");

/** The path of a sample clip. */
export function clip(name: string): string {
  return join(samples, "clips", name);
}

/** A clip of two seconds with sound. */
export const soundFile = clip("h264-aac-faststart.mp4");

export const options: PosterMakerOptions = {
  wanted: "auto",
  openTimeoutMs: 20_000,
  timeoutMs: 20_000,
  memoryBytes: 1024 ** 3,
  niceness: 0,
  idleMs: 30_000,
  retryMs: 60_000,
};

/** Paths in a directory of their own. Call this at the top of a test file. */
export function temporaryPaths(): { readonly directory: () => string; readonly newPath: (suffix: string) => string } {
  let directory = "";
  let count = 0;
  beforeAll(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), "gleaner-posters-")));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return { directory: () => directory, newPath: (suffix) => join(directory, `${++count}-${suffix}`) };
}

/** The file as a scan would see it now. */
export async function seen(
  path: string,
  durationSeconds: number | null = null,
  roots: readonly string[] = [],
): Promise<PosterFile> {
  const { size, mtimeMs } = await stat(path);
  return { path, size, modifiedUs: Math.round(mtimeMs * 1_000), durationSeconds, roots };
}

export function jpegOf(outcome: PosterOutcome): Buffer {
  if (outcome.kind !== "made") throw new Error(`The outcome is ${outcome.kind}: ${outcome.reason}`);
  return outcome.jpeg;
}
