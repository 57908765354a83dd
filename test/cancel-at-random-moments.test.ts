/**
 * Promises 1, 2 and 4 under cancels at random moments: real clips, a real prober, a real database. fast-check draws the
 * moments, and prints the seed when a promise is broken.
 */
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DurableQueue } from "../src/jobs/durable-queue.ts";
import type { EndedJob, JobId } from "../src/jobs/job.ts";
import type { CancelOutcome } from "../src/jobs/job-store.ts";
import { createProber } from "../src/scanning/probe/create-prober.ts";
import type { Prober } from "../src/scanning/probe/prober.ts";
import { createScanHandler } from "../src/scanning/scan-handler.ts";
import { scanRequest } from "../src/scanning/scan-payload.ts";
import { SpareThreads } from "../src/scanning/walk/spare-threads.ts";
import type { Store } from "../src/store/store.ts";
import { makeClipTree, temporaryDirectory } from "./clip-tree.ts";
import { lengthen } from "./lengthen.ts";
import { overlay } from "./overlay.ts";
import { defaultWalkRules } from "./scanning/walk-rules.ts";
import { type DatabaseUnderTest, databaseFor, type LibraryRows } from "./store/database-under-test.ts";

const isOnPostgres = process.env["TEST_DATABASE"] === "postgres";
const clipCount = 18;
/** Shared by all scans, as in a server. */
const threads = { spare: new SpareThreads() };

/** When to cancel: when the n-th of these steps begins or has ended, or after n turns of the event loop. */
const moments = fc.oneof(
  fc.record({ at: fc.constant("before the claim" as const), nth: fc.constant(1) }),
  fc.record({ at: fc.constantFrom("look-up" as const, "look-up done" as const), nth: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    at: fc.constantFrom("probe" as const, "probe done" as const),
    nth: fc.integer({ min: 1, max: clipCount }),
  }),
  fc.record({ at: fc.constantFrom("commit" as const, "commit done" as const), nth: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ at: fc.constant("probe done" as const), nth: fc.constant(clipCount) }),
  fc.record({ at: fc.constantFrom("settling" as const, "after the end" as const), nth: fc.constant(1) }),
  fc.record({ at: fc.constant("turn" as const), nth: fc.integer({ min: 1, max: 2_000 }) }),
);
type Moment = typeof moments extends fc.Arbitrary<infer Value> ? Value : never;

/** One cancel, two at different moments, or two at the same moment. */
const cancelsOfAScan: fc.Arbitrary<readonly Moment[]> = fc.oneof(
  fc.array(moments, { minLength: 1, maxLength: 2 }),
  moments.map((moment) => [moment, moment]),
);

/** The kinds of moments. At least one cancel must come at each. */
const kindsOfMoments = [
  "before the claim",
  "look-up",
  "look-up done",
  "probe",
  "probe done",
  "the last file",
  "commit",
  "commit done",
  "settling",
  "after the end",
  "turn",
  "twice at once",
] as const;

/** The first runs: one cancel of each kind. All others are drawn. */
const oneOfEachKind: [readonly Moment[]][] = kindsOfMoments.map((kind) => {
  if (kind === "the last file") return [[{ at: "probe done", nth: clipCount }]];
  if (kind === "twice at once")
    return [
      [
        { at: "probe", nth: 3 },
        { at: "probe", nth: 3 },
      ],
    ];
  return [[{ at: kind, nth: 1 }]];
});
/** On Postgres, fewer runs show what is different there. */
const runs = oneOfEachKind.length + lengthen(isOnPostgres ? 14 : 60, isOnPostgres ? 40 : 220);

/** The kinds of moments of the cancels that were sent. */
function kindsOf(made: readonly Moment[]): readonly string[] {
  const kinds = made.map(({ at }): string => at);
  if (made.some(({ at, nth }) => at === "probe done" && nth === clipCount)) kinds.push("the last file");
  const [one, other] = made;
  if (one !== undefined && one.at === other?.at && one.nth === other.nth) kinds.push("twice at once");
  return kinds;
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let prober: Prober;
let database: DatabaseUnderTest;
let store: Store;

beforeAll(async () => {
  directory = await temporaryDirectory();
  database = await databaseFor(directory.path);
  store = await database.openStore();
  prober = createProber({
    wanted: "auto",
    limits: { concurrency: 2, timeoutMs: 30_000, memoryBytes: 2 ** 30, niceness: 0 },
  });
});

afterAll(async () => {
  await prober.close();
  await store.close();
  await directory[Symbol.asyncDispose]();
});

/** The real parts. They report the start and the end of each step. */
function watched(tell: (step: string) => void) {
  const around = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    tell(step);
    const result = await work();
    tell(`${step} done`);
    return result;
  };
  const probed: string[] = [];
  const watchedProber = overlay(prober, {
    probe: async (path, options) => {
      const outcome = await around("probe", () => prober.probe(path, options));
      // A cancel gives up the files that no process has begun: their probes throw.
      probed.push(path);
      return outcome;
    },
  });
  const { scans, jobs } = store;
  const library = overlay(scans, {
    known: (paths) => around("look-up", () => scans.known(paths)),
    commit: (lease, batch) => around("commit", () => scans.commit(lease, batch)),
  });
  const jobStore = overlay(jobs, {
    apply: (transition) => {
      if (transition.set.finishedAt !== undefined && transition.from.status === "running") tell("settling");
      return jobs.apply(transition);
    },
  });
  const handler = createScanHandler({
    walk: defaultWalkRules,
    threads,
    library,
    prober: () => Promise.resolve(watchedProber),
    batchFiles: 5,
    batchMs: 15,
    // Every probe that has begun also ends, however busy the machine is.
    graceMs: 600_000,
  });
  return { queue: new DurableQueue({ store: jobStore, handlers: { scan: handler }, now: () => new Date() }), probed };
}

