const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Round time spans. */
const steps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * second),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * hour),
];

/**
 * Round times from 0 to `totalMs`, in milliseconds.
 *
 * @param most the limit on the number of times, without the 0
 */
export function timeTicks(totalMs: number, most: number): readonly number[] {
  const day = 24 * hour;
  const step = steps.find((step) => totalMs / step <= most) ?? Math.ceil(totalMs / most / day) * day;
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step);
}
