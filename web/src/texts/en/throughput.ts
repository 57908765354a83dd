import { durationText, rateText } from "../quantities.ts";
import { filesPerSecond } from "./counted.ts";

function perSecond(rate: number): string {
  return `${rateText(rate)} ${rateText(rate) === rateText(1) ? "file" : "files"} per second`;
}

/** A time span since the start, such as `between 3 s and 4 s`. */
function spanText({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  const to = durationText(toMs);
  if (fromMs === 0) return `in the first ${to === "1 s" ? "second" : to}`;
  const from = durationText(fromMs);
  return from === to ? `after ${to}` : `between ${from} and ${to}`;
}

/** The chart of the speed of a scan. */
export const throughput = {
  title: "Files per second",
  loading: "Loading the speed of the scan…",
  failed: "The speed of the scan could not be loaded.",
  series: "Files per second",
  waiting: "The chart appears when the scan has started.",
  tooEarly: "The chart appears when the scan has run for a few seconds.",
  chartFailed: "The chart could not be loaded. Reload the page.",
  value: filesPerSecond,
  axisValue: rateText,
  at: (elapsed: string, timeOfDay: string) => `After ${elapsed}, at ${timeOfDay}`,
  zero: "0 s",
  /**
   * @param peak the fastest interval, in milliseconds since the start
   * @param options.countsSkipped whether there are files that the scan has skipped: they count in the rates
   */
  summary: (
    averageRate: number,
    totalMs: number,
    peakRate: number,
    peak: { fromMs: number; toMs: number },
    { countsSkipped }: { readonly countsSkipped: boolean },
  ) =>
    `Average ${perSecond(averageRate)} over ${durationText(totalMs)}. Highest ${rateText(peakRate)}, ${spanText(peak)}.${countsSkipped ? " Skipped files count, too." : ""}`,
  label: (summary: string) => `Chart of files per second over time. ${summary}`,
} as const;
