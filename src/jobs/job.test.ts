import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type CancelledJob,
  type CancellingJob,
  type CompletedJob,
  cancelled,
  claimed,
  completed,
  died,
  failed,
  givenUp,
  hasEnded,
  isCancelling,
  type Job,
  type JobId,
  jobStatuses,
  type PendingJob,
  parseJobId,
  type RunningJob,
  released,
  type Transition,
  timedOut,
} from "./job.ts";

const now = new Date("2026-01-02T03:04:05Z");
const later = new Date("2026-01-02T03:05:00Z");
const pending: PendingJob = {
  id: "11111111-1111-4111-8111-111111111111" as JobId,
  type: "scan",
  payload: { path: "/videos" },
  uniqueKey: null,
  lane: null,
  resumes: null,
  counts: { new: 7 },
  progress: 0.25,
  attempt: 1,
  claim: 4,
  revision: 10,
  submittedAt: now,
  startedAt: null,
  ranMs: 0,
  status: "pending",
  cancelRequestedAt: null,
};
const claim = { claim: 5, worker: "w", leaseExpiresAt: later, startedAt: now };
const running: RunningJob = { ...pending, ...claim, status: "running", madeProgress: false, inHand: null };
const cancelling: CancellingJob = { ...running, cancelRequestedAt: now, cancelReason: "enough" };
const end = { now: later };

describe("the transitions of a job", () => {
  test("a claim raises the claim, names the worker, and applies only to a pending job", () => {
    expect(claimed(pending, { worker: "w", leaseExpiresAt: later, now })).toMatchObject({
      from: { status: "pending", claim: 4, cancelRequested: false },
      set: { status: "running", claim: 5, worker: "w", startedAt: now },
    });
  });

  test("a job that is claimed again keeps the time of its first start", () => {
    const again = claimed({ ...pending, startedAt: now }, { worker: "v", leaseExpiresAt: later, now: later });
    expect(again.set.startedAt).toEqual(now);
  });

  test("a cancel request is an attribute: the status stays running", () => {
    expect(isCancelling(cancelling)).toBe(true);
    expect(isCancelling(running)).toBe(false);
    expect(hasEnded(cancelling)).toBe(false);
  });

  test("a stop of the server charges no attempt, a death does", () => {
    expect(released(running).set.attempt).toBeUndefined();
    expect(died(running).set).toMatchObject({ status: "pending", attempt: 2 });
    expect(givenUp(running, { ...end, error: "died" }).set).toMatchObject({ status: "failed", attempt: 2 });
  });

  test("a death after progress charges no attempt, and the count starts anew", () => {
    expect(died({ ...running, madeProgress: true }).set).toMatchObject({ status: "pending", attempt: 0 });
  });

  test("no end changes the counts, and each one applies only to the state that its maker saw", () => {
    const ends: Transition<Job>[] = [
      completed(running, end),
      failed(running, { ...end, error: "broken" }),
      timedOut(running, { ...end, error: "stalled" }),
      cancelled(cancelling, { ...end, stoppedEarly: true, error: null }),
    ];
    expect(ends.map(({ set }) => set.status)).toEqual(["completed", "failed", "timeout", "cancelled"]);
    expect(ends.map(({ from }) => from.cancelRequested)).toEqual([false, false, false, true]);
    for (const { from, set } of ends) {
      expect(from).toMatchObject({ status: "running", claim: 5 });
      expect(set).toMatchObject({ finishedAt: later, leaseExpiresAt: null });
      expect(set).not.toHaveProperty("counts");
    }
  });

  test("illegal transitions do not compile", () => {
    const wrong = (done: CompletedJob) => {
      // @ts-expect-error a cancelling job can only end cancelled
      completed(cancelling, end);
      // @ts-expect-error a cancelling job cannot fail
      failed(cancelling, { ...end, error: "broken" });
      // @ts-expect-error a cancelling job does not go back to pending
      released(cancelling);
      // @ts-expect-error a cancelling job does not go back to pending after its run died
      died(cancelling);
      // @ts-expect-error a running job needs a cancel request before it ends cancelled
      cancelled(running, { ...end, stoppedEarly: true, error: null });
      // @ts-expect-error a running job is not claimed again
      claimed(running, { worker: "w", leaseExpiresAt: later, now });
      // @ts-expect-error an ended job stays as it is
      claimed(done, { worker: "w", leaseExpiresAt: later, now });
      // @ts-expect-error a pending job has nothing to complete
      completed(pending, end);
      // @ts-expect-error only job.ts makes transitions
      const made: ReturnType<typeof released> = {
        jobId: pending.id,
        from: released(running).from,
        set: { status: "failed" },
      };
      return made;
    };
    expect(wrong).toBeInstanceOf(Function);
    expectTypeOf(cancelled(cancelling, { ...end, stoppedEarly: true, error: null })).toExtend<{ jobId: JobId }>();
    expectTypeOf<CancelledJob["cancelRequestedAt"]>().toEqualTypeOf<Date>();
    expectTypeOf<RunningJob["cancelRequestedAt"]>().toEqualTypeOf<null>();
    expectTypeOf<CancellingJob["cancelRequestedAt"]>().toEqualTypeOf<Date>();
  });
});

test("every status but pending and running is an end", () => {
  const ended = jobStatuses.filter((status) => hasEnded({ ...running, status } as Job));
  expect(ended).toEqual(["completed", "failed", "timeout", "cancelled"]);
});

test("an id is a UUID in lower case", () => {
  expect(parseJobId("11111111-1111-4111-8111-AAAAAAAAAAAA")).toBe("11111111-1111-4111-8111-aaaaaaaaaaaa");
  for (const text of ["", "1", "../../etc", "11111111-1111-4111-8111-1111111111111"])
    expect(parseJobId(text)).toBeNull();
});
