import type { ProcessStart } from "../../libav/media-process.ts";

/** A process that did not start is started again after so many milliseconds: the reason may have passed by then. */
const pausesMs = [100, 200, 400, 800];

/** Nothing is started again when the first failure is longer ago than this: each start may itself take a minute. */
const giveUpAfterMs = 90_000;

/** Decides whether and when a process that did not start is started again. */
export class StartRetries {
  /** Starts that failed in a row, and when the first of them failed. */
  #failed: { readonly count: number; readonly since: number } | null = null;

  /** Call this when a process has started, and when nobody wants one any more. */
  reset(): void {
    this.#failed = null;
  }

  /** How long to wait before the next start, in milliseconds; null to give up. */
  pauseAfter(start: Exclude<ProcessStart, { kind: "ready" }>): number | null {
    const { count, since } = this.#failed ?? { count: 0, since: performance.now() };
    const mayPass = start.kind === "ended" && start.mayPass && performance.now() - since < giveUpAfterMs;
    const pauseMs = mayPass ? (pausesMs[count] ?? null) : null;
    this.#failed = pauseMs === null ? null : { count: count + 1, since };
    return pauseMs;
  }
}
