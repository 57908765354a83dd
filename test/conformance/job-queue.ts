/** The promises of every durable `AsyncJobQueue` to its callers. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { JobId } from "../../src/jobs/job.ts";
import type { JobHandler, JobHandlers } from "../../src/jobs/job-handler.ts";
import type { AsyncJobQueue } from "../../src/jobs/job-queue.ts";

/** A queue under test. `close` is awaited after each test. */
export interface QueueUnderTest {
  readonly queue: AsyncJobQueue;
  close(): Promise<void>;
}

const unknownId = "00000000-0000-4000-8000-000000000000" as JobId;

const counting: JobHandler = {
  initialCounts: { done: 0 },
  run: () => Promise.resolve({ stoppedEarly: false }),
};
const failing: JobHandler = { ...counting, run: () => Promise.reject(new Error("The disk is on fire")) };

export function describeJobQueue(name: string, open: (handlers: JobHandlers) => Promise<QueueUnderTest>): void {
  describe(`${name} is an AsyncJobQueue`, () => {
    let opened: QueueUnderTest;
    let queue: AsyncJobQueue;

    beforeEach(async () => {
      opened = await open({ counting, failing });
      queue = opened.queue;
    });

    afterEach(() => opened.close());

    const submitAndWait = async (type = "counting", payload = {}) => {
      const id = await queue.submit({ type, payload });
      const outcome = await queue.wait(id);
      if (outcome.kind !== "ended") throw new Error(`The job is ${outcome.kind}`);
      return outcome.job;
    };

    test("a submitted job runs and completes", async () => {
      const job = await submitAndWait("counting", { say: "hello" });
      expect(job).toMatchObject({
        status: "completed",
        type: "counting",
        payload: { say: "hello" },
        counts: { done: 0 },
        stoppedEarly: false,
        progress: 1,
        attempt: 0,
        cancelRequestedAt: null,
      });
      expect(job.finishedAt.getTime()).toBeGreaterThanOrEqual(job.submittedAt.getTime());
      expect(await queue.get(job.id)).toEqual(job);
    });

    test("a handler that throws fails its job with the error", async () => {
      expect(await submitAndWait("failing")).toMatchObject({
        status: "failed",
        error: "The disk is on fire",
        stoppedEarly: true,
      });
    });

    test("a type without a handler is refused", async () => {
      await expect(queue.submit({ type: "baking", payload: {} })).rejects.toThrow(
        'No handler runs jobs of the type "baking"',
      );
    });

    test("an unknown job is not found by any call", async () => {
      expect(await queue.get(unknownId)).toBeNull();
      expect(await queue.cancel(unknownId)).toEqual({ kind: "not_found" });
      expect(await queue.wait(unknownId)).toEqual({ kind: "not_found" });
    });

    test("a cancel of an ended job changes nothing and returns the job", async () => {
      for (const type of ["counting", "failing"]) {
        const job = await submitAndWait(type);
        expect(await queue.cancel(job.id, { reason: "too late" })).toEqual({ kind: "already_ended", job });
        expect(await queue.get(job.id)).toEqual(job);
      }
      expect(await queue.cancelAll()).toEqual([]);
    });

    test("jobs are listed newest first, by status, in pages", async () => {
      const ids: JobId[] = [];
      for (const type of ["counting", "failing", "counting", "counting"]) ids.unshift((await submitAndWait(type)).id);
      const listed: JobId[] = [];
      let cursor: string | undefined;
      do {
        const page = await queue.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
        listed.push(...page.jobs.map(({ id }) => id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(listed).toEqual(ids);
      expect((await queue.list({ statuses: ["failed"], limit: 9 })).jobs.map(({ id }) => id)).toEqual([ids[2]]);
      expect((await queue.list({ statuses: ["running", "cancelled"], limit: 9 })).jobs).toEqual([]);
    });

    test("jobs are listed by a part of a text in their payload", async () => {
      for (const say of ["Hello there", "100%", null]) await submitAndWait("counting", { say });
      await submitAndWait("failing", { say: "hello again" });
      const found = async (contains: string, query = {}) => {
        const { jobs } = await queue.list({ limit: 9, payload: { keys: ["say"], contains }, ...query });
        return jobs.map(({ payload }) => payload["say"]);
      };
      expect(await found("HELLO")).toEqual(["hello again", "Hello there"]);
      expect(await found("hello", { statuses: ["completed"] })).toEqual(["Hello there"]);
      expect(await found("%")).toEqual(["100%"]);
      expect(await found("")).toHaveLength(3);
      expect(await found("\0")).toEqual([]);
    });

    test("a cursor that comes from no page is refused", async () => {
      await submitAndWait();
      await expect(queue.list({ limit: 1, cursor: "nonsense" })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
    });

    test("changes are published in their order, each with a higher revision", async () => {
      const listening = new AbortController();
      const heard = queue.feed.subscribe({ signal: listening.signal });
      const first = await submitAndWait();
      const second = await submitAndWait();
      const states = [];
      for await (const { job } of heard) {
        states.push(job);
        if (job.id === second.id && job.status === "completed") listening.abort();
      }
      expect(states.filter(({ status }) => status === "completed").map(({ id }) => id)).toEqual([first.id, second.id]);
      const revisions = (await queue.changedSince(0, { limit: 10 })).jobs.map(({ id, revision }) => ({ id, revision }));
      expect(revisions.map(({ id }) => id)).toEqual([first.id, second.id]);
      expect(second.revision).toBeGreaterThan(first.revision);
      expect((await queue.changedSince(first.revision, { limit: 10 })).jobs.map(({ id }) => id)).toEqual([second.id]);
    });

    test("a wait whose signal aborts throws the reason", async () => {
      const reason = new Error("enough");
      const job = await submitAndWait();
      await expect(queue.wait(job.id, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(queue.feed.size).toBe(0);
    });
  });
}
