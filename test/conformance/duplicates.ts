import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ComparedFile, FileToCompare } from "../../src/comparing/compare-library.ts";
import type { JobId, RunningJob } from "../../src/jobs/job.ts";
import { InvalidCursor } from "../../src/jobs/job-store.ts";
import type { JobWrite } from "../../src/jobs/job-write.ts";
import type {
  DuplicateGroup,
  DuplicateTotals,
  GroupKey,
  GroupState,
  GroupSummary,
  VideoOfGroup,
} from "../../src/library/duplicates.ts";
import {
  claim,
  commit,
  insertPending,
  leaseOf,
  type OpenStore,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
  videoAt,
} from "../store/store-under-test.ts";

/** A file of the library, and what is in it. */
interface ModelFile {
  readonly path: string;
  readonly size: number;
  readonly fingerprint: number | null;
  readonly disk: string;
  readonly fileNumber: number | null;
  readonly isMissing: boolean;
  /** Null if it was not compared. */
  readonly content: string | null;
}

/** A group without what depends on its other videos. */
const asNumbered = ({ nextCursor: _nextCursor, videos, ...group }: DuplicateGroup) => ({
  ...group,
  videos: videos.map(({ contentNumber: _content, copyNumber: _copy, ...one }) => one),
});

const withoutKey = ({ key: _key, ...one }: VideoOfGroup) => one;

const sha256 = (content: string) => content.repeat(64);

