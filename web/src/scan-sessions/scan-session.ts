import type { JobFeed } from "../live/job-feed.ts";
import { carryOut, type ScanApi } from "./scan-effects.ts";
import { type ScanEffect, type ScanEvent, step } from "./scan-machine.ts";
import { followedId, initialState, type ScanState } from "./scan-state.ts";

export interface ScanSessionParts {
  readonly api: ScanApi;
  readonly feed: JobFeed;
  /** The pause before a request without an answer is sent again, in milliseconds. */
  readonly retryMs: number;
  /** Called after each change of the state. */
  readonly onChange: (session: ScanSession) => void;
}

/** One run of the scan dialog's state machine: carries out its effects, and passes on news of its job. */
export class ScanSession {
  /** `new`, the id of the job, or for a session that was set aside a key that is in no address. */
  key: string;
  readonly #parts: ScanSessionParts;
  #state: ScanState;
  #followed: { readonly id: string; readonly stop: () => void } | null = null;
  /** The effects under way. A new effect replaces one of its kind. */
  readonly #effects = new Map<ScanEffect["do"], AbortController>();

  /** @param scan `new`, or the id of a job */
  constructor(key: string, scan: string, parts: ScanSessionParts) {
    this.key = key;
    this.#parts = parts;
    this.#state = initialState(scan, isReachable(parts.feed));
    this.follow();
  }

  get state(): ScanState {
    return this.#state;
  }

  step(event: ScanEvent): void {
    const { state, effects } = step(this.#state, event);
    for (const effect of effects) void this.#carryOut(effect);
    if (state === this.#state) return;
    this.#state = state;
    this.#parts.onChange(this);
  }

  /** Keeps the job of the state up to date. Call this after a change of the state. */
  follow(): void {
    const id = followedId(this.#state);
    if (this.#followed?.id === id) return;
    this.#followed?.stop();
    this.#followed = id === null ? null : { id, stop: this.#parts.feed.follow(id) };
  }

  /** Passes on what the feed knows. */
  readFeed(): void {
    const { feed } = this.#parts;
    this.step({ type: "connection", reachable: isReachable(feed) });
    const id = followedId(this.#state);
    if (id === null) return;
    const { jobs, gone } = feed.state();
    const job = jobs.get(id);
    if (job !== undefined) this.step({ type: "news", job });
    else if (gone.has(id)) this.step({ type: "gone", jobId: id });
  }

  /** Ends all effects. */
  end(): void {
    for (const controller of this.#effects.values()) controller.abort(new SessionEnded());
    this.#effects.clear();
    this.#followed?.stop();
    this.#followed = null;
  }

  async #carryOut(effect: ScanEffect): Promise<void> {
    this.#effects.get(effect.do)?.abort(new SessionEnded());
    const controller = new AbortController();
    this.#effects.set(effect.do, controller);
    const { signal } = controller;
    const { api, feed, retryMs } = this.#parts;
    try {
      const event = await carryOut(effect, { api, retryMs, signal });
      if (signal.aborted) return;
      this.#effects.delete(effect.do);
      // The whole page learns what the answer says.
      if ("job" in event && event.job !== null) feed.put(event.job);
      if (event.type === "gone") feed.putGone(event.jobId);
      this.step(event);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** Ends effects whose outcome nobody waits for. Nobody sees this error. */
class SessionEnded extends Error {
  override readonly name = "SessionEnded";
}

function isReachable(feed: JobFeed): boolean {
  const { connection } = feed.state();
  return connection !== "unreachable" && connection !== "failing";
}
