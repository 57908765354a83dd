import { expect, test } from "vitest";
import { describeJobQueue } from "../../test/conformance/job-queue.ts";
import { InMemoryJobQueue } from "./in-memory-queue.ts";

describeJobQueue("InMemoryJobQueue", (handlers) =>
  Promise.resolve({ queue: new InMemoryJobQueue({ handlers }), close: () => Promise.resolve() }),
);

test("cancelling while submit is still at it waits for the end, and finds the job ended", async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const queue = new InMemoryJobQueue({
    handlers: {
      slow: {
        initialCounts: {},
        salvage: () => Promise.resolve({}),
        run: async ({ id }, { signal }) => {
          started.resolve();
          await finish.promise;
          return { stoppedEarly: false, result: { id, aborted: signal.aborted } };
        },
      },
    },
  });
  const submitted = queue.submit({ type: "slow", payload: {} });
  await started.promise;
  const [running] = (await queue.list({ limit: 1 })).jobs;
  if (running === undefined) throw new Error("No job is there");
  const cancelled = queue.cancel(running.id);
  finish.resolve();
  expect(await submitted).toBe(running.id);
  expect(await cancelled).toMatchObject({
    kind: "already_ended",
    job: { status: "completed", result: { aborted: false } },
  });
});
