/**
 * How long each step may take between an abort of a run and its settled row. A step that runs out of time is left
 * behind by the next one. All periods are measured by a monotonic clock, whatever a handler or the store does.
 *
 * ```
 * abort --inFlightMs--> work in flight is left --5 s--> work of other processes is given up --2 s--> the handler is left behind
 *       |----------------- abandonMs ---------------------------|                                |
 *       |----------------- handlerMs ------------------------------------------------------------|
 *
 * the handler has returned, or is left behind --settleMs--> the row is left
 * ```
 *
 * By default a queue stops within 8 s, and the process is gone within another 1.5 s (`endMs`).
 */
export interface GracePeriods {
  /** How long work in flight, such as the probe of a file, may take to finish. Its result is kept. */
  readonly inFlightMs: number;
  /** How long processes on other machines may take to say what they have done. */
  readonly abandonMs: number;
  /** How long the handler may take to return. Longer than `abandonMs`, so that the handler can save its last batch. */
  readonly handlerMs: number;
  /** How long a stopping server waits for the store to take the state of a job. */
  readonly settleMs: number;
}

/** @param inFlightMs `GLEANER_CANCEL_GRACE`, in milliseconds */
export function gracePeriods(inFlightMs = 10): GracePeriods {
  return { inFlightMs, abandonMs: inFlightMs + 5_000, handlerMs: inFlightMs + 7_000, settleMs: 1_000 };
}

/**
 * How long a process may take from the signal to its end, in milliseconds. By default 9.5 s: Docker kills a process
 * after 10 s.
 */
export function endMs(grace: GracePeriods): number {
  return stopMs(grace) + 1_500;
}

/** How long a queue may take to stop, in milliseconds. */
export function stopMs({ handlerMs, settleMs }: GracePeriods): number {
  return handlerMs + settleMs;
}
