/** Scans that have waited: what they may do is found out again when they begin. */
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { DiskThreads } from "../files/disk-threads.ts";
import { NamedPaths } from "../files/named-paths.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();
let disks: DiskThreads;
beforeEach(() => {
  disks = new DiskThreads();
});
afterEach(() => disks.close());

/** Leaves a job behind, as a server does that stops before it has begun it. */
async function leavePending(path: string) {
  const queue = await scans.startQueue();
  await queue.stop();
  return queue.submit(scanRequest({ path, recursive: true, retry_errors: false }));
}

const pathsIn = (roots: readonly string[], loopbackOnly = true) => new NamedPaths({ roots, loopbackOnly, disks });

describe("a scan that waited", () => {
  test("for a server whose roots exclude it now fails as not allowed", async () => {
    await scans.make("film.mp4");
    const id = await leavePending(scans.root);
    const queue = await scans.startQueue({ paths: pathsIn([join(scans.directory, "other")]) });
    const job = await ended(queue, id);
    expect(job).toMatchObject({ status: "failed", error: expect.stringContaining("PATH_NOT_ALLOWED") });
    expect(job).toMatchObject({ error: expect.stringContaining("is outside the allowed directories") });
    expect(scans.probed).toEqual([]);
  });

  test("for a server that other machines reach and that has no roots fails as not allowed", async () => {
    await scans.make("film.mp4");
    const id = await leavePending(scans.root);
    const queue = await scans.startQueue({ paths: pathsIn([], false) });
    const job = await ended(queue, id);
    expect(job).toMatchObject({ status: "failed", error: expect.stringContaining("PATH_NOT_ALLOWED") });
    expect(job).toMatchObject({ error: expect.stringContaining("GLEANER_ROOTS") });
    expect(scans.probed).toEqual([]);
  });

  test("does not follow its directory that was exchanged for a link meanwhile", async () => {
    await scans.make("films/film.mp4");
    const films = join(scans.root, "films");
    const outside = join(scans.directory, "outside");
    await mkdir(outside);
    for (const roots of [[scans.root], []]) {
      const id = await leavePending(films);
      await rename(films, `${films}-aside`);
      await symlink(outside, films);
      const queue = await scans.startQueue({ paths: pathsIn(roots) });
      expect(await ended(queue, id)).toMatchObject({
        status: "failed",
        error: expect.stringMatching(roots.length > 0 ? /PATH_NOT_ALLOWED/ : /is a link now/),
      });
      await queue.stop();
      await rm(films);
      await rename(`${films}-aside`, films);
    }
    expect(scans.probed).toEqual([]);
  });

  test("goes on where it is allowed", async () => {
    await scans.make("film.mp4");
    const id = await leavePending(scans.root);
    const queue = await scans.startQueue({ paths: pathsIn([scans.directory], false) });
    expect(await ended(queue, id)).toMatchObject({ status: "completed", counts: { new: 1 } });
  });
});
