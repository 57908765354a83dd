interface Sample {
  readonly scanned: number;
  readonly skipped: number;
  readonly atMs: number;
}

/** The rate is that of so many last milliseconds. */
const windowMs = 5_000;

/** There is no rate before so many milliseconds. */
const leastMs = 800;

export interface ScanRate {
  /** @param atMs never falling */
  add(counts: { readonly scanned: number; readonly skipped: number }, atMs: number): void;
  /** Files per second; null while that is unknown. */
  perSecond(nowMs: number): number | null;
}

/**
 * Measures how fast a scan goes, over the last few seconds. Times are in milliseconds of a steady clock.
 *
 * A resumed scan skips unchanged files within a moment, and then reads file after file. The moment says nothing about
 * the time that is left, so the rate begins anew after it. `web/src/live/rate-meter.ts` does the same for the page, which
 * shares no code with the command line.
 */
export function measureScanRate(): ScanRate {
  let samples: readonly Sample[] = [];
  /** Keeps the last sample before the window, where the window begins. */
  const forget = (nowMs: number) => {
    const inside = samples.findIndex(({ atMs }) => atMs > nowMs - windowMs);
    samples = samples.slice(inside === -1 ? -1 : Math.max(0, inside - 1));
  };
  return {
    add: ({ scanned, skipped }, atMs) => {
      // A scan that starts again counts from zero.
      if (scanned < (samples.at(-1)?.scanned ?? 0)) samples = [];
      samples = [...samples, { scanned, skipped, atMs }];
      forget(atMs);
    },
    perSecond: (nowMs) => {
      forget(nowMs);
      const first = sinceSkipping(samples, nowMs) ?? samples[0];
      const last = samples.at(-1);
      if (first === undefined || last === undefined || nowMs - first.atMs < leastMs) return null;
      return ((last.scanned - first.scanned) * 1_000) / (nowMs - first.atMs);
    },
  };
}

/** The moment at which the last files were skipped, if that is long enough ago. */
function sinceSkipping(samples: readonly Sample[], nowMs: number): Sample | undefined {
  const index = samples.findLastIndex(
    ({ skipped }, index) => index > 0 && skipped > (samples[index - 1]?.skipped ?? skipped),
  );
  const sample = samples[index];
  return index < samples.length - 1 && sample !== undefined && nowMs - sample.atMs >= leastMs ? sample : undefined;
}

/** @returns null while the rate is unknown, or nothing moves */
export function secondsLeft(scan: {
  readonly expected: number;
  readonly scanned: number;
  readonly filesPerSecond: number | null;
}): number | null {
  const { expected, scanned, filesPerSecond } = scan;
  if (filesPerSecond === null || filesPerSecond < 0.01) return null;
  return Math.max(1, Math.round((expected - scanned) / filesPerSecond));
}
