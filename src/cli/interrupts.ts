import { leave } from "./leave.ts";

/** What a person or the system tells a running command by signals. */
export interface Interrupts {
  /** Aborts at the first Ctrl-C. */
  readonly cancelled: AbortSignal;
  /** Aborts when the process is to end, but nothing is to be cancelled: SIGTERM, or a closed terminal. */
  readonly terminated: AbortSignal;
  /** Gives the signals back. */
  close(): void;
}

function quit(): void {
  void leave(130);
}

/** How long the second Ctrl-C waits at most for the cancel that the first one asked for, in milliseconds. */
const lastWordMs = 1_000;

/**
 * Listens until `close`. The second Ctrl-C ends the process at once, what was committed is safe; only the answer to a
 * cancel that is on its way is waited for, as it would be lost else. The third does not even wait for that.
 *
 * @param options.lastWord settles when no cancel is on its way
 */
export function listenForInterrupts(options: { readonly lastWord?: () => Promise<void> } = {}): Interrupts {
  const cancelled = new AbortController();
  const terminated = new AbortController();
  let presses = 0;
  const onInterrupt = () => {
    presses += 1;
    if (presses === 1) return cancelled.abort();
    if (presses > 2) return quit();
    setTimeout(quit, lastWordMs);
    void Promise.resolve(options.lastWord?.()).finally(quit);
  };
  const onTerminate = () => terminated.abort();
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
