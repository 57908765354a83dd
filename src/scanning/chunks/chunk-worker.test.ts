import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import type { JobId, Lease } from "../../jobs/job.ts";
import type { Prober } from "../probe/prober.ts";
import type { ChunkSource, TakenChunk } from "./chunk.ts";
import { ChunkWorker } from "./chunk-worker.ts";

const lease: Lease = { jobId: "a scan" as string as JobId, claim: 1 };
const fileAt = (path: string) => ({ path, size: 1, modifiedUs: 1, disk: "a disk" });
const file = fileAt("/videos/one");

afterEach(() => void vi.useRealTimers());

test("a worker begins the files of one chunk after those of the other", async () => {
  const begun: string[] = [];
  const prober = {
    concurrency: 1,
    probe: async (path) => {
      begun.push(path);
      await nextTurn();
      return { kind: "problem", problem: { code: "not_video", message: "has no video stream" } };
    },
  } satisfies Partial<Prober> as Partial<Prober> as Prober;
  let left = 2;
  const over = Promise.withResolvers<void>();
  const chunkOf = (name: string): TakenChunk => ({
    id: name,
    lease,
    files: [1, 2, 3].map((nth) => fileAt(`/videos/${name} ${nth}`)),
    commit: async () => {
      left -= 1;
      if (left === 0) over.resolve();
      return null;
    },
    refuse: () => Promise.resolve(),
    keep: () => Promise.resolve(true),
  });
  const chunks = [chunkOf("a"), chunkOf("b")];
  const worker = new ChunkWorker({
    source: {
      take: async (most) => chunks.splice(0, most),
      report: () => Promise.resolve(),
      leave: () => Promise.resolve(),
      stopped: () => Promise.resolve([]),
    },
    prober: () => Promise.resolve(prober),
    roots: () => Promise.resolve([]),
    onError: (error) => expect.soft(error).toBeUndefined(),
  });
  worker.start();
  await over.promise;
  await worker.stop();
  expect(begun).toEqual(["a 1", "a 2", "a 3", "b 1", "b 2", "b 3"].map((name) => `/videos/${name}`));
});

test("a worker that hears of a cancel asks first whether its scan goes on, and writes only the chunk", async () => {
  // No regular sign of life comes in between.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const calls: string[] = [];
  const committed = Promise.withResolvers<void>();
  const chunk: TakenChunk = {
    id: "a chunk",
    lease,
    files: [file],
    commit: async ({ left }) => {
      calls.push(`commit without ${left.length}`);
      committed.resolve();
      return null;
    },
    refuse: async () => void calls.push("refuse"),
    keep: async () => calls.push("keep") > 0,
  };
  const chunks = [chunk];
  const source: ChunkSource = {
    take: async () => chunks.splice(0, 1),
    report: async () => void calls.push("report"),
    leave: () => Promise.resolve(),
    stopped: async (leases) => {
      calls.push("stopped");
      return leases;
    },
  };
  // No process is free, so it gives the file up when it is told to stop.
  const began = Promise.withResolvers<void>();
  const prober = {
    concurrency: 1,
    probe: (_, { unlessBegun } = {}) => {
      began.resolve();
      return new Promise((_, reject) => unlessBegun?.addEventListener("abort", () => reject(unlessBegun.reason)));
    },
  } satisfies Partial<Prober> as Partial<Prober> as Prober;
  const worker = new ChunkWorker({
    source,
    prober: () => Promise.resolve(prober),
    roots: () => Promise.resolve([]),
    onError: (error) => expect.soft(error).toBeUndefined(),
  });
  worker.start();
  await began.promise;
  worker.lookAgain();
  await committed.promise;
  await nextTurn();
  expect(calls).toEqual(["stopped", "commit without 1"]);
  await worker.stop();
});
