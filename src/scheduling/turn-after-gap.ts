import { Cron } from "croner";
import type { RootSchedule } from "../library/library-roots.ts";
import { wallClock } from "../wall-clock.ts";

const hourMs = 3_600_000;

/** The longest change of clocks, with room to spare. */
const longestGapMs = 3 * hourMs;

/**
 * The turn of a schedule with a fixed time that clocks leave out just before midnight, as in Greenland, where they are put
 * forward from 23:00 to 00:00. `croner` loses it, as it looks for the turn on the same day.
 *
 * @returns the first moment after the gap, if the next turn lies in such a gap; else null
 */
export function turnAfterGap({ cron, timeZone }: RootSchedule, after: Date): Date | null {
  const [minute = "", hour = "", ...days] = cron.split(" ");
  const isFixed = days.length > 0 && !/[*/]/.test(minute + hour);
  const latest = Math.max(...hour.split(/[,-]/).map(Number));
  // Most schedules are at another time, and need no look at clocks.
  if (!isFixed || latest < 24 - longestGapMs / hourMs) return null;
  const wallOf = wallClock(timeZone);
  // On a clock without changes, wall times are those of UTC.
  const unchanged = new Cron(cron, { timezone: "UTC", mode: "5-part", paused: true });
  const wall = unchanged.nextRun(new Date(wallOf(after.getTime())))?.getTime();
  if (wall === undefined || new Date(wall + longestGapMs).getUTCDate() === new Date(wall).getUTCDate()) return null;
  // Zones are less than a day away from UTC. So clocks show the time between these two, or leave it out.
  const [before, later] = [wall - 24 * hourMs, wall + 24 * hourMs];
  const offset = wallOf(before) - before;
  if (wallOf(later) - later <= offset) return null;
  let [last, first] = [before, later];
  while (first - last > 60_000) {
    const middle = last + Math.floor((first - last) / 120_000) * 60_000;
    if (wallOf(middle) - middle === offset) last = middle;
    else first = middle;
  }
  return wallOf(last) < wall && wall < wallOf(first) && first > after.getTime() ? new Date(first) : null;
}
