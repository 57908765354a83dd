/** Posters of a disk that does not answer: real calls hang in the kernel, and SIGKILL ends no process. */
import { copyFile, mkdir, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mountHangingDisk, noHangingDisks } from "../../test/hanging-disk/hanging-disk.ts";
import { versionOf } from "../files/file-version.ts";
import type { PosterFile } from "./poster-file.ts";
import { PosterMaker } from "./poster-maker.ts";

const clip = join(import.meta.dirname, "../../samples/clips/h264-aac-faststart.mp4");
const { signal } = new AbortController();

async function seen(path: string): Promise<PosterFile> {
  return { path, ...versionOf(await stat(path)), durationSeconds: 1, roots: [] };
}

test.skipIf(noHangingDisks !== null)(
  `a disk that does not answer takes two processes at most, and posters of other disks are made${noHangingDisks === null ? "" : ` (${noHangingDisks})`}`,
  async () => {
    const home = await realpath(await mkdtemp(join(tmpdir(), "gleaner-hung-")));
    const [source, films] = [join(home, "source"), join(home, "films")];
    await mkdir(source);
    await mkdir(films);
    await copyFile(clip, join(source, "film.mp4"));
    const limits = { openTimeoutMs: 5_000, timeoutMs: 5_000, memoryBytes: 2 ** 31, niceness: 0 };
    const maker = new PosterMaker({ ...limits, wanted: "libav", idleMs: 30_000, retryMs: 60_000 });
    try {
      await using disk = await mountHangingDisk(source, films);
      const film = await seen(join(films, "film.mp4"));
      expect(await maker.make(film, { signal })).toMatchObject({ kind: "made" });
      await disk.hang("read");
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expect(await maker.make(film, { signal })).toMatchObject({
          kind: "not_now",
          reason: "its disk does not answer",
        });
      }
      expect(maker.processes).toBe(2);
      expect(await maker.make(await seen(clip), { signal })).toMatchObject({ kind: "made" });
      await disk.answer();
      await expect.poll(() => maker.processes, { timeout: 20_000 }).toBe(1);
      expect(await maker.make(film, { signal })).toMatchObject({ kind: "made" });
    } finally {
      await maker.close();
      await rm(home, { recursive: true });
    }
  },
);
