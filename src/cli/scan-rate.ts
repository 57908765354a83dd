interface Sample {
  readonly scanned: number;
  readonly skipped: number;
  readonly atMs: number;
}

/** What it looks back over, in milliseconds. */
const windowMs = 5_000;

/** What it must have seen before it says anything, in milliseconds. */
const leastMs = 800;

export interface ScanRate {
  /** @param atMs never falling */
  add(counts: { readonly scanned: number; readonly skipped: number }, atMs: number): void;
  /** Files a second; null while too little has been seen. */
  perSecond(nowMs: number): number | null;
}

/**
 * Measures how fast a scan goes, over the last few seconds. Times are in milliseconds of a steady clock.
 *
 * A scan that goes on where an earlier one was stopped passes over what is unchanged in a moment, and then reads file
 * after file. That moment says nothing of the time that is left, so that what follows it is measured by itself as soon
 * as it can be. `web/src/live/rate-meter.ts` does the same for the page, which has no code in common with this.
 */
export function measureScanRate(): ScanRate {
  let samples: readonly Sample[] = [];
  /** Keeps the last sample from before the window, at which it begins. */
  const forget = (nowMs: number) => {
    const inside = samples.findIndex(({ atMs }) => atMs > nowMs - windowMs);
    samples = samples.slice(inside === -1 ? -1 : Math.max(0, inside - 1));
  };
  return {
    add: ({ scanned, skipped }, atMs) => {
      // A scan that is taken up again counts anew.
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

/** Where the last files were passed over, if that is long enough ago. */
function sinceSkipping(samples: readonly Sample[], nowMs: number): Sample | undefined {
  const index = samples.findLastIndex(
    ({ skipped }, index) => index > 0 && skipped > (samples[index - 1]?.skipped ?? skipped),
  );
  const sample = samples[index];
  return index < samples.length - 1 && sample !== undefined && nowMs - sample.atMs >= leastMs ? sample : undefined;
}
