/**
 * How long each step may take between an abort of a run and its settled row. The periods are nested: each step that
 * runs out of time is left behind by the next one.
 *
 * ```
 * abort --inFlightMs--> work in flight is abandoned --2 s--> the handler is left behind --settleMs--> the row
 *       |------------------------ handlerMs ----------------------------|
 * ```
 */
export interface GracePeriods {
  /** How long work in flight, such as the probe of a file, may take to finish. Its result is kept. */
  readonly inFlightMs: number;
  /** How long the handler may take to return. Longer than `inFlightMs`, so that the handler can save its last batch. */
  readonly handlerMs: number;
  /** How long a stopping server waits for the store to take the final state of a job. */
  readonly settleMs: number;
}

/** @param inFlightMs `GLEANER_CANCEL_GRACE`, in milliseconds */
export function gracePeriods(inFlightMs = 5_000): GracePeriods {
  return { inFlightMs, handlerMs: inFlightMs + 2_000, settleMs: 2_000 };
}
