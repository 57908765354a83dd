import { endMs, gracePeriods } from "../jobs/grace-periods.ts";
import { isLeaving, leave } from "./leave.ts";

/** Signals of a person or of the system to a running command. */
export interface Interrupts {
  /** Aborts at the first Ctrl-C. */
  readonly cancelled: AbortSignal;
  /** Aborts when the process must end and nothing is to be cancelled: SIGTERM, or a closed terminal. */
  readonly terminated: AbortSignal;
  /** Stops listening to signals. */
  close(): void;
}

const cancelledExitCode = 130;

function quit(): void {
  // On a line of its own, not behind the last line of a moving view and its `^C`.
  const start = process.stderr.isTTY ? "\n" : "";
  if (!isLeaving()) process.stderr.write(`${start}Quit. Everything saved so far is kept.\n`);
  void leave(cancelledExitCode);
}

/** How long the second Ctrl-C waits at most for the answer to a cancel, in milliseconds. */
const answerMs = 1_000;

/**
 * Listens to signals until `close`.
 *
 * The second Ctrl-C ends the process at once; everything committed is safe. It waits only for a cancel that the first
 * Ctrl-C has sent, which would be lost otherwise. The third does not even wait for that.
 *
 * SIGTERM and a closed terminal end the process within `endMs`, whatever hangs. The time is measured by a monotonic clock.
 *
 * @param options.cancelGraceMs `GLEANER_CANCEL_GRACE`, in milliseconds
 * @param options.cancelAnswered settles when no cancel is on its way
 */
export function listenForInterrupts(options: {
  readonly cancelGraceMs: number;
  readonly cancelAnswered?: () => Promise<void>;
}): Interrupts {
  const cancelled = new AbortController();
  const terminated = new AbortController();
  let presses = 0;
  const onInterrupt = () => {
    presses += 1;
    if (presses === 1) return cancelled.abort();
    if (presses > 2) return quit();
    setTimeout(quit, answerMs);
    void Promise.resolve(options.cancelAnswered?.()).finally(quit);
  };
  const onTerminate = () => {
    if (terminated.signal.aborted) return;
    setTimeout(() => void leave(1, 0), endMs(gracePeriods(options.cancelGraceMs))).unref();
    terminated.abort();
  };
  const handlers = [
    ["SIGINT", onInterrupt],
    ["SIGTERM", onTerminate],
    ["SIGHUP", onTerminate],
  ] as const;
  for (const [name, handler] of handlers) process.on(name, handler);
  return {
    cancelled: cancelled.signal,
    terminated: terminated.signal,
    close: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
