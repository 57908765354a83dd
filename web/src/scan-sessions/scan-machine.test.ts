import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JobJson } from "../../../src/api/contract.ts";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { lateScanMs, type ScanEffect, type ScanEvent, step } from "./scan-machine.ts";
import { type BeforeStart, canCancel, initialState, type ScanState, type StartRequest } from "./scan-state.ts";

const request = { kind: "scan", path: "/films", recursive: true } as const satisfies StartRequest;
const before: BeforeStart = { newest: null };
const asked = "2026-11-23T08:00:30.000Z";
const running = jobWith();
const jobId = running.job_id;
const cancelling = jobWith({ cancel_requested_at: asked });
const cancelled = jobWith({ status: "cancelled", cancel_requested_at: asked });
const completed = jobWith({ status: "completed" });
const form = initialState("new", true);

/** The state after these events, and all effects on the way. */
function after(start: ScanState, ...events: readonly ScanEvent[]): { state: ScanState; effects: ScanEffect[] } {
  let state = start;
  const effects: ScanEffect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const started: readonly ScanEvent[] = [
  { type: "start_pressed", request },
  { type: "started", request, jobId },
];
const scanning = after(form, ...started, { type: "news", job: running }).state;
const cancelledJob = after(scanning, { type: "cancel_pressed" }).state;

describe("the scan dialog's machine", () => {
  it("submits, scans, cancels and says that the scan is cancelled", () => {
    const { state, effects } = after(
      form,
      ...started,
      { type: "news", job: running },
      { type: "cancel_pressed" },
      { type: "cancel_accepted", job: cancelling },
      { type: "news", job: cancelled },
    );
    expect(state).toMatchObject({ kind: "ended", job: cancelled, cancelledTooLate: false });
    expect(effects).toEqual([
      { do: "start", request },
      { do: "cancel", jobId },
    ]);
  });

  it("sends a cancel that was pressed before there was an id as soon as there is one", () => {
    const before = after(form, { type: "start_pressed", request }, { type: "cancel_pressed" });
    expect(before.effects).toEqual([{ do: "start", request }]);
    const { state, effects } = after(before.state, { type: "started", request, jobId });
    expect(state).toMatchObject({ kind: "cancelling", jobId, cancel: "sent" });
    expect(effects).toEqual([{ do: "cancel", jobId }]);
  });

  it("is back at the form when the start is refused, and says why", () => {
    const { state } = after(
      form,
      { type: "start_pressed", request },
      { type: "start_refused", request, message: "There is no /films." },
    );
    expect(state).toMatchObject({ kind: "idle", problem: { kind: "refused", message: "There is no /films." } });
  });

  it("looks for a scan whose start got no answer until the server answers, and follows it", () => {
    const lost = after(form, { type: "start_pressed", request }, { type: "start_unanswered", request, before });
    expect(lost.state.kind).toBe("lost");
    expect(lost.effects.at(-1)).toEqual({ do: "seek", request, before });
    const again = after(lost.state, { type: "seek_failed", request }, { type: "waited" });
    expect(again.effects).toEqual([{ do: "wait" }, { do: "seek", request, before }]);
    const found = after(again.state, { type: "sought", request, job: running, at: 0 });
    expect(found.state).toMatchObject({ kind: "scanning", job: running });
  });

  it("cancels a scan whose start got no answer once it is found, when that was wanted", () => {
    const lost = after(
      form,
      { type: "start_pressed", request },
      { type: "start_unanswered", request, before },
      { type: "cancel_pressed" },
    );
    expect(canCancel(lost.state)).toBe(false);
    const found = after(lost.state, { type: "sought", request, job: running, at: 0 });
    expect(found.state).toMatchObject({ kind: "cancelling", cancel: "sent" });
    expect(found.effects).toEqual([{ do: "cancel", jobId }]);
    expect(after(lost.state, { type: "sought", request, job: completed, at: 0 }).state).toMatchObject({
      kind: "ended",
      cancelledTooLate: true,
    });
  });

  it("says that nothing was started when there is no scan, if none was to be cancelled", () => {
    const lost = after(form, { type: "start_pressed", request }, { type: "start_unanswered", request, before });
    const { state, effects } = after(lost.state, { type: "sought", request, job: null, at: 0 });
    expect(state).toMatchObject({ kind: "idle", problem: { kind: "not_begun", path: "/films" } });
    expect(effects).toEqual([]);
  });

  it("looks for a scan that is to be cancelled for two minutes after the server has none", () => {
    const lost = after(
      form,
      { type: "start_pressed", request },
      { type: "cancel_pressed" },
      { type: "start_unanswered", request, before },
      { type: "sought", request, job: null, at: 5_000 },
    );
    expect(lost.state.kind).toBe("lost");
    expect(lost.effects.at(-1)).toEqual({ do: "wait" });
    const later = after(
      lost.state,
      { type: "waited" },
      { type: "seek_failed", request },
      { type: "waited" },
      { type: "sought", request, job: null, at: 5_000 + lateScanMs - 1 },
    );
    expect(later.effects.map((effect) => effect.do)).toEqual(["seek", "wait", "seek", "wait"]);
    expect(after(later.state, { type: "sought", request, job: running, at: 0 }).effects).toEqual([
      { do: "cancel", jobId },
    ]);
    const over = after(later.state, { type: "sought", request, job: null, at: 5_000 + lateScanMs });
    expect(over.state).toMatchObject({ kind: "idle", problem: null });
    expect(over.effects).toEqual([]);
  });

  it("keeps what the server says of a cancel that it cannot take now, until it says something else", () => {
    const refused = after(cancelledJob, { type: "cancel_unanswered", jobId, refusal: "The disk is full." });
    expect(refused.state).toMatchObject({ kind: "cancelling", cancel: "unanswered", refusal: "The disk is full." });
    expect(refused.effects).toEqual([{ do: "wait" }]);
    const unanswered = after(refused.state, { type: "cancel_unanswered", jobId, refusal: null });
    expect(unanswered.state).toMatchObject({ refusal: null });
  });

  it("takes no answer to a start that another has followed", () => {
    const other: StartRequest & { kind: "scan" } = { ...request, path: "/series" };
    const lost = after(
      form,
      { type: "start_pressed", request },
      { type: "start_unanswered", request, before },
      { type: "start_pressed", request: other },
      { type: "start_unanswered", request: other, before },
    ).state;
    expect(step(lost, { type: "sought", request, job: running, at: 0 }).state).toBe(lost);
  });

  it("repeats a cancel that got no answer until it gets one", () => {
    const { state, effects } = after(
      cancelledJob,
      { type: "cancel_unanswered", jobId, refusal: null },
      { type: "waited" },
      { type: "cancel_unanswered", jobId, refusal: null },
      { type: "waited" },
    );
    expect(state).toMatchObject({ kind: "cancelling", cancel: "unanswered" });
    expect(effects.map((effect) => effect.do)).toEqual(["wait", "cancel", "wait", "cancel"]);
    const answered = after(state, { type: "cancel_accepted", job: cancelling }, { type: "waited" });
    expect(answered.state).toMatchObject({ kind: "cancelling", cancel: "accepted" });
    expect(answered.effects).toEqual([]);
  });

  it("asks how a scan has ended that had ended before the cancel, and says so", () => {
    const late = after(cancelledJob, { type: "cancel_too_late", jobId });
    expect(late.effects).toEqual([{ do: "look", jobId }]);
    expect(after(late.state, { type: "looked", job: completed }).state).toMatchObject({
      kind: "ended",
      job: completed,
      cancelledTooLate: true,
    });
    expect(after(late.state, { type: "news", job: completed }).state).toMatchObject({ cancelledTooLate: true });
    const again = after(late.state, { type: "look_failed", jobId }, { type: "waited" });
    expect(again.effects.map((effect) => effect.do)).toEqual(["wait", "look"]);
  });

  it("keeps following the scan when a cancel is refused, and can cancel again", () => {
    const { state } = after(cancelledJob, { type: "cancel_refused", jobId, message: "The disk is full." });
    expect(state).toMatchObject({ kind: "scanning", problem: "The disk is full." });
    expect(after(state, { type: "news", job: jobWith({ counts: { scanned: 5 } }) }).state).toMatchObject({
      problem: "The disk is full.",
    });
    expect(after(state, { type: "cancel_pressed" }).effects).toEqual([{ do: "cancel", jobId }]);
  });

  it("stops when the scan was cancelled elsewhere", () => {
    expect(after(scanning, { type: "news", job: cancelling }).state).toMatchObject({
      kind: "cancelling",
      cancel: "accepted",
    });
  });

  it("stays cancelling when news come that were on their way when the button was pressed", () => {
    const newer = jobWith({ counts: { scanned: 7 } });
    expect(after(cancelledJob, { type: "news", job: newer }).state).toMatchObject({
      kind: "cancelling",
      cancel: "sent",
      job: newer,
    });
  });

  it("says that the server does not know a scan, and follows the scan when it is back", () => {
    const gone = after(scanning, { type: "gone", jobId }).state;
    expect(gone).toMatchObject({ kind: "gone", job: running });
    expect(step(gone, { type: "news", job: running }).state).toBe(gone);
    expect(after(gone, { type: "news", job: jobWith({ counts: { scanned: 9 } }) }).state.kind).toBe("scanning");
  });

  it("resumes as it starts: the cancel works at once, and a refusal leads back to the end", () => {
    const ended = after(scanning, { type: "news", job: cancelled }).state;
    const resuming = after(ended, { type: "resume_pressed" });
    const [effect] = resuming.effects;
    if (effect?.do !== "start") throw new Error("Nothing is resumed");
    expect(effect.request).toEqual({ kind: "resume", of: cancelled });
    expect(canCancel(resuming.state)).toBe(true);
    const refused = after(resuming.state, { type: "start_refused", request: effect.request, message: "No disk." });
    expect(refused.state).toMatchObject({ kind: "ended", job: cancelled, problem: { message: "No disk." } });
    const other = "0b1f0a36-7d3c-4a58-8b93-0d3ad4b7a002";
    const resumed = after(resuming.state, { type: "started", request: effect.request, jobId: other });
    expect(resumed.state).toMatchObject({ kind: "scanning", jobId: other });
    // An answer to the cancel of an earlier job does not concern this one.
    const cancellingIt = after(resumed.state, { type: "cancel_pressed" }).state;
    expect(step(cancellingIt, { type: "cancel_accepted", job: cancelling }).state).toBe(cancellingIt);
  });
});

const otherId = "0b1f0a36-7d3c-4a58-8b93-0d3ad4b7a002";
const jobs: fc.Arbitrary<JobJson> = fc
  .record({
    job_id: fc.constantFrom(jobId, otherId),
    status: fc.constantFrom(...(["pending", "running", "completed", "failed", "timeout", "cancelled"] as const)),
    cancel_requested_at: fc.constantFrom(null, asked),
  })
  .map(jobWith);
const requests = fc.constantFrom<StartRequest>(request, { ...request, path: "/series" });
const ids = fc.constantFrom(jobId, otherId);
const message = fc.constant("It says no.");

const events: fc.Arbitrary<ScanEvent> = fc.oneof(
  fc.constant<ScanEvent>({ type: "start_pressed", request }),
  fc.constant<ScanEvent>({ type: "cancel_pressed" }),
  fc.constant<ScanEvent>({ type: "resume_pressed" }),
  fc.constant<ScanEvent>({ type: "waited" }),
  fc.record({ type: fc.constant("cancel_remembered" as const), request: requests }),
  fc.record({ type: fc.constant("started" as const), request: requests, jobId: ids }),
  fc.record({ type: fc.constant("start_refused" as const), request: requests, message }),
  fc.record({ type: fc.constant("start_unanswered" as const), request: requests, before: fc.constant(before) }),
  fc.record({ type: fc.constant("sought" as const), request: requests, job: fc.option(jobs), at: fc.nat(lateScanMs) }),
  fc.record({ type: fc.constant("seek_failed" as const), request: requests }),
  fc.record({ type: fc.constant("cancel_accepted" as const), job: jobs }),
  fc.record({ type: fc.constant("cancel_too_late" as const), jobId: ids }),
  fc.record({ type: fc.constant("cancel_unanswered" as const), jobId: ids, refusal: fc.option(message) }),
  fc.record({ type: fc.constant("cancel_refused" as const), jobId: ids, message }),
  fc.record({ type: fc.constantFrom("looked" as const, "news" as const), job: jobs }),
  fc.record({ type: fc.constantFrom("look_failed" as const, "gone" as const), jobId: ids }),
  fc.record({ type: fc.constant("connection" as const), reachable: fc.boolean() }),
);
const starts = fc.constantFrom(
  form,
  initialState(jobId, true),
  scanning,
  cancelledJob,
  after(scanning, { type: "news", job: completed }).state,
  after(scanning, { type: "gone", jobId }).state,
);

describe("whatever happens in whatever order", () => {
  it("only Resume leaves the end of a scan, and only news bring back a scan that is gone", () => {
    fc.assert(
      fc.property(starts, fc.array(events, { maxLength: 40 }), (start, sequence) => {
        let state = start;
        const leftBy: string[] = [];
        for (const event of sequence) {
          const next = step(state, event).state;
          const isEnd = state.kind === "ended" || state.kind === "gone";
          if (isEnd && next.kind !== state.kind) leftBy.push(`${state.kind}: ${event.type}`);
          state = next;
        }
        const allowed = new Set(["ended: resume_pressed", "gone: news"]);
        expect(leftBy.filter((way) => !allowed.has(way))).toEqual([]);
      }),
    );
  });

  it("the scan can be cancelled unless a cancel is under way, accepted or too late", () => {
    fc.assert(
      fc.property(starts, fc.array(events, { maxLength: 40 }), (start, sequence) => {
        const { state } = after(start, ...sequence);
        const isActive = ["submitting", "lost", "opening", "scanning", "cancelling"].includes(state.kind);
        const isUnderWay = state.kind === "cancelling" || ("cancelWanted" in state && state.cancelWanted);
        expect(canCancel(state)).toBe(isActive && !isUnderWay);
      }),
    );
  });

  it("every unsettled state has an effect or news that settles it", () => {
    const answersTo = {
      start: ["started", "start_refused", "start_unanswered"],
      seek: ["sought", "seek_failed"],
      cancel: ["cancel_accepted", "cancel_too_late", "cancel_refused", "cancel_unanswered", "gone"],
      look: ["looked", "look_failed", "gone"],
      wait: ["waited"],
    } as const satisfies Record<ScanEffect["do"], readonly ScanEvent["type"][]>;
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), (choices) => {
        let state: ScanState = form;
        // Effects are carried out in their order, with one outcome each. A person and news come in between.
        const pending: ScanEffect[] = [];
        for (const choice of choices) {
          const effect = choice % 3 === 0 ? undefined : pending.shift();
          const event = effect === undefined ? surprise(choice, state) : outcome(effect, answersTo[effect.do], choice);
          const next = step(state, event);
          state = next.state;
          pending.push(...next.effects);
          const isUnderWay =
            state.kind === "submitting" ||
            state.kind === "lost" ||
            (state.kind === "cancelling" && state.cancel !== "accepted");
          if (isUnderWay) expect(pending.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("a cancel that the server has accepted ends cancelled, or with a scan that is gone", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 7 }), { maxLength: 60 }), (choices) => {
        const server = new ModelServer();
        let state: ScanState = scanning;
        let isAccepted = false;
        const take = (event: ScanEvent | undefined) => {
          if (event === undefined) return;
          isAccepted ||= event.type === "cancel_accepted";
          const next = step(state, event);
          state = next.state;
          for (const effect of next.effects) server.ask(effect);
        };
        for (const choice of choices) take(server.next(choice, state));
        for (const event of server.rest()) take(event);
        if (isAccepted) expect(state).toMatchObject({ kind: "ended", job: { status: "cancelled" } });
        if (state.kind === "ended" && state.cancelledTooLate) expect(state.job.status).not.toBe("cancelled");
      }),
    );
  });
});

