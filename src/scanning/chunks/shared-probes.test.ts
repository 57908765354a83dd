import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { JobId, Lease } from "../../jobs/job.ts";
import type { FileProbes } from "../probes-in-flight.ts";
import type { Chunk, ChunkBoard } from "./chunk.ts";
import { SharedProbes } from "./shared-probes.ts";

const lease: Lease = { jobId: "a scan" as string as JobId, claim: 1 };
const file = (name: string) => ({ path: `/videos/${name}`, size: 1, modifiedUs: 1, disk: "a disk" });

type Answer = Awaited<ReturnType<ChunkBoard["collect"]>>;
const nothing: Answer = { reports: [], open: 0, held: 0, workers: 1, leaving: [], deadly: [], refused: [], job: null };

/** A board whose answers the test gives. */
function boardInHand() {
  const asked: PromiseWithResolvers<Answer>[] = [];
  const put: Chunk[] = [];
  const withdrawn: string[] = [];
  const board: ChunkBoard = {
    put: async (chunk) => void put.push(chunk),
    collect: () => {
      const answer = Promise.withResolvers<Answer>();
      asked.push(answer);
      return answer.promise;
    },
    withdraw: async (_, which) => void withdrawn.push(which),
    nextCommitHere: () => Promise.resolve(),
  };
  return { board, asked, put, withdrawn };
}

function probesOf(board: ChunkBoard, own: Partial<FileProbes> = {}, stop = new AbortController().signal) {
  return new SharedProbes({
    board,
    lease,
    stop,
    keepRate: () => Promise.resolve(),
    onReport: () => {},
    onCommit: () => {},
    onDeadly: () => {},
    onNoWorker: () => {},
    onLeaving: () => {},
    onFailure: (error) => expect.soft(error).toBeUndefined(),
    own: {
      gaveUp: false,
      begin: () => Promise.resolve(),
      idle: () => Promise.resolve(),
      leave: () => {},
      abandon: () => {},
      ...own,
    },
  });
}

async function until(those: readonly unknown[], count: number): Promise<void> {
  while (those.length < count) await nextTurn();
}

test("a scan waits for a chunk that was put in while an older answer was under way", async () => {
  const { board, asked, put } = boardInHand();
  const probes = probesOf(board);
  await probes.begin(file("one"));
  let isIdle = false;
  const idle = probes.idle();
  await until(asked, 1);
  await probes.begin(file("two"));
  const idleAgain = probes.idle().then(() => {
    isIdle = true;
  });
  while (put.length < 2) await nextTurn();
  // Of the moment before the second chunk.
  asked[0]?.resolve(nothing);
  await until(asked, 2);
  expect(isIdle).toBe(false);
  asked[1]?.resolve(nothing);
  await Promise.all([idle, idleAgain]);
});

test("a scan waits for files of refused chunks, which its own process begins", async () => {
  const { board, asked } = boardInHand();
  const began = Promise.withResolvers<void>();
  let isIdleAtBegin: boolean | null = null;
  let isIdle = false;
  const probes = probesOf(board, {
    begin: async () => {
      await began.promise;
      isIdleAtBegin = isIdle;
    },
  });
  await probes.begin(file("one"));
  const first = probes.idle();
  await until(asked, 1);
  asked[0]?.resolve({ ...nothing, refused: [{ id: "a chunk", lease, files: [file("one")] }] });
  await nextTurn();
  const second = probes.idle().then(() => {
    isIdle = true;
  });
  await nextTurn();
  began.resolve();
  await Promise.all([first, second]);
  expect(isIdleAtBegin).toBe(false);
});

test("a scan that was told to stop takes back what a leaving worker puts in later", async () => {
  const { board, asked, withdrawn } = boardInHand();
  const stop = new AbortController();
  const probes = probesOf(board, {}, stop.signal);
  await probes.begin(file("one"));
  const idle = probes.idle();
  await until(asked, 1);
  stop.abort(new Error("stop"));
  // The worker of the chunk leaves, and its rest waits in a chunk of its own.
  asked[0]?.resolve({ ...nothing, open: 1 });
  await until(asked, 2);
  expect(withdrawn).toEqual(["waiting", "waiting"]);
  asked[1]?.resolve(nothing);
  await idle;
});

test("a scan that is told to stop asks for reports at once, though no worker of its own process reports", async () => {
  const { board, asked } = boardInHand();
  const pauses: AbortSignal[] = [];
  const stop = new AbortController();
  const never = (signal: AbortSignal) => {
    pauses.push(signal);
    return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  };
  const probes = probesOf({ ...board, nextCommitHere: never }, {}, stop.signal);
  await probes.begin(file("one"));
  const idle = probes.idle();
  await until(pauses, 1);
  stop.abort(new Error("stop"));
  expect(pauses.at(-1)?.aborted).toBe(true);
  await until(asked, 1);
  for (const answer of asked) answer.resolve(nothing);
  await idle;
});

test("a scan has chunks for all workers, and puts in more when workers join", async () => {
  const { board, asked, put } = boardInHand();
  const stop = new AbortController();
  const probes = probesOf(board, {}, stop.signal);
  const begun = (async () => {
    for (let index = 0; index < 10_000; index += 1) await probes.begin(file(String(index)));
  })();
  begun.catch(() => {});
  await until(put, 16);
  await until(asked, 1);
  expect(put.length).toBe(16);
  asked[0]?.resolve({ ...nothing, open: 16, held: 16, workers: 20 });
  // Four for each worker, some of which may count twice until the next answer.
  await until(put, 60);
  stop.abort(new Error("stop"));
  await expect(begun).rejects.toThrow("stop");
  let isIdle = false;
  const idle = probes.idle().then(() => {
    isIdle = true;
  });
  while (!isIdle) {
    for (const answer of asked) answer.resolve(nothing);
    await nextTurn();
  }
  await idle;
});
