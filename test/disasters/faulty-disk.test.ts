/** A disk that answers errors, or that dies: nothing on it is marked missing. */
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Job } from "../../src/jobs/job.ts";
import { copyClip } from "../clip-tree.ts";
import { FaultyDisk, mayMountFuse } from "../scanning/faulty-disk.ts";
import { scansUnderTest } from "../scanning/scans-under-test.ts";

const clip = "h264-aac-faststart.mp4";

interface Fault {
  readonly call: "readdir" | "getattr" | "open" | "read";
  readonly on: "directory" | "file";
  /** The code with which the scan reports the path. */
  readonly reports: string;
  /** The same for ENOENT, as if somebody had deleted the file or directory in this moment. Default: no report. */
  readonly reportsGone?: string;
}

const faults: readonly Fault[] = [
  { call: "readdir", on: "directory", reports: "directory_unreadable" },
  { call: "getattr", on: "directory", reports: "unreadable" },
  { call: "open", on: "directory", reports: "directory_unreadable", reportsGone: "directory_unreadable" },
  { call: "getattr", on: "file", reports: "unreadable" },
  { call: "open", on: "file", reports: "unreadable", reportsGone: "vanished" },
  { call: "read", on: "file", reports: "unreadable", reportsGone: "vanished" },
];
const errors = ["EIO", "ENOENT", "EACCES", "ESTALE"];
const rows = faults.flatMap((fault) => errors.map((error) => Object.assign({ error }, fault)));

const directoryOf = ({ on }: Fault) => (on === "directory" ? "directories" : "files");
const nameOf = ({ on, call, error }: (typeof rows)[number]) => `${error} ${call}${on === "file" ? ".mp4" : ""}`;

describe.skipIf(!mayMountFuse)("a disk of which nothing is marked missing:", () => {
  const scans = scansUnderTest({ opens: "once" });
  let disk: FaultyDisk;
  let reports: Readonly<Record<string, string>>;
  let missing: readonly string[];
  let mended: Job;
  let dead: Job;
  beforeAll(async () => {
    const content = join(scans.directory, "content");
    await mkdir(content);
    for (const row of rows) {
      const place = join(content, directoryOf(row), nameOf(row));
      await copyClip(clip, row.on === "directory" ? join(place, "a.mp4") : place);
    }
    disk = new FaultyDisk(content, scans.root);
    await disk.mount();
    await scans.scan();
    for (const row of rows.filter(({ on }) => on === "file"))
      await appendFile(join(content, directoryOf(row), nameOf(row)), "changed");
    await disk.breakDown();
    const job = await scans.scan();
    missing = await missingPaths();
    const listed = (await scans.store.videos.errorsOfJob(job.id, { limit: 100 })).errors;
    reports = Object.fromEntries(listed.map(({ path, code }) => [path.slice(scans.root.length + 1), code]));
    await disk.mend();
    mended = await scans.scan();
    await disk.kill();
    dead = await scans.scan();
  });
  afterAll(() => disk.unmount());

  async function missingPaths(): Promise<readonly string[]> {
    return (await scans.store.videos.list({ missing: true, limit: 100 })).videos.map(({ path }) => path);
  }

  test.each(rows)("$call of a $on gives $error", (row) => {
    const path = join(directoryOf(row), nameOf(row));
    expect(missing.filter((other) => other.startsWith(join(scans.root, path)))).toEqual([]);
    expect(reports[path]).toBe(row.error === "ENOENT" ? row.reportsGone : row.reports);
  });

  test("everything is known and read again when the disk works again", async () => {
    expect(mended).toMatchObject({
      status: "completed",
      counts: { found: rows.length, error_count: 0, unreadable: 0 },
    });
  });

  test("the program of the disk has died", async () => {
    expect(dead.status).toBe("failed");
    expect(await missingPaths()).toEqual([]);
  });
});
