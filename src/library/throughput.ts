/** How many files a scan had handled by a moment. */
export interface ScanSample {
  readonly at: Date;
  /** Falls when the scan is claimed again, because the new run counts from the beginning. */
  readonly scanned: number;
}

/**
 * The number of files that a scan had handled over time: none at its start, then its samples, then its present count.
 *
 * If there are more than `most` points, the time is cut into equal parts, and the last point of each part is kept. Each
 * point counts all files up to its moment, so no file is lost.
 *
 * @param scan `startedAt` is null before the first run. `until` is the end of the scan, or now.
 * @param samples oldest first. Samples that are not between start and end are left out: the clock was set.
 * @param options.most at least 2
 * @returns oldest first. The first point is the start, and the last is `until`, which may be the same moment. Empty if
 *   the scan has never run.
 */
export function throughput(
  scan: { readonly startedAt: Date | null; readonly until: Date; readonly scanned: number },
  samples: readonly ScanSample[],
  { most }: { readonly most: number },
): readonly ScanSample[] {
  if (scan.startedAt === null) return [];
  const start = scan.startedAt.getTime();
  const end = Math.max(start, scan.until.getTime());
  const between = samples.filter(({ at }) => at.getTime() > start && at.getTime() < end);
  const points = [{ at: scan.startedAt, scanned: 0 }, ...between, { at: new Date(end), scanned: scan.scanned }];
  if (points.length <= most) return points;
  const partOf = ({ at }: ScanSample): number => Math.ceil(((at.getTime() - start) * (most - 1)) / (end - start));
  return [...new Map(points.map((point) => [partOf(point), point])).values()];
}
