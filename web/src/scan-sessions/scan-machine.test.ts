import { describe, expect, it } from "vitest";
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
