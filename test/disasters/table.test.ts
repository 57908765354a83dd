/**
 * Each disaster of the table, in each way in which the library comes to know of it, on each database. The library then holds
 * the right videos with the right ids and marks, and the scans have read and counted what they should.
 *
 * All rows happen at the same time, each in a place of its own, so that they share the scans.
 */
import { mkdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import type { DurableQueue } from "../../src/jobs/durable-queue.ts";
import { hasEnded, type Job, type JobId } from "../../src/jobs/job.ts";
import { usualRootSettings } from "../../src/library/library-roots.ts";
import { scanRequest } from "../../src/scanning/scan-payload.ts";
import { settingsOfRoots } from "../../src/scanning/settings-of-roots.ts";
import { ScheduleRunner } from "../../src/scheduling/schedule-runner.ts";
import { WatchRunner } from "../../src/watching/watch-runner.ts";
import { copyClip } from "../clip-tree.ts";
import { type Disks, makeDisks } from "../scanning/disks.ts";
import { ended, type ScansUnderTest, scansUnderTest } from "../scanning/scans-under-test.ts";
import { defaultWalkRules } from "../scanning/walk-rules.ts";
import { openPostgresUnderTest } from "../store/postgres-under-test.ts";
import { openSqliteUnderTest } from "../store/sqlite-under-test.ts";
import { filesOfPlace, Place, type Row, rows, type Step } from "./table-of-disasters.ts";

const roots = ["films", "albums", "usb"] as const;
type Root = (typeof roots)[number];
const mostSteps = 2;

/** What a way needs of the library. */
interface Library {
  readonly scans: ScansUnderTest;
  readonly queue: DurableQueue;
  /** Starts the queue of another process. */
  readonly startQueue: () => Promise<DurableQueue>;
  readonly pathOf: (root: Root) => string;
  /** Scans to the end. */
  readonly scan: (root: Root) => Promise<Job>;
}

interface Way {
  readonly title: string;
  /** Whether the directories are scanned once in a step, one after the other, so that all counts are known. */
  readonly isExact: boolean;
  /** Has everything happen, and returns when the library knows. */
  readonly live: (library: Library, happens: () => Promise<void>) => Promise<void>;
  /** Called before the first step, and its result after the last. */
  readonly begin?: (library: Library) => Promise<() => Promise<void>>;
}

const inOrder = (title: string, order: readonly Root[]): Way => ({
  title,
  isExact: true,
  async live({ scan }, happens) {
    await happens();
    for (const root of order) await scan(root);
  },
});

/** Has everything happen when a scan of the films asks the library for the first known files. */
const midway = (title: string, then: (library: Library, id: JobId) => Promise<unknown>): Way => ({
  title,
  isExact: false,
  async live(library, happens) {
    const { scans, queue, pathOf, scan } = library;
    const reached = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    scans.beforeLookUp = () => {
      reached.resolve();
      return goesOn.promise;
    };
    const id = await queue.submit(scanRequest({ path: pathOf("films"), recursive: true, retry_errors: false }));
    await reached.promise;
    scans.beforeLookUp = () => {};
    await happens();
    await then(library, id);
    goesOn.resolve();
    await ended(queue, id);
    for (const root of roots) await scan(root);
  },
});

let hours = 0;
const ways: readonly Way[] = [
  inOrder("found by a scan of the old directory first", ["films", "albums", "usb"]),
  inOrder("found by a scan of the new directory first", ["usb", "albums", "films"]),
  midway("in the middle of a scan", async () => {}),
  midway("in the middle of a scan that is cancelled", ({ queue }, id) => queue.cancel(id)),
  midway("in the middle of a scan whose process dies", async ({ startQueue }, id) => {
    // The state that a killed process leaves: a running job whose run writes nothing more. Another process takes it over.
    const next = await startQueue();
    await ended(next, id);
    await next.stop();
  }),
  {
    title: "found by the schedule",
    isExact: true,
    async live({ scans, queue }, happens) {
      await happens();
      hours += 48;
      const before = await newestScans(queue);
      const runner = new ScheduleRunner({
        roots: scans.store.roots,
        queue,
        diskOf: () => "disk",
        now: async () => new Date(Date.now() + hours * 3_600_000),
        delay: async () => {},
        onSkipped: () => expect.fail("A scan by schedule was skipped"),
        onError: (error) => expect.fail(String(error)),
      });
      await runner.look();
      const begun = (await newestScans(queue)).filter(({ id }) => !before.some((one) => one.id === id));
      expect(begun.map(({ payload }) => payload["trigger"])).toEqual(roots.map(() => "schedule"));
      for (const { id } of begun) await ended(queue, id);
    },
  },
  {
    title: "under a watch",
    isExact: false,
    async begin({ scans, queue }) {
      for (const { id } of await scans.store.roots.list()) await scans.store.roots.change(id, { watch: true });
      const errors: unknown[] = [];
      const watch = new WatchRunner({
        roots: scans.store.roots,
        videos: scans.store.videos,
        queue,
        diskOf: () => "disk",
        walk: defaultWalkRules,
        times: { quietMs: 100, mostWaitMs: 60_000, stillMs: 0, lookMs: 50 },
        delay: (ms, signal) => delay(Math.min(ms, 50), undefined, { signal }),
        onError: (error) => errors.push(error),
      });
      watch.start();
      for (const { id } of await scans.store.roots.list()) {
        await until(() => watch.stateOf(id)?.state === "watching");
      }
      // Watching begins with a scan of everything.
      await until(async () => (await newestScans(queue)).every(hasEnded));
      return async () => {
        await watch.stop();
        expect(errors).toEqual([]);
      };
    },
    async live(_, happens) {
      await happens();
    },
  },
];

/** Waits until something is true, but no longer than 20 s. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isTrue()) && performance.now() < end) await delay(20);
}

async function newestScans(queue: DurableQueue): Promise<readonly Job[]> {
  return (await queue.list({ limit: 100 })).jobs.filter(({ type }) => type === "scan");
}

/** What the library holds of a place. */
interface Held {
  /** Of each path: the path that its video had at the beginning, or `new`. */
  readonly videos: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

interface Seen extends Held {
  readonly reads: readonly string[];
}

type Counts = Readonly<Record<"new" | "updated" | "moved" | "excluded", number>>;

const openStore = process.env["TEST_DATABASE"] === "postgres" ? openPostgresUnderTest : openSqliteUnderTest;

describe("a library that is changed,", () => {
  describe.each(ways)("$title:", ({ isExact, live, begin }) => {
    const scans = scansUnderTest({ opens: "once", openStore });
    /** Of each step, what was seen of each row. */
    const seen: Seen[][] = [];
    const counted: Counts[] = [];

    beforeAll(async () => {
      const base = join(scans.root, "library");
      await using disks = makeDisks(join(scans.directory, "disks"));
      const places = rows.map((_, index) => new Place(base, String(index), disks));
      const library = await openLibrary(base, scans, disks);
      await layAll(places);
      for (const root of roots) await library.scan(root);
      const began = await idsByPath(scans);
      const end = await begin?.(library);
      for (let step = 0; step < mostSteps; step += 1) {
        const known = new Set((await newestScans(library.queue)).map(({ id }) => id));
        scans.probed = [];
        await live(library, async () => {
          for (const [index, place] of places.entries()) await rows[index]?.steps[step]?.happens(place);
        });
        const expected = rows.map((row) => heldAfter(row, step));
        const look = async () => heldBy(places, scans, began);
        // The watch tells nobody when it has gathered all changes. The tests of the rows say what is wrong.
        if (begin !== undefined) await until(async () => isDeepStrictEqual(await look(), expected));
        const held = await look();
        const { probed } = scans;
        seen.push(held.map(({ videos, missing }, index) => ({ videos, missing, reads: ownOf(places[index], probed) })));
        const jobs = (await newestScans(library.queue)).filter(({ id }) => !known.has(id));
        counted.push(sumOf(jobs));
      }
      await end?.();
      await library.queue.stop();
    }, 120_000);

    test.each(rows.map((row, index) => ({ ...row, index })))("$what", ({ index, ...row }) => {
      for (const [step, { reads = [] }] of row.steps.entries()) {
        const { reads: read = [], ...held } = seen[step]?.[index] ?? { videos: {}, missing: [] };
        expect(held).toEqual(heldAfter(row, step));
        if (isExact) expect(read).toEqual([...reads].toSorted());
        // What was read in the middle of a change may be read once more.
        else expect([...reads].filter((path) => !read.includes(path))).toEqual([]);
      }
    });

    test.runIf(isExact)("the scans have counted all of it", () => {
      for (let step = 0; step < mostSteps; step += 1) expect(counted[step]).toEqual(countsOf(step));
    });
  });
});

async function openLibrary(base: string, scans: ScansUnderTest, { threads }: Disks): Promise<Library> {
  for (const root of roots) {
    const path = join(base, root);
    await mkdir(path, { recursive: true });
    const schedule = { cron: "0 3 * * *", timeZone: "UTC" };
    const added = await scans.store.roots.add({ path, ...usualRootSettings, name: root, schedule });
    expect(added.kind).toBe("added");
  }
  const settingsOf = settingsOfRoots(scans.store.roots);
  const startQueue = () => scans.startQueue({ threads, settingsOf });
  const queue = await startQueue();
  const pathOf = (root: Root) => join(base, root);
  return {
    scans,
    queue,
    startQueue,
    pathOf,
    async scan(root) {
      const id = await queue.submit(scanRequest({ path: pathOf(root), recursive: true, retry_errors: false }));
      const job = await ended(queue, id);
      expect(job.status).toBe("completed");
      return job;
    },
  };
}

async function layAll(places: readonly Place[]): Promise<void> {
  for (const [index, place] of places.entries()) {
    for (const [nth, [path, clip]] of Object.entries(filesOfPlace).entries()) {
      await copyClip(clip, place.at(path));
      // Whole seconds, which copies keep exactly, and of each file others.
      const seconds = 1_500_000_000 + 100 * index + nth;
      await utimes(place.at(path), seconds, seconds);
    }
    await mkdir(place.outside("."), { recursive: true });
    await rows[index]?.before?.(place);
  }
}

async function allVideos({ store }: ScansUnderTest) {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await store.videos.list({ limit: 100, ...(cursor !== undefined && { cursor }) });
    all.push(...page.videos);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return all;
}

async function idsByPath(scans: ScansUnderTest): Promise<ReadonlyMap<string, string>> {
  return new Map((await allVideos(scans)).map(({ id, path }) => [id, path]));
}

/** @param began the paths that the videos had at the beginning, by their ids */
async function heldBy(
  places: readonly Place[],
  scans: ScansUnderTest,
  began: ReadonlyMap<string, string>,
): Promise<readonly Held[]> {
  const videos = await allVideos(scans);
  return places.map((place) => {
    const own = videos.flatMap((video) => {
      const name = place.nameOf(video.path);
      const first = began.get(video.id);
      return name === null ? [] : [{ ...video, name, was: first === undefined ? "new" : place.nameOf(first) }];
    });
    return {
      videos: Object.fromEntries(own.map(({ name, was }) => [name, was ?? "of another place"])),
      missing: own
        .filter(({ missingSince }) => missingSince !== null)
        .map(({ name }) => name)
        .toSorted(),
    };
  });
}

function ownOf(place: Place | undefined, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => place?.nameOf(path) ?? []).toSorted();
}

/** What the table says of a row after a step. Steps that a row does not have change nothing. */
function heldAfter({ steps, begins = [] }: Row, step: number): Held {
  const first = [...Object.keys(filesOfPlace), ...begins].map((path) => [path, path] as const);
  const videos = new Map<string, string>(first);
  const done = steps.slice(0, step + 1);
  for (const { holds = {} } of done) {
    for (const [path, was] of Object.entries(holds)) {
      if (was === null) videos.delete(path);
      else videos.set(path, was);
    }
  }
  return { videos: Object.fromEntries(videos), missing: [...(done.at(-1)?.missing ?? [])].toSorted() };
}

function countsOf(step: number): Counts {
  const those = rows.flatMap(({ steps }) => steps[step] ?? []);
  const now = those.flatMap(({ holds = {}, missing = [] }) =>
    Object.entries(holds).flatMap(([path, was]) => (missing.includes(path) ? [] : [was])),
  );
  const sum = (count: (step: Step) => number | undefined) => those.reduce((all, one) => all + (count(one) ?? 0), 0);
  return {
    new: now.filter((was) => was === "new").length,
    updated: sum(({ counts }) => counts?.updated),
    moved: now.filter((was) => was !== "new" && was !== null).length,
    excluded: sum(({ counts }) => counts?.excluded),
  };
}

function sumOf(jobs: readonly Job[]): Counts {
  const sum = (name: keyof Counts) => jobs.reduce((all, { counts }) => all + (counts[name] ?? 0), 0);
  return { new: sum("new"), updated: sum("updated"), moved: sum("moved"), excluded: sum("excluded") };
}
