/** The parts of the conformance tests of every database. */
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import {
  type CancellingJob,
  claimed,
  type JobId,
  type JsonObject,
  type Lease,
  type PendingJob,
  parseJobId,
  type RunningJob,
} from "../../src/jobs/job.ts";
import type { NewJob } from "../../src/jobs/job-store.ts";
import { StoreError } from "../../src/jobs/store-error.ts";
import type { Video, VideoFacts } from "../../src/library/video.ts";
import type { VideoDetails } from "../../src/library/video-details.ts";
import {
  type CommitOutcome,
  type FileProblem,
  type FileStat,
  noCounts,
  type ScanBatch,
} from "../../src/scanning/scan-library.ts";
import type { Store } from "../../src/store/store.ts";
import { detailsWith, factsOf, subtitle } from "../video-details.ts";

export interface StoreUnderTest extends Store {
  /** Whether the database refuses a value of another type than its column has. */
  readonly hasTypedColumns: boolean;
  /** Opens the same database once more, as another process would. Closed with this one. */
  another(): Promise<Store>;
  /** Runs a statement past the store. */
  execute(sql: string): Promise<readonly object[]>;
}

/** Opens an empty database. `now` is the store's clock. */
export type OpenStore = (options: { now: () => Date }) => Promise<StoreUnderTest>;

/** A clock that moves by a second at each reading. */
export function tickingClock(): () => Date {
  let seconds = 1_700_000_000;
  return () => {
    seconds += 1;
    return new Date(seconds * 1000);
  };
}

const clock = tickingClock();

export function newJobId(): JobId {
  const id = parseJobId(randomUUID());
  if (id === null) throw new Error("A UUID is the id of a job");
  return id;
}

export function newJob(job: Partial<NewJob> = {}): NewJob {
  return {
    id: newJobId(),
    type: "scan",
    payload: { path: "/lib", recursive: true },
    uniqueKey: null,
    lane: null,
    resumes: null,
    counts: {},
    submittedAt: clock(),
    ...job,
  };
}

export async function insertPending(store: Pick<Store, "jobs">, job: Partial<NewJob> = {}): Promise<PendingJob> {
  const { job: inserted } = await store.jobs.insert(newJob(job));
  if (inserted.status !== "pending") throw new Error("An active job has that key already");
  return inserted;
}

export async function claim(
  store: Pick<Store, "jobs">,
  job: PendingJob,
  leaseExpiresAt = new Date(4e12),
): Promise<RunningJob> {
  const running = await store.jobs.apply(claimed(job, { worker: "tester", leaseExpiresAt, now: clock() }));
  if (running === null) throw new Error("Somebody else claimed the job");
  return running;
}

/** A running scan, ready to commit. */
export async function startScan(store: Pick<Store, "jobs">, payload?: JsonObject): Promise<RunningJob> {
  return claim(store, await insertPending(store, payload === undefined ? {} : { payload }));
}

export function leaseOf(job: RunningJob | CancellingJob): Lease {
  return { jobId: job.id, claim: job.claim };
}

export const someDetails: VideoDetails = {
  ...detailsWith([subtitle(2, "subrip", "ger"), subtitle(3, null, null)]),
  title: "A title",
  recordedAt: "2019-05-04T03:02:01.000Z",
  encoder: "An encoder",
  chapterCount: 3,
};
export const someFacts: VideoFacts = {
  container: "matroska,webm",
  durationSeconds: 12.345678,
  durationSource: "declared",
  suspect: null,
  frameRateNumerator: 30000,
  frameRateDenominator: 1001,
  width: 1920,
  height: 1080,
  rotation: -90,
  videoCodec: "h264",
  audioCodec: "aac",
  audioChannels: 2,
  sampleRate: 48000,
  bitRate: 1_234_567,
  audioCount: 1,
  hdr: "hdr10",
  bitDepth: 10,
  ...factsOf(someDetails),
};

/** The disk of files if a test names no other. */
export const disk = "a disk";

export function file(path: string, stat: Partial<Omit<FileStat, "path">> = {}): FileStat {
  return { path, size: 1000, modifiedUs: 1_600_000_000_123_456, disk, ...stat };
}

export function video(path: string, stat: Partial<Omit<FileStat, "path">> = {}): ScanBatch["videos"][number] {
  return { file: file(path, stat), facts: someFacts };
}

export function problem(path: string, stat: FileProblem["stat"] = { size: 7, modifiedUs: 77 }): FileProblem {
  return {
    path,
    stat,
    isPresent: stat !== null,
    code: "not_video",
    message: `There is no picture in it (${path.length})`,
  };
}

export function batch(parts: Partial<ScanBatch> = {}): ScanBatch {
  const nothing = { videos: [], problems: [], present: [], missing: [], goneProblems: [] };
  return { ...nothing, found: 0, skipped: 0, unreadable: 0, expected: null, ...parts };
}

export async function commit(store: Store, job: RunningJob, parts: Partial<ScanBatch>) {
  return committed(await store.scans.commit(leaseOf(job), batch(parts)));
}

export function committed(outcome: CommitOutcome): Extract<CommitOutcome, { kind: "committed" }> {
  if (outcome.kind !== "committed") throw new Error("The lease was lost");
  return outcome;
}

/**
 * Expects that the counts in the row of a job equal the rows that it wrote, and returns them.
 *
 * @param taken how many of its rows another job has written later
 */
export async function countsEqualRows(store: StoreUnderTest, id: JobId, taken = { videos: 0, missing: 0 }) {
  const job = await store.jobs.get(id);
  const [rows] = await store.execute(`select
    (select count(*) from videos where job_id = '${id}') as videos,
    (select count(*) from videos where missing_job_id = '${id}') as missing,
    (select count(*) from scan_errors where job_id = '${id}') as errors,
    (select count(*) from scan_errors where job_id = '${id}' and code in ('directory_unreadable', 'disk_lost')) as directories`);
  const counts = { ...noCounts, ...job?.counts };
  const {
    new: created,
    updated,
    moved,
    skipped,
    unreadable,
    missing,
    error_count: errors,
    directory_errors: directories,
  } = counts;
  const fromCounts = {
    videos: created + updated + moved - taken.videos,
    missing: missing - taken.missing,
    errors,
    directories,
  };
  expect(fromCounts).toEqual({ ...rows });
  expect(counts.scanned).toBe(created + updated + moved + skipped + unreadable + errors);
  return counts;
}

/** The video at `path`, as people see it. */
export async function videoAt(store: Store, path: string): Promise<Video> {
  const found = (await store.videos.list({ text: path, limit: 100 })).videos.find((one) => one.path === path);
  if (found === undefined) throw new Error(`There is no video ${path}`);
  return found;
}

/** Expects a StoreError with `code` and, in its message, `words`. */
export async function expectStoreError(failing: Promise<unknown>, code: StoreError["code"], ...words: string[]) {
  const error = await failing.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StoreError);
  if (!(error instanceof StoreError)) return;
  expect(error.code).toBe(code);
  for (const word of words) expect(error.message).toContain(word);
}

/** The job after a change. Throws if nothing was changed. */
export async function applied<Row>(change: Promise<Row | null>): Promise<Row> {
  const row = await change;
  if (row === null) throw new Error("The job had left the state that the change starts from");
  return row;
}
