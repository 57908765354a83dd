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
  const allowed = fields.map(allowedValues);
  const matches = (local: number) => matchesFields(fields, allowed, local);
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

const clocks = new Map<string, (time: number) => number>();

/** The time that a clock on the wall shows, as if it were UTC. Zones change only at whole quarters of an hour. */
function localTimes(timeZone: string): (time: number) => number {
  const clock = clocks.get(timeZone) ?? makeClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

function makeClock(timeZone: string): (time: number) => number {
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

function matchesFields(
  [, , dayField, , weekdayField]: readonly string[],
  [minute, hour, day, month, weekday]: readonly ReadonlySet<number>[],
  local: number,
): boolean {
  if (minute?.has(Math.floor(local / minuteMs) % 60) !== true) return false;
  const date = new Date(local);
  if (hour?.has(date.getUTCHours()) !== true || month?.has(date.getUTCMonth() + 1) !== true) return false;
  const isDay = day?.has(date.getUTCDate()) === true;
  const isWeekday = weekday?.has(date.getUTCDay()) === true || (date.getUTCDay() === 0 && weekday?.has(7) === true);
  // As cron does: two restrictions of the day are alternatives.
  return dayField === "*" || weekdayField === "*" ? isDay && isWeekday : isDay || isWeekday;
}

/** The numbers that a field stands for. No field has one above 59. */
function allowedValues(field: string): ReadonlySet<number> {
  return new Set(Array.from({ length: 60 }, (_, value) => value).filter((value) => fieldHas(field, value)));
}

function fieldHas(field: string, value: number): boolean {
  return field.split(",").some((part) => {
    const [range = "", step = "1"] = part.split("/");
    const [from, to = from] = range === "*" ? [0, Infinity] : range.split("-").map(Number);
    const isInside = value >= Number(from) && value <= Number(to);
    return isInside && (value - Number(from)) % Number(step) === 0;
  });
}
