/** What a person or the system tells a running command by signals. */
export interface Interrupts {
  /** Aborts at the first Ctrl-C. */
  readonly cancelled: AbortSignal;
  /** Aborts when the process is to end, but nothing is to be cancelled: SIGTERM, or a closed terminal. */
  readonly terminated: AbortSignal;
  /** Gives the signals back. */
  close(): void;
}

/** Listens until `close`. The second Ctrl-C ends the process at once: what was committed is safe. */
export function listenForInterrupts(): Interrupts {
  const cancelled = new AbortController();
  const terminated = new AbortController();
  const onInterrupt = () => {
    if (cancelled.signal.aborted) process.exit(130);
    cancelled.abort();
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
