/** The speed of a scan over time, computed from samples of the number of scanned files. */
import type { ThroughputJson } from "../../../../src/api/contract/jobs.ts";

/** A part of the time of a scan. All times are in milliseconds since its start. */
export interface RateInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly files: number;
  /** Files per second. */
  readonly rate: number;
}

export interface RateOptions {
  /** The shortest interval, in milliseconds. A rate over less time means nothing. Default 1,000. */
  readonly minMs?: number;
  /** The approximate limit on the number of intervals. Default 150. */
  readonly max?: number;
}

/**
 * The intervals of a scan in their order, with the number of files scanned in each.
 *
 * A falling count adds no files. It falls when a scan continues after an interruption and counts its files again.
 *
 * @param points oldest first
 * @returns empty if the scan is shorter than one interval
 */
export function ratesOverTime(points: ThroughputJson["points"], options: RateOptions = {}): readonly RateInterval[] {
  const { minMs = 1_000, max = 150 } = options;
  const [first] = points;
  if (first === undefined) return [];
  const start = Date.parse(first.at);
  const length = Math.max(minMs, elapsedMs(points) / max);
  const intervals: RateInterval[] = [];
  let fromMs = 0;
  let toMs = 0;
  let files = 0;
  let before = first.scanned;
  for (const { at, scanned } of points) {
    toMs = Math.max(toMs, Date.parse(at) - start);
    files += Math.max(0, scanned - before);
    before = scanned;
    if (toMs - fromMs < length) continue;
    intervals.push(interval(fromMs, toMs, files));
    fromMs = toMs;
    files = 0;
  }
  const last = intervals.at(-1);
  // The rest is too short for an interval of its own.
  if (last !== undefined && toMs > last.toMs) {
    intervals[intervals.length - 1] = interval(last.fromMs, toMs, last.files + files);
  }
  return intervals;
}

function interval(fromMs: number, toMs: number, files: number): RateInterval {
  return { fromMs, toMs, files, rate: (files / (toMs - fromMs)) * 1_000 };
}

/** The time from the start of a scan to its last sample, by the server's clock, in milliseconds. */
export function elapsedMs(points: ThroughputJson["points"]): number {
  const [first] = points;
  const last = points.at(-1);
  return first === undefined || last === undefined ? 0 : Math.max(0, Date.parse(last.at) - Date.parse(first.at));
}

export interface RateSummary {
  readonly averageRate: number;
  readonly peakRate: number;
  /** The fastest interval, the earliest if there are several. */
  readonly peak: RateInterval;
  readonly totalMs: number;
}

/** Null if there are no intervals. */
export function summaryOf(intervals: readonly RateInterval[]): RateSummary | null {
  const [first] = intervals;
  const last = intervals.at(-1);
  if (first === undefined || last === undefined) return null;
  const files = intervals.reduce((sum, interval) => sum + interval.files, 0);
  const peak = intervals.reduce((fastest, interval) => (interval.rate > fastest.rate ? interval : fastest), first);
  return {
    averageRate: (files / last.toMs) * 1_000,
    peakRate: peak.rate,
    peak,
    totalMs: last.toMs,
  };
}

export interface DrawnPoint {
  readonly elapsedMs: number;
  readonly rate: number;
}

/**
 * The points of a line with one step per interval. Each point is the end of an interval and has its rate.
 */
export function drawnPoints(intervals: readonly RateInterval[]): readonly DrawnPoint[] {
  const [first] = intervals;
  if (first === undefined) return [];
  return [{ elapsedMs: 0, rate: first.rate }, ...intervals.map(({ toMs, rate }) => ({ elapsedMs: toMs, rate }))];
}
