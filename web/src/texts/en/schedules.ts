import type { ScheduleForm, ScheduleKind } from "../../directories/schedule-form.ts";
import { clockText, timeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";

const weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const weekday = (day: number) => weekdayNames[day] ?? "";

/** When scans of a directory begin by themselves. */
export const schedules = {
  label: "Scan by schedule",
  hint: "Scans begin by themselves while the server runs.",
  kinds: {
    never: "Never",
    hourly: "Every hour",
    daily: "Every day",
    weekly: "Every week",
    monthly: "Every month, on the 1st",
    other: "Another schedule",
  } satisfies Record<ScheduleKind, string>,
  weekday,
  day: "On",
  time: "At",
  timeNeeded: "Enter a time.",
  cron: "Schedule",
  cronHint:
    "Five fields as of cron: minute, hour, day of the month, month, day of the week. For example, 0 3 * * 1-5 is every day from Monday to Friday at 03:00.",
  names: { cron: "The schedule", time_zone: "The time zone" },
  timeZone: "Time zone",
  timeZoneHint: "Such as Europe/Berlin",

  /** @param timeZone null: that of the reader */
  scanned: (form: ScheduleForm, timeZone: string | null) =>
    `Scanned ${whenText(form)}${timeZone === null ? "" : ` (${visibleText(timeZone)})`}.`,
  /** @param timeZone that of the reader, if the schedule has another one; else null */
  next: (time: string, now: Date, timeZone: string | null) =>
    `Next: ${nextText(time, now)}${new Date(time) <= now ? "" : inYourTimeZone(timeZone)}.`,
  skipped: (time: string, timeZone: string | null) =>
    `Skipped ${timeText(time)}${inYourTimeZone(timeZone)}, because the scan before had not ended.`,
} as const;

function inYourTimeZone(timeZone: string | null): string {
  return timeZone === null ? "" : ` in your time zone (${visibleText(timeZone)})`;
}

function whenText({ kind, time, weekday: day, cron }: ScheduleForm): string {
  switch (kind) {
    case "never":
      return "by hand";
    case "hourly":
      return "every hour";
    case "daily":
      return `every day at ${clockText(time)}`;
    case "weekly":
      return `every ${weekday(day)} at ${clockText(time)}`;
    case "monthly":
      return `on the 1st of every month at ${clockText(time)}`;
    case "other":
      return `by the schedule ${visibleText(cron)}`;
  }
}

function nextText(time: string, now: Date): string {
  const next = new Date(time);
  if (next <= now) return "in a moment";
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  const clock = clockText(`${next.getHours()}:${next.getMinutes()}`);
  if (next.toDateString() === now.toDateString()) return `today, ${clock}`;
  if (next.toDateString() === tomorrow.toDateString()) return `tomorrow, ${clock}`;
  return timeText(time);
}
