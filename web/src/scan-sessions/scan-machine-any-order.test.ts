import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JobJson } from "../../../src/api/contract/jobs.ts";
import { jobWith } from "../../../test/page/job-under-test.ts";
import { lateScanMs, type ScanEffect, type ScanEvent, step } from "./scan-machine.ts";
import { type BeforeStart, canCancel, initialState, type ScanState, type StartRequest } from "./scan-state.ts";

const request = { kind: "scan", path: "/films", recursive: true } as const satisfies StartRequest;
const before: BeforeStart = { newest: null };
const asked = "2026-11-23T08:00:30.000Z";
const running = jobWith();
const jobId = running.job_id;
const cancelling = jobWith({ cancel_requested_at: asked });
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