let scans = 0;

/** Scans a new tree and cancels the scan at the moments. */
async function scanCancelledAt(cancels: readonly Moment[], library: LibraryRows) {
  const root = join(directory.path, `videos ${scans++}`);
  const paths = await makeClipTree(root, clipCount, 6);
  const submitted = Promise.withResolvers<JobId>();
  const outcomes: Promise<CancelOutcome>[] = [];
  const made: Moment[] = [];
  const afterCommits: ReturnType<LibraryRows["countsAndRowsOf"]>[] = [];
  const counted = new Map<string, number>();
  let jobId: JobId | null = null;
  const tell = (step: string) => {
    const nth = (counted.get(step) ?? 0) + 1;
    counted.set(step, nth);
    for (const moment of cancels) {
      if (moment.at !== step || moment.nth !== nth) continue;
      made.push(moment);
      outcomes.push(submitted.promise.then((id) => queue.cancel(id)));
    }
    if (step === "commit done" && jobId !== null) afterCommits.push(library.countsAndRowsOf(jobId));
  };
  const { queue, probed } = watched(tell);
  const request = scanRequest({ path: root, recursive: true, retry_errors: false });
  const id = await queue.submit(request);
  jobId = id;
  submitted.resolve(id);
  tell("before the claim");
  await queue.start();
  const turnsToCount = Math.max(0, ...cancels.filter(({ at }) => at === "turn").map(({ nth }) => nth));
  const turns = (async () => {
    for (let turn = 0; turn < turnsToCount; turn++) {
      await new Promise(setImmediate);
      tell("turn");
    }
  })();
  const job = await end(queue, id);
  await turns;
  tell("after the end");
  return { paths, probed, queue, request, job, made, afterCommits, outcomes: await Promise.all(outcomes) };
}

async function end(queue: DurableQueue, id: JobId): Promise<EndedJob> {
  const outcome = await queue.wait(id);
  if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
  return outcome.job;
}

describe(`a scan cancelled at ${runs} random moments`, () => {
  test(
    "ends cancelled if and only if a cancel was accepted, keeps exactly what it counts, and costs nothing twice",
    async () => {
      const library = database.openLibrary();
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(cancelsOfAScan, async (cancels) => {
          const { job, outcomes, made, afterCommits, probed, queue, request, paths } = await scanCancelledAt(
            cancels,
            library,
          );

          // Promise 1: 200 means that the scan ends cancelled, 409 that it had ended.
          const accepted = outcomes.filter(({ kind }) => kind === "accepted");
          expect(job.status).toBe(accepted.length > 0 ? "cancelled" : "completed");
          for (const outcome of outcomes) {
            if (outcome.kind === "already_ended") expect(outcome.job).toEqual(job);
            else expect(outcome.kind).toBe("accepted");
          }
          for (const kind of kindsOf(made)) seen.add(kind);

          // Promise 2: the counts equal the rows after each commit, and in the end.
          for (const { counted, rows } of await Promise.all(afterCommits)) expect(counted).toEqual(rows);
          const { counted, rows } = await library.countsAndRowsOf(job.id);
          expect(counted).toEqual(rows);
          const { new: added = 0, scanned = 0, found = 0 } = job.counts;
          expect(job.counts).toMatchObject({ scanned: added, error_count: 0, skipped: 0, missing: 0 });
          expect(await library.rowsOf(job.id)).toMatchObject({ written: added, errors: 0, missing: 0 });
          expect(found).toBeGreaterThanOrEqual(scanned);
          if (job.status === "completed" || !job.stoppedEarly) expect(added).toBe(clipCount);

          // Promise 4: the next scan does the rest, and no file is probed twice.
          const rest = await end(queue, await queue.submit(request));
          expect(rest).toMatchObject({
            status: "completed",
            counts: { found: clipCount, skipped: added, new: clipCount - added },
          });
          expect(probed.toSorted()).toEqual(paths.toSorted());
          for (const id of [job.id, rest.id]) {
            const { counted, rows } = await library.countsAndRowsOf(id);
            expect(counted).toEqual(rows);
          }
          await queue.stop();
        }),
        { numRuns: runs, endOnFailure: true, examples: oneOfEachKind },
      );
      await library.expectCountsToEqualRows();
      await library.close();
      expect(seen).toEqual(new Set(kindsOfMoments));
    },
    lengthen(180_000),
  );
});
