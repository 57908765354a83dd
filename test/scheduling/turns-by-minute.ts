/**
 * The turns of a schedule, found by looking at every minute: slow, simple, and without the library that Gleaner uses. Knows
 * numbers, lists, ranges and `*`, and steps of minutes and hours.
 */
import type { RootSchedule } from "../../src/library/library-roots.ts";

const minuteMs = 60_000;
const longestFoldMinutes = 180;

/** All turns after `after`, until `until`. */
export function turnsByMinute({ cron, timeZone }: RootSchedule, after: Date, until: Date): readonly Date[] {
  const fields = cron.split(" ");
  const matches = (local: number) => matchesFields(fields, new Date(local));
  const isFixed = !/[*/]/.test(`${fields[0]}${fields[1]}`);
  const localOf = localTimes(timeZone);
  const turns: Date[] = [];
  const seen = new Set<number>();
  const first = Math.floor(after.getTime() / minuteMs) + 1;
  let before = localOf((first - longestFoldMinutes - 1) * minuteMs);
  for (let minute = first - longestFoldMinutes; minute * minuteMs <= until.getTime(); minute += 1) {
    const local = localOf(minute * minuteMs);
    let isTurn = matches(local);
    if (isFixed) {
      isTurn &&= !seen.has(local);
      for (let skipped = before + minuteMs; skipped < local; skipped += minuteMs) isTurn ||= matches(skipped);
    }
    if (isTurn && minute >= first) turns.push(new Date(minute * minuteMs));
    seen.add(local);
    before = local;
  }
  return turns;
}

/** The time that a clock on the wall shows, as if it were UTC. Zones change only at whole quarters of an hour. */
function localTimes(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const offsets = new Map<number, number>();
  return (time) => {
    const quarter = Math.floor(time / (15 * minuteMs)) * 15 * minuteMs;
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      const parts = format.formatToParts(quarter);
      const [year, month, day, hour, minute] = ["year", "month", "day", "hour", "minute"].map((type) =>
        Number(parts.find((part) => part.type === type)?.value),
      ) as [number, number, number, number, number];
      offset = Date.UTC(year, month - 1, day, hour, minute) - quarter;
      offsets.set(quarter, offset);
    }
    return time + offset;
  };
}

function matchesFields([minute, hour, day, month, weekday]: readonly string[], local: Date): boolean {
  const is = (field: string | undefined, value: number) => fieldHas(field ?? "", value);
  if (!is(minute, local.getUTCMinutes()) || !is(hour, local.getUTCHours())) return false;
  if (!is(month, local.getUTCMonth() + 1)) return false;
  const isDay = is(day, local.getUTCDate());
  const isWeekday = is(weekday, local.getUTCDay()) || (local.getUTCDay() === 0 && is(weekday, 7));
  // As cron does: two restrictions of the day are alternatives.
  return day === "*" || weekday === "*" ? isDay && isWeekday : isDay || isWeekday;
}

function fieldHas(field: string, value: number): boolean {
  return field.split(",").some((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [from, to = from] = range === "*" ? [0, Infinity] : range.split("-").map(Number);
    const isInside = value >= Number(from) && value <= Number(to);
    return isInside && (value - Number(from)) % Number(step) === 0;
  });
}
