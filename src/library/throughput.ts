/** How many files a scan had handled by a moment. */
export interface ScanSample {
  readonly at: Date;
  /** Falls where the scan was claimed again, as it passes over files anew. */
  readonly scanned: number;
}

/**
 * The files that a scan handled over time: from nothing at its start, through the samples that were taken of it, to
 * what it says of itself.
 *
 * Where there are more than `most`, the time is cut into equal parts, and each has the last point that is in it. As
 * points say what was handled until then, all in all, none of the files are lost by that.
 *
 * @param scan `startedAt` null while it waits for its first run; `until` its end, or now
 * @param samples oldest first; those that are not between start and end, as when the clock was set, are left out
 * @param options.most at least 2
 * @returns oldest first; the first is the start, the last is `until`, which may be the same moment; none where the
 *   scan has never run
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
