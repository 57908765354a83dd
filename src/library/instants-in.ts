const dayMs = 86_400_000;

/**
 * Finds the instants at which clocks in a time zone show a time, of times in rising order: milliseconds since 1970 there, as if it was UTC, to those
 * since 1970. A time that the clocks leave out, such as a midnight at which they are put forward, has the first instant
 * after it. A time that the clocks show twice has the first of both.
 *
 * @param timeZone a name of IANA
 * @throws RangeError if there is no such zone
 */
export function instantsIn(timeZone: string): (shown: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  /** What clocks show at an instant, in whole seconds. */
  const shownAt = (instant: number) => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
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
