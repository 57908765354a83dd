/** Whole scans while somebody exchanges a directory or a file for a link to the outside, again and again. */
import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyClip } from "../../test/clip-tree.ts";
import { attack, exchangeForLink } from "../../test/files/exchange-directory.ts";
import { ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { createFfprobeProber } from "./probe/ffprobe-prober.ts";
import type { Prober } from "./probe/prober.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();
let disks: DiskThreads;
let ffprobe: Prober;
beforeAll(() => {
  disks = new DiskThreads();
  ffprobe = createFfprobeProber({ concurrency: 2, timeoutMs: 30_000, memoryBytes: 1024 ** 3 });
});
afterAll(async () => {
  await ffprobe.close();
  disks.close();
});

/** Clips of one codec inside the root and of another one outside, under the same names. */
async function makeFilms(): Promise<void> {
  await mkdir(join(scans.root, "films"));
  await mkdir(join(scans.directory, "outside"));
  for (let film = 0; film < 8; film += 1) {
    const inside = join(scans.root, "films", `${film}.mp4`);
    await copyClip("h264-aac-faststart.mp4", inside);
    await utimes(inside, 1_000, 1_000);
    await copyClip("av1-opus.mp4", join(scans.directory, "outside", `${film}.mp4`));
  }
}

test.each(["libav", "ffprobe"])("scans with %s record nothing outside the roots", async (name) => {
  await makeFilms();
  await copyClip("av1-opus.mp4", join(scans.directory, "outside", "secret.mp4"));
  const paths = new NamedPaths({ roots: [scans.root], loopbackOnly: true, disks });
  const prober = name === "libav" ? scans.prober : ffprobe;
  const queue = await scans.startQueue({ paths, prober: async () => prober });
  const exchange = await exchangeForLink(join(scans.root, "films"), join(scans.directory, "outside"));
  // Both probers get the file from one module. While ffprobe starts, the directory is exchanged so often that each probe
  // would find the other file half of the time.
  const limits = name === "libav" ? { attempts: 60, exchanges: 3_000 } : { attempts: 8, exchanges: 1_000 };
  await attack(exchange, { ...limits, seconds: 6 }, async () => {
    const job = await ended(
      queue,
      await queue.submit({ ...scanRequest({ path: scans.root, recursive: true, retry_errors: true }) }),
    );
    expect(job.status).toBe("completed");
    // So that the next scan probes all of them again.
    const { videos } = await scans.store.videos.list({ limit: 100 });
    for (const { id } of videos) await scans.store.videos.forget({ ids: [id] });
    expect(videos.filter(({ videoCodec }) => videoCodec !== "h264")).toEqual([]);
    expect(videos.filter(({ modifiedUs }) => modifiedUs !== 1_000_000_000)).toEqual([]);
    expect(videos.filter(({ filename }) => filename === "secret.mp4")).toEqual([]);
  });
  await exchange.stop();
  expect(exchange.count).toBeGreaterThan(500);
  await ended(queue, await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: true })));
  expect((await scans.store.videos.list({ limit: 100 })).total).toBeGreaterThanOrEqual(8);
});
