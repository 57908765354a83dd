/** Two servers that share a library on Postgres, and have one webhook: both see the end of each job. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebhookReceiver } from "../../test/notices/webhook-receiver.ts";
import { overlay } from "../../test/overlay.ts";
import { openPostgresUnderTest } from "../../test/store/postgres-under-test.ts";
import type { StoreUnderTest } from "../../test/store/store-under-test.ts";
import { DurableQueue } from "../jobs/durable-queue.ts";
import type { Store } from "../store/store.ts";
import type { Deliveries } from "./deliveries.ts";
import { NoticeRunner } from "./notice-runner.ts";

let store: StoreUnderTest;
let other: Store;
let queue: DurableQueue;
let receiver: WebhookReceiver;
let runners: NoticeRunner[];
beforeEach(async () => {
  store = await openPostgresUnderTest({ now: () => new Date() });
  other = await store.another();
  const handler = { initialCounts: { new: 3 }, run: async () => ({ stoppedEarly: false }) };
  queue = new DurableQueue({ store: store.jobs, handlers: { scan: handler }, alone: false });
  await queue.start();
  receiver = await WebhookReceiver.open();
  runners = [];
  await store.deliveries.begin(receiver.url);
  await store.deliveries.add([], { from: null, to: await store.jobs.latestRevision() });
});
afterEach(async () => {
  for (const runner of runners) await runner.stop(100);
  await queue.stop();
  await receiver[Symbol.asyncDispose]();
  await store.close();
});

function startServer({ jobs, deliveries }: Pick<Store, "jobs" | "deliveries">): void {
  const { url, secret } = receiver;
  const runner = new NoticeRunner({
    jobs,
    deliveries,
    feed: queue.feed,
    wish: () => ({
      address: url,
      events: ["completed"],
      afterChanges: false,
      receiver: async () => ({ url, secret }),
    }),
    everyMs: 50,
    onError: (error) => expect.fail(String(error)),
  });
  runner.start();
  runners.push(runner);
}

const submit = () => queue.submit({ type: "scan", payload: { path: "/films" } });
const allDelivered = async (count: number) => {
  await expect
    .poll(async () => (await store.deliveries.list(100)).filter(({ deliveredAt }) => deliveredAt !== null).length)
    .toBe(count);
};

test("each end is told once", async () => {
  for (const one of [store, other]) startServer(one);
  const ids = await Promise.all(Array.from({ length: 12 }, submit));
  await allDelivered(ids.length);
  const told = [];
  while (receiver.left > 0) told.push((await receiver.next()).data.job_id);
  expect(told.toSorted()).toEqual(ids.toSorted());
});

test("an end whose server dies while it tells it is told by the other one, with the same id", async () => {
  // Nothing comes from a process that has died.
  const dying: Deliveries = overlay(store.deliveries, { settle: () => new Promise(() => {}) });
  receiver.answer = () => {};
  startServer({ jobs: store.jobs, deliveries: dying });
  const id = await submit();
  const first = await receiver.next();
  // Nobody else sends it while the first one may be doing so.
  expect(await other.deliveries.claim({ leaseMs: 1 })).toBeNull();
  receiver.answer = (response) => response.writeHead(204).end();
  startServer(other);
  await store.execute("update webhook_deliveries set next_at = 0");
  const second = await receiver.next();
  expect([first.id, second.id]).toEqual([`msg_${id}`, `msg_${id}`]);
  await allDelivered(1);
  expect(receiver.left).toBe(0);
  expect(await store.deliveries.list(10)).toMatchObject([{ attempts: 2 }]);
});
