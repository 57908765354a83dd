import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type CancelledJob,
  type CompletedJob,
  cancelled,
  cancelledWhilePending,
  cancelRequested,
  carryOut,
  claimed,
  completed,
  died,
  failed,
  givenUp,
  hasEnded,
  isStopping,
  type Job,
  type JobId,
  type PendingJob,
  parseJobId,
  type RunningJob,
  released,
  type StoppingJob,
  timedOut,
} from "./job.ts";

const now = new Date("2026-01-02T03:04:05Z");
const later = new Date("2026-01-02T03:05:00Z");
const pending: PendingJob = {
  id: "11111111-1111-4111-8111-111111111111" as JobId,
  type: "scan",
  payload: { path: "/videos" },
  uniqueKey: null,
  resumes: null,
  counts: { new: 7 },
  progress: 0.25,
  attempt: 1,
  claim: 4,
  revision: 10,
  submittedAt: now,
  startedAt: null,
  status: "pending",
  cancelRequestedAt: null,
};
const running = after(pending, claimed(pending, { worker: "w", leaseExpiresAt: later, now }));
const stopping = after(running, cancelRequested(running, { reason: "enough", now }));
const end = { result: { errors: [] }, now: later };

function after<To extends Job>(job: Job, transition: Parameters<typeof carryOut<To>>[1]): To {
  const next = carryOut(job, transition, job.revision + 1);
  if (next === null) throw new Error("The transition does not apply");
  return next;
}

describe("the transitions of a job", () => {
  test("a claim raises the claim and says who runs it", () => {
    expect(running).toMatchObject({
      status: "running",
      claim: 5,
      worker: "w",
      startedAt: now,
      cancelRequestedAt: null,
    });
  });

  test("a job that is claimed again keeps the time of its first start", () => {
    const again = after(running, released(running));
    expect(after(again, claimed(again, { worker: "v", leaseExpiresAt: later, now: later })).startedAt).toEqual(now);
  });

  test("a cancel request is an attribute: the status stays running", () => {
    expect(stopping).toMatchObject({ status: "running", cancelRequestedAt: now, cancelReason: "enough" });
    expect(isStopping(stopping)).toBe(true);
    expect(isStopping(running)).toBe(false);
  });

  test("a stop of the server charges no attempt, a death does", () => {
    expect(after(running, released(running))).toMatchObject({ status: "pending", attempt: 1 });
    expect(after(running, died(running))).toMatchObject({ status: "pending", attempt: 2 });
    expect(after(running, givenUp(running, { ...end, error: "died" }))).toMatchObject({ status: "failed", attempt: 2 });
  });

  test("every end keeps the counts", () => {
    const ends: Job[] = [
      after(running, completed(running, end)),
      after(running, failed(running, { ...end, error: "broken" })),
      after(running, timedOut(running, { ...end, error: "stalled" })),
      after(stopping, cancelled(stopping, { ...end, error: null })),
      after(pending, cancelledWhilePending(pending, { ...end, reason: null })),
    ];
    expect(ends.map(({ status }) => status)).toEqual(["completed", "failed", "timeout", "cancelled", "cancelled"]);
    for (const job of ends) {
      expect(hasEnded(job)).toBe(true);
      expect(job.counts).toEqual({ new: 7 });
      expect(job).toMatchObject({ finishedAt: later, result: { errors: [] } });
    }
  });

  test("a transition applies only to the state that its maker saw", () => {
    expect(carryOut(stopping, completed(running, end), 1)).toBeNull();
    expect(carryOut(running, cancelledWhilePending(pending, { ...end, reason: null }), 1)).toBeNull();
    const taken = { ...running, claim: running.claim + 1 };
    expect(carryOut(taken, completed(running, end), 1)).toBeNull();
    const other = { ...running, id: "22222222-2222-4222-8222-222222222222" as JobId };
    expect(carryOut(other, completed(running, end), 1)).toBeNull();
  });

  test("illegal transitions do not compile", () => {
    const wrong = () => {
      const done: CompletedJob = after(running, completed(running, end));
      // @ts-expect-error a stopping job can only be cancelled
      completed(stopping, end);
      // @ts-expect-error a stopping job cannot fail
      failed(stopping, { ...end, error: "broken" });
      // @ts-expect-error a stopping job does not go back to pending
      released(stopping);
      // @ts-expect-error a stopping job does not go back to pending, not even when its run died
      died(stopping);
      // @ts-expect-error nobody cancels a running job without a request
      cancelled(running, { ...end, error: null });
      // @ts-expect-error a cancel is requested once
      cancelRequested(stopping, { reason: null, now });
      // @ts-expect-error a running job is not claimed again
      claimed(running, { worker: "w", leaseExpiresAt: later, now });
      // @ts-expect-error an ended job stays as it is
      cancelRequested(done, { reason: null, now });
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
    expectTypeOf(cancelled(stopping, { ...end, error: null })).toExtend<{ jobId: JobId }>();
    expectTypeOf(
      after<CancelledJob>(stopping, cancelled(stopping, { ...end, error: null })).cancelRequestedAt,
    ).toEqualTypeOf<Date>();
    expectTypeOf<RunningJob["cancelRequestedAt"]>().toEqualTypeOf<null>();
    expectTypeOf<StoppingJob["cancelRequestedAt"]>().toEqualTypeOf<Date>();
  });
});

test("an id is a UUID in lower case, or none", () => {
  expect(parseJobId("11111111-1111-4111-8111-AAAAAAAAAAAA")).toBe("11111111-1111-4111-8111-aaaaaaaaaaaa");
  for (const text of ["", "1", "../../etc", "11111111-1111-4111-8111-1111111111111"])
    expect(parseJobId(text)).toBeNull();
});
