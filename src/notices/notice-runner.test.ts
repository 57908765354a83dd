import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Received, WebhookReceiver } from "../../test/notices/webhook-receiver.ts";
import { openNewSqlite } from "../../test/store/open-new-sqlite.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import type { JobId, JsonObject } from "../jobs/job.ts";
import type { JobOutcome } from "../jobs/job-handler.ts";
import type { Store } from "../store/store.ts";
import { NoticeRunner, type NoticeRunnerOptions, type NoticeWish } from "./notice-runner.ts";

let directory: string;
let store: Store;
let queue: DurableQueue;
let receiver: WebhookReceiver;
let errors: unknown[];
const runners: NoticeRunner[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "gleaner-notices-"));
  store = await openNewSqlite({ path: join(directory, "gleaner.db") });
  const run = async (
    { payload }: { payload: JsonObject },
    { signal }: { signal: AbortSignal },
  ): Promise<JobOutcome> => {
    if (payload["fails"] === true) throw new Error("The disk is gone");
    if (payload["waits"] === true) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return { stoppedEarly: signal.aborted };
  };
  const handler = { initialCounts: { new: 3 }, run };
  queue = new DurableQueue({
    store: store.jobs,
    handlers: { scan: handler, check: handler, forget: handler },
    alone: true,
  });
  await queue.start();
  receiver = await WebhookReceiver.open();
  errors = [];
});
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.stop(100);
  await queue.stop();
  await receiver[Symbol.asyncDispose]();
  await store.close();
  await rm(directory, { recursive: true });
});

async function start(
  wish: Partial<NoticeWish> = {},
  options: Partial<NoticeRunnerOptions> = {},
): Promise<NoticeRunner> {
  const { url, secret } = receiver;
  await store.deliveries.begin(wish.address ?? url);
  if ((await store.deliveries.cursor()) === null) {
    await store.deliveries.add([], { from: null, to: await store.jobs.latestRevision() });
  }
  const runner = new NoticeRunner({
    jobs: store.jobs,
    deliveries: store.deliveries,
    feed: queue.feed,
    wish: () => ({
      address: url,
      events: ["completed", "cancelled", "failed"],
      afterChanges: false,
      receiver: async () => ({ url, secret }),
      ...wish,
    }),
    retriesMs: [1, 1],
    everyMs: 60_000,
    onError: (error) => errors.push(error),
    ...options,
  });
  runner.start();
  runners.push(runner);
  return runner;
}

async function job(payload: JsonObject = {}, type = "scan"): Promise<JobId> {
  const id = await queue.submit({ type, payload: { path: "/films", ...payload } });
  if (payload["waits"] !== true) await queue.wait(id);
  return id;
}
const settled = async (count: number) => {
  await expect
    .poll(async () => (await store.deliveries.list(100)).filter(({ nextAt }) => nextAt === null).length)
    .toBe(count);
  return store.deliveries.list(100);
};
const idsOf = (messages: readonly Received[]) => messages.map(({ data }) => data.job_id);

test("the end of a scan is told, signed, with its numbers", async () => {
  await start();
  const id = await job();
  const message = await receiver.next();
  expect(message).toMatchObject({
    id: `msg_${id}`,
    type: "scan.completed",
    isSigned: true,
    path: "/hook?token=x",
    data: { job_id: id, status: "completed", path: "/films", trigger: "hand", counts: { new: 3 }, error: null },
  });
  expect(message.headers["content-type"]).toBe("application/json");
  expect(await settled(1)).toMatchObject([{ event: "scan.completed", attempts: 1, deliveredAt: expect.any(Date) }]);
});

test("cancelled scans, failed scans and checks are told, other jobs are not", async () => {
  await start();
  await job({}, "forget");
  const failed = await job({ fails: true });
  const waiting = await job({ waits: true });
  await queue.cancel(waiting);
  const check = await job({}, "check");
  const messages = [await receiver.next(), await receiver.next(), await receiver.next()];
  // Ends of one millisecond are told in any order.
  expect(messages.map(({ type, data }) => [type, data.job_id, data.error]).toSorted()).toEqual([
    ["check.completed", check, null],
    ["scan.cancelled", waiting, null],
    ["scan.failed", failed, "The disk is gone"],
  ]);
  expect(receiver.left).toBe(0);
});

test("of scans after changes only failures are told, unless all are wanted", async () => {
  const runner = await start();
  await job({ trigger: "watch" });
  const failed = await job({ trigger: "watch", fails: true });
  const scheduled = await job({ trigger: "schedule" });
  expect(idsOf([await receiver.next(), await receiver.next()]).toSorted()).toEqual([failed, scheduled].toSorted());
  await runner.stop(1_000);
  await start({ afterChanges: true, events: ["completed"] });
  const after = await job({ trigger: "watch" });
  await job({ fails: true });
  expect(idsOf([await receiver.next()])).toEqual([after]);
  expect(receiver.left).toBe(0);
});

