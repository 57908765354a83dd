import { appendFile, chmod, copyFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { overlay } from "../../test/overlay.ts";
import { counts, ended, scansUnderTest } from "../../test/scanning/scans-under-test.ts";
import { defaultWalkRules } from "../../test/scanning/walk-rules.ts";
import { scanRequest } from "./scan-payload.ts";

const scans = scansUnderTest();

test("saves what is in each file", async () => {
  await scans.make("a.mp4");
  expect(await scans.scan()).toMatchObject({
    status: "completed",
    progress: 1,
    counts: { found: 1, scanned: 1, new: 1, updated: 0, skipped: 0, missing: 0, error_count: 0 },
    stoppedEarly: false,
  });
  const { videos } = await scans.store.videos.list({ limit: 10 });
  expect(videos).toMatchObject([
    {
      path: join(scans.root, "a.mp4"),
      filename: "a.mp4",
      width: 160,
      height: 90,
      videoCodec: "h264",
      audioCodec: "aac",
      missingSince: null,
    },
  ]);
});

test("probes every changed file, and no unchanged file", async () => {
  await scans.make("a.mp4", "b.mp4", "c/d.mp4");
  await scans.scan();
  scans.probed = [];
  expect(counts(await scans.scan())).toMatchObject({ found: 3, skipped: 3, new: 0, updated: 0 });
  expect(scans.probed).toEqual([]);
  await utimes(join(scans.root, "b.mp4"), new Date(), new Date(Date.now() + 5_000));
  await appendFile(join(scans.root, "c/d.mp4"), "more");
  expect(counts(await scans.scan())).toMatchObject({ found: 3, skipped: 1, updated: 2, new: 0 });
  expect(scans.probed.toSorted()).toEqual([join(scans.root, "b.mp4"), join(scans.root, "c/d.mp4")]);
});

test("knows the subtitle files beside a video, and learns of changes without reading the video again", async () => {
  await scans.make("a.mp4", "b.mp4");
  await writeFile(join(scans.root, "a.en.srt"), "");
  await scans.scan();
  const subtitles = async () =>
    (await scans.store.videos.list({ limit: 10, sort: "filename" })).videos.map(({ subtitleFiles }) => subtitleFiles);
  const use = { isForced: false, isHearingImpaired: false, isCommentary: false };
  const english = { filename: "a.en.srt", language: "en", ...use };
  expect(await subtitles()).toEqual([[english], []]);
  scans.probed = [];
  await writeFile(join(scans.root, "b.forced.de.ass"), "");
  expect(counts(await scans.scan())).toMatchObject({ skipped: 2, updated: 0, found: 2 });
  expect(await subtitles()).toEqual([
    [english],
    [{ ...use, filename: "b.forced.de.ass", language: "de", isForced: true }],
  ]);
  await rm(join(scans.root, "a.en.srt"));
  await rm(join(scans.root, "b.forced.de.ass"));
  expect(counts(await scans.scan())).toMatchObject({ skipped: 2, updated: 0, missing: 0 });
  expect(await subtitles()).toEqual([[], []]);
  expect(scans.probed).toEqual([]);
});

test("goes on past broken files, remembers them, and tries them again only when asked or when they changed", async () => {
  await scans.make("good.mp4");
  await writeFile(join(scans.root, "empty.mp4"), "");
  await writeFile(
    join(scans.root, "random.mkv"),
    Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 251)),
  );
  const first = await scans.scan();
  expect(first).toMatchObject({ status: "completed", counts: { found: 3, new: 1, error_count: 2 } });
  const { errors } = await scans.store.videos.errorsOfJob(first.id, { limit: 10 });
  expect(errors.map(({ path }) => path).toSorted()).toEqual([
    join(scans.root, "empty.mp4"),
    join(scans.root, "random.mkv"),
  ]);
  scans.probed = [];
  expect(await scans.scan()).toMatchObject({
    counts: { found: 3, scanned: 3, skipped: 1, unreadable: 2, error_count: 0 },
  });
  expect(scans.probed).toEqual([]);
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toHaveLength(2);

  expect(counts(await scans.scan({ retryErrors: true }))).toMatchObject({ skipped: 1, error_count: 2 });
  await scans.make("empty.mp4");
  expect(counts(await scans.scan())).toMatchObject({ skipped: 1, unreadable: 1, new: 1 });
  expect((await scans.store.videos.problems({ limit: 10 })).errors.map(({ path }) => path)).toEqual([
    join(scans.root, "random.mkv"),
  ]);
  await rm(join(scans.root, "random.mkv"));
  await scans.scan();
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

/** Puts one of two films of the same size in place, always with the same time. */
async function putFilm(number: 1 | 2): Promise<void> {
  const film = join(scans.root, "film.mp4");
  await copyFile(join(import.meta.dirname, `../../samples/cases/same-size-${number}.mp4`), film);
  await utimes(film, 1_600_000_000, 1_600_000_000);
}

test("a film that was replaced with the same size and time is found by its change time", async () => {
  await scans.make("other.mp4");
  await putFilm(1);
  await scans.scan();
  const before = await scans.store.videos.list({ text: "film.mp4", limit: 1 });
  await putFilm(2);
  scans.probed = [];
  expect(counts(await scans.scan())).toMatchObject({ updated: 1, skipped: 1 });
  expect(scans.probed).toEqual([join(scans.root, "film.mp4")]);
  const { videos } = await scans.store.videos.list({ text: "film.mp4", limit: 1 });
  expect(videos).toMatchObject([{ id: before.videos[0]?.id, width: 640, height: 360 }]);
});

test("a file whose owner or rights change is read once, and counts as unchanged", async () => {
  await scans.make("a.mp4", "b.mp4");
  await scans.scan();
  await chmod(join(scans.root, "a.mp4"), 0o600);
  scans.probed = [];
  for (const _ of [1, 2]) expect(counts(await scans.scan())).toMatchObject({ updated: 0, skipped: 2 });
  expect(scans.probed).toEqual([join(scans.root, "a.mp4")]);
});

test("an unreadable file whose inode changes is tried again", async () => {
  const broken = join(scans.root, "a.mp4");
  await writeFile(broken, "broken");
  await scans.scan();
  expect(counts(await scans.scan())).toMatchObject({ unreadable: 1, error_count: 0 });
  await chmod(broken, 0o600);
  expect(counts(await scans.scan())).toMatchObject({ unreadable: 0, error_count: 1 });
});

test("change times of another disk, and those that nobody has seen yet, are remembered without a probe", async () => {
  await scans.make("a.mp4", "b.mp4");
  await scans.scan();
  const rows = () => scans.rows("select file_number, changed_us, disk from videos order by filename");
  const seen = rows();
  const anyNumber: unknown = expect.any(Number);
  expect(seen).toEqual([1, 2].map(() => ({ file_number: anyNumber, changed_us: anyNumber, disk: expect.any(String) })));
  scans.probed = [];
  for (const change of ["file_number = null, changed_us = null", "changed_us = 5, disk = 'another'"]) {
    scans.rows(`update videos set ${change}`);
    for (const _ of [1, 2]) expect(counts(await scans.scan())).toMatchObject({ updated: 0, skipped: 2 });
    expect(rows()).toEqual(seen);
  }
  expect(scans.probed).toEqual([]);
});

test("a full scan finds a film that was replaced with the same size and time, and counts no other as updated", async () => {
  await scans.make("other.mp4");
  await putFilm(1);
  await scans.scan();
  const idOf = async () => (await scans.store.videos.list({ text: "film.mp4", limit: 1 })).videos[0]?.id;
  const id = await idOf();
  await putFilm(2);
  // As in the library of an older program.
  scans.rows("update videos set file_number = null, changed_us = null");
  expect(counts(await scans.scan())).toMatchObject({ skipped: 2, updated: 0 });
  expect(counts(await scans.scan({ full: true }))).toMatchObject({
    found: 2,
    scanned: 2,
    new: 0,
    updated: 1,
    skipped: 1,
  });
  const { videos } = await scans.store.videos.list({ text: "film.mp4", limit: 1 });
  expect(videos).toMatchObject([{ id, width: 640, height: 360 }]);
  scans.probed = [];
  expect(counts(await scans.scan({ full: true }))).toMatchObject({ updated: 0, skipped: 2 });
  expect(scans.probed).toHaveLength(2);
});

test("a file that grows after it was read is read again by the next scan", async () => {
  await scans.make("growing.mp4");
  const grows = overlay(scans.prober, {
    probe: async (path, options) => {
      const outcome = await scans.prober.probe(path, options);
      await appendFile(path, "another second of film");
      return outcome;
    },
  });
  expect(counts(await scans.scan({ prober: async () => grows }))).toMatchObject({ new: 1 });
  expect(counts(await scans.scan())).toMatchObject({ updated: 1, skipped: 0 });
  expect(counts(await scans.scan())).toMatchObject({ updated: 0, skipped: 1 });
});

test("a file that is gone when it is to be probed is an error, and forgotten once that is proven", async () => {
  await scans.make("a.mp4", "b.mp4");
  scans.beforeProbe = (path) => rm(path, { force: true });
  expect(await scans.scan()).toMatchObject({ status: "completed", counts: { new: 0, error_count: 2 } });
  scans.beforeProbe = () => {};
  await scans.make("c.mp4");
  await scans.scan();
  expect((await scans.store.videos.problems({ limit: 10 })).errors).toEqual([]);
});

test("the progress is unknown until the number of files is known, and never falls", async () => {
  await scans.make(...Array.from({ length: 30 }, (_, index) => `${index % 6}/${index}.mp4`));
  const progressOf = async () => {
    const queue = await scans.startQueue({ batchFiles: 3 });
    const listening = new AbortController();
    const heard = queue.feed.subscribe({ signal: listening.signal });
    const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
    const seen: (number | null)[] = [];
    for await (const { job } of heard) {
      seen.push(job.progress);
      if (job.id === id && job.status === "completed") listening.abort();
    }
    return seen;
  };
  const first = await progressOf();
  expect(first[0]).toBeNull();
  expect(first.at(-1)).toBe(1);
  const counted = first.filter((progress) => progress !== null);
  expect(counted).toEqual(counted.toSorted((one, other) => one - other));
  await Promise.all(
    Array.from({ length: 30 }, (_, index) => appendFile(join(scans.root, `${index % 6}/${index}.mp4`), "x")),
  );
  const second = await progressOf();
  const known = second.filter((progress) => progress !== null);
  expect(known.some((progress) => progress > 0 && progress < 1)).toBe(true);
  expect(known).toEqual(known.toSorted((one, other) => one - other));
});

test("probes no more files a second than it may", async () => {
  await scans.make("1.mp4", "2.mp4", "3.mp4", "4.mp4");
  const startedAt: number[] = [];
  scans.beforeProbe = () => void startedAt.push(performance.now());
  await scans.scan({ maxRate: 50 });
  expect((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThanOrEqual(58);
});

test("two scans of nested directories at once count every file once, in one of them", async () => {
  await scans.make(...Array.from({ length: 40 }, (_, index) => `inner/${index}.mp4`));
  const queue = await scans.startQueue({ batchFiles: 5 });
  const outer = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  const inner = await queue.submit(
    scanRequest({ path: join(scans.root, "inner"), recursive: true, retry_errors: false }),
  );
  const ends = [await ended(queue, outer), await ended(queue, inner)];
  expect(ends.map(({ status }) => status)).toEqual(["completed", "completed"]);
  for (const job of ends) {
    expect(job.counts).toMatchObject({ found: 40, scanned: 40, updated: 0 });
    expect((await scans.store.videos.list({ jobId: job.id, limit: 1 })).total).toBe(job.counts["new"]);
  }
  expect(ends.reduce((sum, job) => sum + (job.counts["new"] ?? 0), 0)).toBe(40);
});

test("files that wait during a slow commit are committed after it, even if no more files come", async () => {
  await scans.make("1.mp4", "2.mp4", "3.mp4");
  const release = Promise.withResolvers<void>();
  const firstCommit = Promise.withResolvers<void>();
  const twoSaved = Promise.withResolvers<void>();
  const hold = Promise.withResolvers<void>();
  scans.beforeProbe = async () => {
    const nth = scans.probed.length;
    if (nth === 2) await firstCommit.promise;
    if (nth === 3) await hold.promise;
  };
  let commits = 0;
  const library = overlay(scans.store.scans, {
    commit: async (...given) => {
      commits += 1;
      if (commits === 1) {
        firstCommit.resolve();
        await release.promise;
      }
      const outcome = await scans.store.scans.commit(...given);
      if (outcome.kind === "committed" && outcome.job.counts["new"] === 2) twoSaved.resolve();
      return outcome;
    },
  });
  const queue = await scans.startQueue({ library, batchMs: 5 });
  const id = await queue.submit(scanRequest({ path: scans.root, recursive: true, retry_errors: false }));
  await firstCommit.promise;
  // The second file is done while the first commit is at work, and its time is over by then.
  setTimeout(() => release.resolve(), 40);
  await twoSaved.promise;
  hold.resolve();
  expect(await ended(queue, id)).toMatchObject({ status: "completed", counts: { new: 3 } });
});

test("a prober that cannot work at all fails the scan with its reason", async () => {
  await scans.make("a.mp4");
  const broken = () => Promise.reject(new Error("Neither libav nor ffprobe is there. Install FFmpeg."));
  expect(await scans.scan({ prober: broken })).toMatchObject({
    status: "failed",
    error: expect.stringContaining("Install FFmpeg"),
  });
});

test("a directory is scanned once at a time", async () => {
  await scans.make("a.mp4");
  const release = Promise.withResolvers<void>();
  const probing = Promise.withResolvers<void>();
  scans.beforeProbe = () => {
    probing.resolve();
    return release.promise;
  };
  const queue = await scans.startQueue();
  const request = scanRequest({ path: scans.root, recursive: true, retry_errors: false });
  const id = await queue.submit(request);
  await probing.promise;
  expect(await queue.submit(request)).toBe(id);
  expect(
    await queue.submit(scanRequest({ path: dirname(scans.root), recursive: false, retry_errors: false })),
  ).not.toBe(id);
  release.resolve();
  await ended(queue, id);
});

test("a file that two paths lead to is a video of each, and the next scan finds both unchanged", async () => {
  await scans.make("films/a.mp4", "films/deep/b.mp4");
  await symlink("films", join(scans.root, "again"));
  await symlink("..", join(scans.root, "films", "deep", "up"));
  const walk = { ...defaultWalkRules, followLinks: true };
  const found = await scans.scan({ walk });
  expect(counts(found)).toMatchObject({ found: 6, new: 4, error_count: 2, directory_errors: 2 });
  expect(counts(await scans.scan({ walk }))).toMatchObject({ new: 0, skipped: 4, missing: 0 });
  const { videos } = await scans.store.videos.list({ sort: "filename", limit: 10 });
  expect(videos.map(({ path }) => relative(scans.root, path)).toSorted()).toEqual([
    "again/a.mp4",
    "again/deep/b.mp4",
    "films/a.mp4",
    "films/deep/b.mp4",
  ]);
});
