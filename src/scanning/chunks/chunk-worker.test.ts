import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { JobId, Lease } from "../../jobs/job.ts";
import type { ProbeOutcome, Prober } from "../probe/prober.ts";
import type { ChunkSource, TakenChunk } from "./chunk.ts";
import { ChunkWorker } from "./chunk-worker.ts";

const lease: Lease = { jobId: "a scan" as string as JobId, claim: 1 };
const problem: ProbeOutcome = { kind: "problem", problem: { code: "not_video", message: "has no video stream" } };

// No regular sign of life comes in between.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

function chunkOf(paths: readonly string[], parts: Partial<TakenChunk> = {}): TakenChunk {
  return {
    id: "a chunk",
    lease,
    files: paths.map((path) => ({ path, size: 1, modifiedUs: 1, disk: "a disk" })),
    commit: () => Promise.resolve(null),
    refuse: () => Promise.resolve(),
    keep: () => Promise.resolve(true),
    ...parts,
  };
}

function proberOf(probe: Prober["probe"], concurrency = 1): Prober {
  return { concurrency, probe } satisfies Partial<Prober> as Partial<Prober> as Prober;
}

/** Gives each file up when it is told to stop, because no process is free. @param onProbe called with each path */
function busyProber(onProbe: () => void = () => {}): Prober {
  return proberOf((_, { unlessBegun } = {}) => {
    onProbe();
    return new Promise((_, reject) => unlessBegun?.addEventListener("abort", () => reject(unlessBegun.reason)));
  });
}

function workerOn(chunks: TakenChunk[], prober: Prober, source: Partial<ChunkSource> = {}): ChunkWorker {
  return new ChunkWorker({
    source: {
      take: async (most) => chunks.splice(0, most),
      report: () => Promise.resolve(),
      leave: () => Promise.resolve(),
      stopped: () => Promise.resolve([]),
      ...source,
    },
    prober: () => Promise.resolve(prober),
    roots: () => Promise.resolve([]),
    onError: (error) => expect.soft(error).toBeUndefined(),
  });
}

test("a worker begins the files of one chunk after those of the other", async () => {
  const begun: string[] = [];
  const prober = proberOf(async (path) => {
    begun.push(path);
    await nextTurn();
    return problem;
  });
  let left = 2;
  const over = Promise.withResolvers<void>();
  const commit = async () => {
    left -= 1;
    if (left === 0) over.resolve();
    return null;
  };
  const worker = workerOn([chunkOf(["a 1", "a 2", "a 3"], { commit }), chunkOf(["b 1", "b 2"], { commit })], prober);
  worker.start();
  await over.promise;
  await worker.stop();
  expect(begun).toEqual(["a 1", "a 2", "a 3", "b 1", "b 2"]);
});

test("a worker that hears of a cancel asks first whether its scan goes on, and writes only the chunk", async () => {
  const calls: string[] = [];
  const committed = Promise.withResolvers<void>();
  const chunk = chunkOf(["one"], {
    commit: async ({ left }) => {
      calls.push(`commit without ${left.length}`);
      committed.resolve();
      return null;
    },
    refuse: async () => void calls.push("refuse"),
    keep: async () => calls.push("keep") > 0,
  });
  const began = Promise.withResolvers<void>();
  const worker = workerOn([chunk], busyProber(began.resolve), {
    report: async () => void calls.push("report"),
    stopped: async (leases) => {
      calls.push("stopped");
      return leases;
    },
  });
  worker.start();
  await began.promise;
  worker.lookAgain();
  await committed.promise;
  await nextTurn();
  expect(calls).toEqual(["stopped", "commit without 1"]);
  await worker.stop();
});

test("a worker that is told which scan was cancelled does not ask, and does not wait for a slow file", async () => {
  const written = Promise.withResolvers<readonly string[]>();
  const chunk = chunkOf(["quick", "slow"], {
    commit: async ({ problems, left }) => {
      written.resolve([...problems, ...left].map(({ path }) => path));
      return null;
    },
  });
  const slow = Promise.withResolvers<ProbeOutcome>();
  const began = Promise.withResolvers<void>();
  const prober = proberOf((path) => {
    if (path === "quick") return Promise.resolve(problem);
    began.resolve();
    return slow.promise;
  }, 2);
  const worker = workerOn([chunk], prober, { stopped: () => Promise.reject(new Error("It asks what it knows")) });
  worker.start();
  await began.promise;
  worker.lookAgain(lease.jobId);
  expect(await written.promise).toEqual(["quick", "slow"]);
  slow.resolve(problem);
  await worker.stop();
});

test("a chunk that was on its way to the worker when its scan was cancelled is given up at once", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const written = Promise.withResolvers<number>();
  const chunks = [
    chunkOf(["one"], {
      commit: async ({ left }) => {
        written.resolve(left.length);
        return null;
      },
    }),
  ];
  const worker = workerOn(chunks, busyProber(), {
    take: async (most) => {
      asked.resolve();
      await answer.promise;
      return chunks.splice(0, most);
    },
  });
  worker.start();
  await asked.promise;
  worker.lookAgain(lease.jobId);
  answer.resolve();
  expect(await written.promise).toBe(1);
  await worker.stop();
});