test.each<[string, WebhookReceiver["answer"], string]>([
  ["fails", (response) => response.writeHead(500).end("x".repeat(100_000)), "It answered 500."],
  [
    "redirects",
    (response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    "It answered 302 (a redirect, which is not followed).",
  ],
  [
    "switches to another protocol",
    (response) => response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    "It cannot be reached: the connection ended without an answer.",
  ],
  ["closes the connection", (response) => response.destroy(), "It cannot be reached: "],
])("a receiver that %s is asked again with the same id, and given up in the end", async (_, answer, problem) => {
  receiver.answer = answer;
  await start();
  const id = await job();
  const messages = [await receiver.next(), await receiver.next(), await receiver.next()];
  expect(messages.map((message) => message.id)).toEqual(Array.from({ length: 3 }, () => `msg_${id}`));
  expect(messages.every(({ isSigned }) => isSigned)).toBe(true);
  const [delivery] = await settled(1);
  expect(delivery).toMatchObject({ attempts: 3, deliveredAt: null });
  expect(delivery?.problem).toContain(problem);
  receiver.answer = (response) => response.writeHead(200).end("thanks");
  const next = await job();
  expect((await receiver.next()).data.job_id).toBe(next);
});

test("a receiver that is gone (410) is not asked again", async () => {
  receiver.answer = (response) => response.writeHead(410).end();
  await start();
  await job();
  expect(await settled(1)).toMatchObject([{ attempts: 1, deliveredAt: null }]);
});

test("a receiver that hangs holds up neither jobs nor the stop", async () => {
  receiver.answer = () => {};
  const runner = await start();
  await job();
  await receiver.next();
  const second = await job();
  expect((await queue.get(second))?.status).toBe("completed");
  await runner.stop(20);
  // The other end was seen, or is seen by the next process: nothing is lost.
  receiver.answer = (response) => response.writeHead(200).end();
  await start();
  expect((await receiver.next()).data.job_id).toBe(second);
});

test("what has ended while nobody ran is told at the next start, once", async () => {
  const runner = await start();
  const first = await job();
  await receiver.next();
  await runner.stop(1_000);
  const later = [await job(), await job({ fails: true })];
  await start();
  expect(idsOf([await receiver.next(), await receiver.next()]).toSorted()).toEqual(later.toSorted());
  expect(first).not.toBe(later[0]);
  await settled(3);
  expect(receiver.left).toBe(0);
});

test("two processes tell of an end once", async () => {
  await start({}, { everyMs: 5 });
  await start({}, { everyMs: 5 });
  const ids = [];
  for (let count = 0; count < 10; count += 1) ids.push(await job());
  await settled(10);
  const messages = [];
  while (receiver.left > 0) messages.push(await receiver.next());
  expect(idsOf(messages).toSorted()).toEqual(ids.toSorted());
});

test("the last ends before a stop are told", async () => {
  const runner = await start();
  const id = await job();
  await runner.stop(5_000);
  expect((await receiver.next()).data.job_id).toBe(id);
  expect(await settled(1)).toMatchObject([{ deliveredAt: expect.any(Date) }]);
});

test("without a webhook any more, nothing that waits is sent, and nothing of before is told later", async () => {
  receiver.answer = (response) => response.writeHead(503).end();
  let isWanted = true;
  const wish: NoticeRunnerOptions["wish"] = () =>
    isWanted
      ? {
          address: receiver.url,
          events: ["completed"],
          afterChanges: false,
          receiver: async () => ({ url: receiver.url, secret: receiver.secret }),
        }
      : null;
  const runner = await start({}, { wish, retriesMs: [3_600_000] });
  await job();
  await receiver.next();
  isWanted = false;
  runner.wake();
  await settled(1);
  await job();
  receiver.answer = (response) => response.writeHead(200).end();
  isWanted = true;
  runner.wake();
  await expect.poll(() => store.deliveries.cursor()).not.toBeNull();
  const next = await job();
  expect((await receiver.next()).data.job_id).toBe(next);
  expect(errors).toEqual([]);
});

test("another webhook gets nothing that was for the one before, also after a restart", async () => {
  receiver.answer = (response) => response.writeHead(503).end();
  const before = await start({}, { retriesMs: [3_600_000] });
  await job();
  await receiver.next();
  await before.stop(100);
  await job();
  receiver.answer = (response) => response.writeHead(200).end();
  await start({ address: "http://127.0.0.1/other" });
  await settled(1);
  const id = await job();
  expect((await receiver.next()).data.job_id).toBe(id);
  expect(errors).toEqual([]);
});
