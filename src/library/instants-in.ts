import { wallClock } from "../wall-clock.ts";

const dayMs = 86_400_000;

/**
 * Makes a function from a time that clocks in a time zone show, as if it were UTC, to the instant at which they show it.
 * Both are in milliseconds since 1970, in whole seconds. Times are asked for in rising order. A time that the clocks leave
 * out, such as a midnight at which they are put forward, has the first instant after it. A time that the clocks show twice
 * has the first of both.
 *
 * @param timeZone a name of IANA
 * @throws RangeError if there is no such zone
 */
export function instantsIn(timeZone: string): (shown: number) => number {
  const shownAt = wallClock(timeZone);
  // Most times have the offset of the time before. Finding out takes some microseconds, and there are thousands of months.
  let offset = 0;
  return (shown) => {
    if (shownAt(shown - offset) === shown) return shown - offset;
    // The clocks were put forward or back between these two at most once.
    const [before, after] = [shown - dayMs, shown + dayMs].map((near) => shownAt(near) - near) as [number, number];
    const instants = [shown - before, shown - after].toSorted((one, other) => one - other) as [number, number];
    offset = after;
    return instants.find((instant) => shownAt(instant) === shown) ?? firstInstantAfter(shown, instants, shownAt);
  };
}

/** The instant between two at which the clocks pass a time that they leave out, to the second. */
function firstInstantAfter(
  shown: number,
  [from, to]: readonly [number, number],
  shownAt: (instant: number) => number,
): number {
  let [before, at] = [from, to];
  while (at - before > 1_000) {
    const middle = before + Math.floor((at - before) / 2_000) * 1_000;
    if (shownAt(middle) >= shown) at = middle;
    else before = middle;
  }
  return at;
}
