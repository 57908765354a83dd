/**
 * The time that is left of a scan, in seconds, at least 1.
 *
 * @returns null while the rate is unknown, or nothing moves
 */
export function secondsLeft(scan: {
  readonly expected: number;
  readonly scanned: number;
  readonly filesPerSecond: number | null;
}): number | null {
  const { expected, scanned, filesPerSecond } = scan;
  if (filesPerSecond === null || filesPerSecond < 0.01) return null;
  return Math.max(1, Math.round((expected - scanned) / filesPerSecond));
}