/** Groups of files that are equal or may be: the promises of every store. */
export function describeDuplicates(open: OpenStore): void {
  describe("duplicates", () => {
    let store: StoreUnderTest;
    let now: () => Date;
    beforeEach(async () => {
      now = tickingClock();
      store = await open({ now });
    });
    afterEach(() => store.close());

    const startComparing = async (): Promise<RunningJob> =>
      claim(store, await insertPending(store, { type: "compare", payload: {} }));
    const committed = (outcome: JobWrite) => (outcome.kind === "committed" ? outcome.job : expect.fail("lost"));
    const add = async (files: readonly ModelFile[]) => {
      const scan = await startScan(store);
      await commit(store, scan, {
        videos: files.map(({ path, size, fingerprint, disk, fileNumber }) => ({
          ...video(path, { size, disk, ...(fileNumber !== null && { fileNumber, changedUs: 5 }) }),
          ...(fingerprint !== null && { fingerprint }),
        })),
      });
      await commit(store, scan, { missing: files.filter(({ isMissing }) => isMissing).map(({ path }) => path) });
    };
    const allToCompare = async (job: { readonly id: JobId }, directory: string | null = null, limit = 3) => {
      const found: FileToCompare[] = [];
      for (let after = null, isLast = false; !isLast; ) {
        const page = await store.comparing.choose({ jobId: job.id, directory, after, limit });
        found.push(...page.files);
        isLast = page.next === null;
        after = page.next;
      }
      return found;
    };
    const hashed = (file: FileToCompare, content: string): ComparedFile => ({
      file,
      kind: "hashed",
      sha256: sha256(content),
      changedUs: 5,
    });
    const compare = async (files: readonly ModelFile[], job: RunningJob) => {
      const contents = new Map(files.map(({ path, content }) => [path, content]));
      const results = (await allToCompare(job)).flatMap((file) => {
        const content = contents.get(file.path) ?? null;
        return content === null ? [] : [hashed(file, content)];
      });
      if (results.length > 0) committed(await store.comparing.record(leaseOf(job), results));
    };
    const allGroups = async (query: { directory?: string; states?: readonly GroupState[] } = {}) => {
      const found: DuplicateGroup[] = [];
      for (let cursor: string | undefined, isLast = false; !isLast; ) {
        const page = await store.duplicates.list({ ...query, limit: 2, ...(cursor !== undefined && { cursor }) });
        found.push(...page.groups);
        isLast = page.nextCursor === null;
        cursor = page.nextCursor ?? undefined;
      }
      return found;
    };
    /** The groups with their videos, as their numbers come in parts. */
    const numberedGroups = async (query: { directory?: string; states?: readonly GroupState[] }, limit: number) => {
      const found: { group: GroupSummary; videos: VideoOfGroup[] }[] = [];
      for (let cursor: string | undefined, isLast = false; !isLast; ) {
        const part = await store.duplicates.numbers({ ...query, limit, ...(cursor !== undefined && { cursor }) });
        expect(part.groups.flatMap(({ numbers }) => numbers).length).toBeLessThanOrEqual(limit);
        for (const { group, numbers } of part.groups) {
          const videos = await store.duplicates.byNumbers(numbers);
          expect(videos.map(({ key }) => key)).toEqual(numbers.map(() => group.key));
          const last = found.at(-1);
          if (last?.group.key.size === group.key.size && last.group.key.fingerprint === group.key.fingerprint)
            last.videos.push(...videos);
          else found.push({ group, videos: [...videos] });
        }
        isLast = part.nextCursor === null;
        cursor = part.nextCursor ?? undefined;
      }
      return found.map(({ group, videos }) => Object.assign(group, { videos: videos.map(withoutKey) }));
    };
    const shown = ({ key, state, gain, copyCount, videos }: DuplicateGroup) => ({
      key,
      state,
      gain,
      copyCount,
      videos: videos.map(({ video: { path } }) => path),
    });
    const plain = (path: string, change: Partial<ModelFile> = {}): ModelFile => ({
      path,
      size: 10,
      fingerprint: 7,
      disk: "a",
      fileNumber: null,
      isMissing: false,
      content: null,
      ...change,
    });
    const key: GroupKey = { size: 10, fingerprint: 7 };

    test("are what a plain model finds, in every random library", async () => {
      const files = fc.array(
        fc.record({
          size: fc.constantFrom(10, 2_000, 3_000),
          fingerprint: fc.constantFrom(null, 1, 2, 281_474_976_710_655),
          disk: fc.constantFrom("a", "b"),
          fileNumber: fc.constantFrom(null, 1, 2),
          isMissing: fc.constantFrom(false, false, false, true),
          content: fc.constantFrom(null, "a", "b"),
          directory: fc.constantFrom("/lib/", "/lib/in/", "/lib/in-2/"),
        }),
        { maxLength: 16 },
      );
      let round = 0;
      await fc.assert(
        fc.asyncProperty(files, async (random) => {
          round += 1;
          const root = `/${round}`;
          await store.execute("delete from videos");
          await store.execute("delete from video_details");
          await store.execute("delete from video_hashes");
          // Hard links have one content.
          const model = random.map(({ directory, ...file }, nth): ModelFile => {
            const first = random.find((other) => isSameFile(other, file)) ?? file;
            return { ...file, content: first.content, path: `${root}${directory}${String(nth).padStart(2, "0")}.mp4` };
          });
          await add(model);
          const comparable = modelGroups(model).filter(({ copyCount }) => copyCount > 1);
          const job = await startComparing();
          expect((await allToCompare(job)).map(({ path }) => path).toSorted()).toEqual(
            comparable.flatMap((group) => group.videos).toSorted(),
          );
          await compare(model, job);
          // Nobody hashes a file that has no other file to be equal to.
          const comparablePaths = new Set(comparable.flatMap(({ videos }) => videos));
          const known = model.map((file) => (comparablePaths.has(file.path) ? file : notCompared(file)));
          for (const directory of [undefined, `${root}/lib/in`]) {
            const query = directory === undefined ? {} : { directory };
            const expected = modelGroups(known).filter(
              ({ videos }) => directory === undefined || videos.some((path) => path.startsWith(`${directory}/`)),
            );
            const groups = await allGroups({ ...query, states: ["confirmed", "likely", "linked", "different"] });
            expect(groups.map(shown)).toEqual(expected);
            expect((await allGroups(query)).map(shown)).toEqual(expected.filter(({ state }) => state !== "different"));
            const states = ["confirmed", "likely", "linked", "different"] as const;
            expect(await numberedGroups({ ...query, states }, 1 + (round % 7))).toEqual(groups.map(asNumbered));
            expect(await store.duplicates.totals(query)).toEqual(modelTotals(expected, known));
          }
          for (const group of modelGroups(known)) {
            expect(shown((await store.duplicates.group(group.key)) ?? expect.fail())).toEqual(group);
          }
        }),
        { numRuns: 25 },
      );
    });

    test("are known by the hash of the whole file, and hard links by their number", async () => {
      const files = [
        plain("/1", { content: "a", fileNumber: 1 }),
        plain("/2", { content: "a", fileNumber: 1 }),
        plain("/3", { content: "a", fileNumber: 2 }),
        plain("/4", { content: "b" }),
        plain("/5"),
      ];
      await add(files);
      await compare(files, await startComparing());
      const { videos, ...group } = (await store.duplicates.group(key)) ?? expect.fail();
      expect(group).toEqual({
        key,
        state: "confirmed",
        gain: { confirmed: 10, possible: 10 },
        videoCount: 5,
        copyCount: 4,
        nextCursor: null,
      });
      expect(videos.map(({ contentNumber, copyNumber }) => [contentNumber, copyNumber])).toEqual([
        [1, 1],
        [1, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ]);
      expect(videos.map((one) => one.sha256)).toEqual([sha256("a"), sha256("a"), sha256("a"), sha256("b"), null]);
      expect(videos.map((one) => one.changedUs)).toEqual([5, 5, 5, null, null]);
      expect(new Set(videos.map((one) => one.file)).size).toBe(4);
      expect(videos[0]?.file).toBe(videos[1]?.file);
      expect(await store.duplicates.group({ size: 10, fingerprint: 8 })).toBeNull();
    });

    test("a file that a scan finds changed was not compared any more, and an unchanged one was", async () => {
      const paths = ["/size", "/time", "/inode", "/moved", "/same", "/again"];
      await add(paths.map((path) => plain(path, { content: "a", fileNumber: 9, disk: path })));
      const job = await startComparing();
      await compare(
        paths.map((path) => plain(path, { content: "a" })),
        job,
      );
      const moving = await videoAt(store, "/moved");
      const [row] = await store.execute(`select number from videos where id = '${moving.id}'`);
      const { number } = row as { number: number };
      const known = {
        size: 10,
        modifiedUs: video("/moved").file.modifiedUs,
        disk: "/moved",
        fileNumber: 9,
        changedUs: 5,
      };
      const from = { ...known, number, path: "/moved", fingerprint: 7, isMissing: false, isToBeRead: false };
      const stat = (path: string) => ({ size: 10, disk: path, fileNumber: 9, changedUs: 5 });
      const at = (path: string, change: object = {}) => ({
        ...video(path, { ...stat(path), ...change }),
        fingerprint: 7,
      });
      await commit(store, await startScan(store), {
        videos: [at("/size", { size: 11 }), at("/time", { modifiedUs: 1 }), at("/again")],
        present: [at("/inode", { changedUs: 6 }).file, at("/same").file],
        moves: [{ file: at("/elsewhere", { disk: "/moved", changedUs: 6 }).file, from }],
      });
      const { videos } = (await store.duplicates.group(key)) ?? expect.fail();
      expect(videos.map(({ video: { path }, sha256 }) => [path, sha256 !== null])).toEqual([
        ["/again", true],
        ["/elsewhere", false],
        ["/inode", false],
        ["/same", true],
        ["/time", false],
      ]);
      expect((await allToCompare(await startComparing())).map(({ path }) => path).toSorted()).toEqual([
        "/elsewhere",
        "/inode",
        "/time",
      ]);
    });

    test("a job counts what it writes, in the same moment, and leaves out what has changed meanwhile", async () => {
      await add([1, 2, 3, 4].map((nth) => plain(`/${nth}`)));
      const job = await startComparing();
      const [one, two, three, four] = await allToCompare(job);
      if (one === undefined || two === undefined || three === undefined || four === undefined) return expect.fail();
      expect(committed(await store.comparing.begin(leaseOf(job), { files: 4, bytes: 40 }))).toMatchObject({
        progress: 0,
        counts: { found: 4, found_bytes: 40 },
      });
      await commit(store, await startScan(store), { videos: [video(three.path, { size: 10, modifiedUs: 1 })] });
      const error = { file: two, kind: "error", code: "unreadable", message: "permission denied" } as const;
      const after = committed(
        await store.comparing.record(leaseOf(job), [hashed(one, "a"), error, hashed(three, "a")]),
      );
      expect(after).toMatchObject({
        madeProgress: true,
        counts: { found: 3, compared: 1, error_count: 1, skipped: 1, found_bytes: 30, done_bytes: 20 },
      });
      expect(after.progress).toBeCloseTo(2 / 3);
      const [rows] = await store.execute(`select
        (select count(*) from video_hashes where job_id = '${job.id}') as compared,
        (select count(*) from scan_errors where job_id = '${job.id}') as errors`);
      expect(rows).toEqual({ compared: 1, errors: 1 });
      // A scan could read the file.
      expect((await store.videos.problems({ limit: 10 })).errors).toEqual([]);
      expect((await allToCompare(job)).map(({ path }) => path)).toEqual([four.path]);
      expect(committed(await store.comparing.recordProgress(leaseOf(job), 0.9)).progress).toBe(0.9);
      expect(committed(await store.comparing.recordProgress(leaseOf(job), 0.1)).progress).toBe(0.9);
    });

    test("a run that has lost its lease writes nothing", async () => {
      await add([plain("/1"), plain("/2")]);
      const job = await startComparing();
      const [one] = await allToCompare(job);
      await store.jobs.cancel(job.id, { reason: null, now: now() });
      const other = { ...leaseOf(job), claim: job.claim + 1 };
      expect(await store.comparing.record(other, [hashed(one ?? expect.fail(), "a")])).toEqual({ kind: "lost" });
      expect((await allToCompare(job)).length).toBe(2);
    });

    test("only groups in a directory are compared, with all of their files", async () => {
      await add([
        plain("/a/1"),
        plain("/b/1"),
        plain("/b/2", { size: 11 }),
        plain("/b/3", { size: 11 }),
        plain("/a-b/4", { size: 11 }),
      ]);
      const job = await startComparing();
      expect((await allToCompare(job, "/a", 1)).map(({ path }) => path).toSorted()).toEqual(["/a/1", "/b/1"]);
      // The largest first.
      expect((await allToCompare(job)).map(({ size }) => size)).toEqual([11, 11, 11, 10, 10]);
    });

    test("have all of their videos in pages, with the same numbers of contents and files in each", async () => {
      const paths = Array.from({ length: 25 }, (_, nth) => `/${String.fromCodePoint(0x41 + nth)}/ä\u{1f600}`);
      const files = paths.map((path, nth) =>
        plain(path, { content: nth % 3 === 0 ? "b" : "a", fileNumber: 1 + (nth % 5), disk: nth % 2 === 0 ? "a" : "b" }),
      );
      await add(files);
      await compare(files, await startComparing());
      const all = (await store.duplicates.group(key)) ?? expect.fail();
      expect(all).toMatchObject({ videoCount: 25, nextCursor: null });
      const [first] = (await store.duplicates.list({ limit: 1 })).groups;
      const found = [...(first ?? expect.fail()).videos];
      expect(found).toHaveLength(20);
      for (let cursor = first?.nextCursor ?? null; cursor !== null; ) {
        const page = (await store.duplicates.group(key, { cursor, limit: 2 })) ?? expect.fail();
        expect(page.videos.length).toBeGreaterThan(0);
        found.push(...page.videos);
        cursor = page.nextCursor;
      }
      expect(found).toEqual(all.videos);
      const named = found.at(-1)?.video.id ?? expect.fail();
      const { videos } = (await store.duplicates.group(key, { limit: 1, ids: [named] })) ?? expect.fail();
      expect(videos).toEqual([found[0], found.at(-1)]);
      await expect(store.duplicates.group(key, { cursor: "x" })).rejects.toThrow(InvalidCursor);
    });

    test("files that are distrusted are compared again", async () => {
      const files = [1, 2, 3].map((nth) => plain(`/${nth}`, { content: "a" }));
      await add(files);
      await compare(files, await startComparing());
      const ids = await Promise.all(["/1", "/3"].map(async (path) => (await videoAt(store, path)).id));
      await store.duplicates.distrust(ids);
      expect(await store.duplicates.group(key)).toMatchObject({ state: "likely", gain: { confirmed: 0 } });
      expect((await allToCompare(await startComparing())).map(({ path }) => path)).toEqual(["/1", "/3"]);
    });

    test("a forgotten video leaves its group and its hash", async () => {
      const files = [1, 2, 3].map((nth) => plain(`/${nth}`, { content: "a" }));
      await add(files);
      await compare(files, await startComparing());
      await store.videos.forget({ ids: [(await videoAt(store, "/2")).id] });
      expect((await allGroups()).map(shown)).toMatchObject([{ videos: ["/1", "/3"], gain: { confirmed: 10 } }]);
      expect(await store.execute("select count(*) as hashes from video_hashes")).toEqual([{ hashes: 2 }]);
    });

    test("one request at a time holds a group, also of several processes, until it is done or its time is over", async () => {
      // SQLite has one process at a time.
      const other = store.hasTypedColumns ? await store.another() : store;
      const tokens = Array.from({ length: 12 }, (_, nth) => `token ${nth}`);
      const held = await Promise.all(
        tokens.map((token, nth) => (nth % 2 === 0 ? store : other).duplicates.hold(key, token, 60_000)),
      );
      expect(held.filter((isHeld) => isHeld)).toHaveLength(1);
      const holder = tokens[held.indexOf(true)] ?? "";
      expect(await store.duplicates.hold(key, holder, 60_000)).toBe(true);
      expect(await store.duplicates.hold({ ...key, fingerprint: 8 }, "another group", 60_000)).toBe(true);
      await store.duplicates.release(key, "not its token");
      expect(await other.duplicates.hold(key, "late", 60_000)).toBe(false);
      await other.duplicates.release(key, holder);
      expect(await other.duplicates.hold(key, "late", -1_000_000)).toBe(true);
      expect(await store.duplicates.hold(key, "later", 60_000)).toBe(true);
      expect(await store.duplicates.hold(key, "late", 60_000)).toBe(false);
    });
  });
}

function notCompared(file: ModelFile): ModelFile {
  return { ...file, content: null };
}

function isSameFile(one: Omit<ModelFile, "path">, other: Omit<ModelFile, "path">): boolean {
  return (
    one.fileNumber !== null &&
    one.fileNumber === other.fileNumber &&
    one.disk === other.disk &&
    one.size === other.size &&
    one.fingerprint === other.fingerprint &&
    !one.isMissing &&
    !other.isMissing
  );
}

/** All groups of the model, in the order of the list. */
function modelGroups(files: readonly ModelFile[]) {
  const groups = Map.groupBy(
    files.filter(({ isMissing, fingerprint }) => !isMissing && fingerprint !== null),
    ({ size, fingerprint }) => `${size} ${fingerprint}`,
  );
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const { size = 0, fingerprint = 0 } = group[0] ?? {};
      const copies: ModelFile[] = [];
      for (const file of group) if (!copies.some((copy) => isSameFile(copy, file))) copies.push(file);
      const classes = Map.groupBy(
        copies.filter(({ content }) => content !== null),
        ({ content }) => content,
      );
      const equal = [...classes.values()].reduce((sum, same) => sum + same.length - 1, 0);
      const others = copies.filter(({ content }) => content === null).length;
      const perhaps = classes.size === 0 ? others - 1 : others;
      const isLinked = copies.length === 1;
      const state: GroupState = equal > 0 ? "confirmed" : isLinked ? "linked" : perhaps > 0 ? "likely" : "different";
      return {
        key: { size, fingerprint: fingerprint ?? 0 },
        state,
        gain: { confirmed: size * equal, possible: size * perhaps },
        copyCount: copies.length,
        videos: group.map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1)),
      };
    })
    .toSorted(
      (a, b) =>
        b.gain.confirmed + b.gain.possible - a.gain.confirmed - a.gain.possible ||
        b.key.size - a.key.size ||
        b.key.fingerprint - a.key.fingerprint,
    );
}

function modelTotals(groups: ReturnType<typeof modelGroups>, files: readonly ModelFile[]): DuplicateTotals {
  const of = (state: GroupState) => groups.filter((group) => group.state === state).length;
  return {
    gain: {
      confirmed: groups.reduce((sum, { gain }) => sum + gain.confirmed, 0),
      possible: groups.reduce((sum, { gain }) => sum + gain.possible, 0),
    },
    groups: { confirmed: of("confirmed"), likely: of("likely"), linked: of("linked"), different: of("different") },
    unknown: files.filter(({ isMissing, fingerprint }) => !isMissing && fingerprint === null).length,
  };
}
