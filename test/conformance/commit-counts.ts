import {
  type Arbitrary,
  array,
  assert as assertProperty,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  oneof,
  record,
  subarray,
  tuple,
} from "fast-check";
import { expect, test } from "vitest";
import { died, type JobId, type RunningJob } from "../../src/jobs/job.ts";
import { parseVideoId } from "../../src/library/video.ts";
import type { MovedVideo, ScanBatch } from "../../src/scanning/scan-library.ts";
import { lengthen } from "../lengthen.ts";
import {
  claim,
  commit,
  countsEqualRows,
  file,
  type OpenStore,
  problem,
  type StoreUnderTest,
  startScan,
  tickingClock,
  video,
} from "../store/store-under-test.ts";
import { videosWithPaths } from "../store/videos-with-paths.ts";

const numRuns = lengthen(15);

/** Promise 2, for anything that scans can commit. */
export function describeCommitCounts(open: OpenStore): void {
  test("counts equal rows after every commit, whatever two jobs write", { timeout: lengthen(120_000) }, async () => {
    const store = await open({ now: tickingClock() });
    let runs = 0;
    try {
      await assertProperty(
        asyncProperty(array(anyStep, { minLength: 1, maxLength: 10 }), async (steps) => {
          runs += 1;
          await commitAll(store, `/run ${runs}/`, steps);
        }),
        { numRuns },
      );
    } finally {
      await store.close();
    }
    expect(runs).toBe(numRuns);
  });
}

async function commitAll(store: StoreUnderTest, directory: string, steps: readonly Step[]): Promise<void> {
  const jobs = { one: await startScan(store), two: await startScan(store) };
  const taken = new Map(Object.values(jobs).map(({ id }) => [id, { videos: 0, missing: 0 }]));
  for (const step of steps) {
    if (step.reclaim) jobs[step.job] = await claimAgain(store, jobs[step.job]);
    const before = await ownersIn(store, directory);
    const moves = await movesIn(store, directory, step.batch.moves);
    await commit(store, jobs[step.job], { ...inDirectory(directory, step.batch), moves });
    const after = await ownersIn(store, directory);
    countTaken(taken, { before, after, by: jobs[step.job].id });
    for (const [id, rows] of taken) await countsEqualRows(store, id, rows);
    if (step.remove !== null) await removeVideo(store, `${directory}${step.remove}`, taken);
    for (const [id, rows] of taken) await countsEqualRows(store, id, rows);

    const problems = (await store.videos.problems({ directory, limit: 100 })).errors.map(({ path }) => path);
    expect(new Set(problems).size).toBe(problems.length);
  }
}

const names = ["a", "b", "c", "d"];
const someNames = subarray(names);
const aFile = record({ name: constantFrom(...names), size: integer({ min: 1, max: 2 }) });
const anyStep = record({
  job: constantFrom("one" as const, "two" as const),
  reclaim: oneof({ weight: 4, arbitrary: constantFrom(false) }, { weight: 1, arbitrary: constantFrom(true) }),
  remove: oneof({ weight: 2, arbitrary: constantFrom(null) }, { weight: 1, arbitrary: constantFrom(...names) }),
  batch: record({
    videos: array(aFile, { maxLength: 4 }),
    problems: array(aFile, { maxLength: 3 }),
    moves: array(record({ from: constantFrom(...names), to: constantFrom(...names) }), { maxLength: 3 }),
    lists: tuple(someNames, someNames, someNames, subarray(names, { maxLength: 2 })),
    skipped: integer({ min: 0, max: 3 }),
    unreadable: integer({ min: 0, max: 3 }),
    seesAll: boolean(),
  }),
});
type Step = typeof anyStep extends Arbitrary<infer Value> ? Value : never;

function inDirectory(
  directory: string,
  { videos, problems, lists, skipped, unreadable, seesAll }: Step["batch"],
): Partial<ScanBatch> {
  const at = (name: string): string => `${directory}${name}`;
  return {
    videos: videos.map(({ name, size }) => video(at(name), { size })),
    problems: problems.map(({ name, size }) => problem(at(name), { size, modifiedUs: 1 })),
    present: lists[0].map((index) => ({ path: at(index), disk: "disk" })),
    missing: lists[1].map(at),
    goneProblems: lists[2].map(at),
    excluded: lists[3].map(at),
    skipped,
    unreadable,
    seesAll,
  };
}

/** Moves of the videos that are at these names now. */
async function movesIn(
  store: StoreUnderTest,
  directory: string,
  moves: Step["batch"]["moves"],
): Promise<readonly MovedVideo[]> {
  const rows = (await store.execute(
    `select number, path, file_size as size, modified_us from ${videosWithPaths} where directory = '${directory}'`,
  )) as { number: number; path: string; size: number; modified_us: number }[];
  return moves.flatMap(({ from, to }) => {
    const row = rows.find(({ path }) => path === `${directory}${from}`);
    if (row === undefined || from === to) return [];
    const { number, path, size, modified_us: modifiedUs } = row;
    const candidate = {
      number,
      path,
      size,
      modifiedUs,
      disk: null,
      fileNumber: null,
      changedUs: null,
      fingerprint: null,
      isMissing: false,
      isToBeRead: false,
    };
    return [{ file: file(`${directory}${to}`, { size, modifiedUs }), from: candidate }];
  });
}

async function claimAgain(store: StoreUnderTest, job: RunningJob): Promise<RunningJob> {
  const pending = await store.jobs.apply(died(job));
  if (pending === null) throw new Error("The job was running");
  return claim(store, pending);
}

/** A person removes the video at `path`, if there is one. */
async function removeVideo(
  store: StoreUnderTest,
  path: string,
  taken: ReadonlyMap<JobId, { videos: number; missing: number }>,
): Promise<void> {
  const [row] = await store.execute(`select id, job_id, missing_job_id from ${videosWithPaths} where path = '${path}'`);
  if (row === undefined) return;
  const { id, job_id, missing_job_id } = row as Owner & { id: string };
  const videoId = parseVideoId(id);
  if (videoId === null) throw new Error("A video's id is a UUID");
  expect(await store.videos.forget({ ids: [videoId] })).toEqual([videoId]);
  for (const [jobId, lost] of taken) {
    if (job_id === jobId) lost.videos += 1;
    if (missing_job_id === jobId) lost.missing += 1;
  }
}

interface Owner {
  readonly job_id: string;
  readonly missing_job_id: string | null;
}

/** The job that wrote each video, and the job that found it missing, by the ids of the videos. */
async function ownersIn(store: StoreUnderTest, directory: string): Promise<ReadonlyMap<string, Owner>> {
  const rows = await store.execute(
    `select id, job_id, missing_job_id from ${videosWithPaths} where directory = '${directory}'`,
  );
  return new Map((rows as (Owner & { id: string })[]).map((row) => [row.id, row]));
}

/** The counts of a job cannot be compared with rows that another job wrote last. */
function countTaken(
  taken: ReadonlyMap<JobId, { videos: number; missing: number }>,
  commits: { before: ReadonlyMap<string, Owner>; after: ReadonlyMap<string, Owner>; by: JobId },
): void {
  for (const [id, lost] of taken) {
    if (id === commits.by) continue;
    for (const [video, was] of commits.before) {
      const is = commits.after.get(video);
      if (was.job_id === id && is?.job_id !== id) lost.videos += 1;
      if (was.missing_job_id === id && is?.missing_job_id !== id) lost.missing += 1;
    }
  }
}
