import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ActiveJob, cancelled, claimed, completed, died, hasEnded, type Job } from "../../src/jobs/job.ts";
import type { Store } from "../../src/store/store.ts";
import {
  applied,
  claim,
  insertPending as insertPendingJob,
  newJobId,
  type OpenStore,
  type StoreUnderTest,
  tickingClock,
} from "../store/store-under-test.ts";

const now = new Date("2026-01-02T03:04:05.678Z");
const later = new Date("2026-01-02T04:00:00.000Z");

/** The cancel of every JobStore: one statement, whatever the type of the job is, and whatever else happens to it. */
export function describeJobCancel(open: OpenStore, { type }: { readonly type: string }): void {
  describe(`a cancel of a job of the type ${type}`, () => {
    const insertPending = (into: Pick<Store, "jobs">) => insertPendingJob(into, { type });
    let store: StoreUnderTest;
    beforeEach(async () => {
      store = await open({ now: tickingClock() });
    });
    afterEach(() => store.close());

    test("ends a pending job at once", async () => {
      const job = await insertPending(store);
      const outcome = await store.jobs.cancel(job.id, { reason: "not now", now });
      if (outcome.kind !== "accepted") expect.fail();
      expect(outcome.job.revision).toBeGreaterThan(job.revision);
      expect(outcome).toEqual({
        kind: "accepted",
        job: {
          ...job,
          status: "cancelled",
          cancelRequestedAt: now,
          cancelReason: "not now",
          finishedAt: now,
          stoppedEarly: true,
          error: null,
          revision: outcome.job.revision,
        },
      });
      expect(await store.jobs.get(job.id)).toEqual(outcome.job);
    });

    test("leaves a request in a running job, which keeps everything else", async () => {
      const job = await claim(store, await insertPending(store));
      const outcome = await store.jobs.cancel(job.id, { reason: null, now });
      if (outcome.kind !== "accepted") expect.fail();
      const { revision } = outcome.job;
      expect(outcome.job).toEqual({ ...job, cancelRequestedAt: now, cancelReason: null, revision });
      expect(revision).toBeGreaterThan(job.revision);
    });

    test("that is repeated returns the same row, with the first reason and time", async () => {
      const job = await claim(store, await insertPending(store));
      const first = await store.jobs.cancel(job.id, { reason: "first", now });
      expect(await store.jobs.cancel(job.id, { reason: "second", now: later })).toEqual(first);
      expect(await store.jobs.cancel(job.id, { reason: null, now: later })).toEqual(first);
    });

    test("of an ended job changes nothing and returns how it ended", async () => {
      const completing = await claim(store, await insertPending(store));
      const end = await applied(store.jobs.apply(completed(completing, { now })));
      expect(await store.jobs.cancel(end.id, { reason: null, now: later })).toEqual({
        kind: "already_ended",
        job: end,
      });
      const pending = await insertPending(store);
      const first = await store.jobs.cancel(pending.id, { reason: null, now });
      const again = await store.jobs.cancel(pending.id, { reason: "again", now: later });
      expect(again).toEqual({ kind: "already_ended", job: first.kind === "accepted" ? first.job : null });
    });

    test("of an unknown job is not found", async () => {
      expect(await store.jobs.cancel(newJobId(), { reason: null, now })).toEqual({ kind: "not_found" });
    });

    test("that races a claim, an end or a death in another process is kept, or finds an ended job", async () => {
      const other = await store.another();
      const won = new Set<string>();
      for (let round = 0; round < 60; round += 1) {
        const pending = await insertPending(store);
        const running = round % 3 === 0 ? null : await claim(store, pending);
        const change = async (): Promise<Job | null> => {
          if (running === null) return other.jobs.apply(claimed(pending, { worker: "w", leaseExpiresAt: later, now }));
          return other.jobs.apply<Job>(round % 3 === 1 ? completed(running, { now }) : died(running));
        };
        // Each of the two goes first in half of the rounds.
        const cancel = () => store.jobs.cancel(pending.id, { reason: null, now });
        const [outcome, changed] = await (round % 2 === 0
          ? Promise.all([cancel(), change()])
          : Promise.all([change(), cancel()]).then(([one, two]) => [two, one] as const));
        const job = await store.jobs.get(pending.id);
        if (outcome.kind === "already_ended") {
          expect(job).toEqual(changed);
          won.add("the end");
        } else {
          expect(outcome.kind).toBe("accepted");
          expect(await endOf(store, pending.id, job)).toMatchObject({ status: "cancelled" });
          won.add("the cancel");
        }
      }
      expect(won).toContain("the cancel");
    });
  });
}

/** Ends a job in the only way that its state allows. */
async function endOf(store: StoreUnderTest, id: ActiveJob["id"], job: Job | null): Promise<Job | null> {
  if (job === null || hasEnded(job)) return job;
  if (job.status === "pending" || job.cancelRequestedAt === null) throw new Error(`Job ${id} lost its cancel request`);
  return store.jobs.apply(cancelled(job, { stoppedEarly: true, error: null, now }));
}