/** A server that keeps its promise, behind a network that delays answers, loses them, and lets news overtake them. */
class ModelServer {
  #job = running;
  readonly #underWay: ScanEvent[] = [];

  /** The request arrives at once. Its answer arrives in turn. */
  ask(effect: ScanEffect): void {
    const isActive = this.#job.status === "running";
    if (effect.do === "cancel") {
      if (isActive) this.#job = { ...this.#job, cancel_requested_at: asked };
      this.#underWay.push(
        isActive ? { type: "cancel_accepted", job: this.#job } : { type: "cancel_too_late", jobId: this.#job.job_id },
      );
    } else if (effect.do === "look") this.#underWay.push({ type: "looked", job: this.#job });
    else if (effect.do === "wait") this.#underWay.push({ type: "waited" });
  }

  next(choice: number, state: ScanState): ScanEvent | undefined {
    switch (choice) {
      case 0:
        return { type: "cancel_pressed" };
      case 1:
        // The job continues or ends.
        if (this.#job.status === "running" && this.#job.cancel_requested_at !== null) this.#end("cancelled");
        else this.#job = { ...this.#job, counts: { ...this.#job.counts, scanned: this.#job.counts.scanned + 1 } };
        return undefined;
      case 2:
        if (this.#job.status === "running")
          this.#end(this.#job.cancel_requested_at === null ? "completed" : "cancelled");
        return undefined;
      case 3:
        this.#underWay.push({ type: "news", job: this.#job });
        return undefined;
      case 4: {
        const lost = this.#underWay.shift();
        return lost?.type === "cancel_accepted" || lost?.type === "cancel_too_late"
          ? { type: "cancel_unanswered", jobId: this.#job.job_id, refusal: null }
          : lost;
      }
      case 5:
        return this.#underWay.pop();
      case 6:
        return { type: "connection", reachable: !state.reachable };
      default:
        return this.#underWay.shift();
    }
  }

  /** The events after the network has recovered and the scan has ended. */
  *rest(): Generator<ScanEvent> {
    for (let event = this.#underWay.shift(); event !== undefined; event = this.#underWay.shift()) yield event;
    if (this.#job.status === "running") this.#end(this.#job.cancel_requested_at === null ? "completed" : "cancelled");
    yield { type: "news", job: this.#job };
    for (let event = this.#underWay.shift(); event !== undefined; event = this.#underWay.shift()) yield event;
  }

  #end(status: "cancelled" | "completed"): void {
    this.#job = { ...this.#job, status, finished_at: asked };
  }
}

function surprise(choice: number, state: ScanState): ScanEvent {
  const what = choice % 4;
  if (what === 0) return { type: "start_pressed", request };
  if (what === 1) return { type: "cancel_pressed" };
  if (what === 2) return { type: "connection", reachable: !state.reachable };
  return { type: "resume_pressed" };
}

function outcome(effect: ScanEffect, types: readonly ScanEvent["type"][], choice: number): ScanEvent {
  const type = types[choice % types.length];
  const of = "request" in effect ? effect.request : request;
  const job = choice % 5 === 0 && type === "sought" ? null : choice % 2 === 0 ? cancelling : running;
  return { type, request: of, before, jobId, job, at: choice * 1_000, message: "no", refusal: null } as ScanEvent;
}
