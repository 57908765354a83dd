import type { ScheduleForm } from "../../directories/schedule-form.ts";
import type { LanguageTexts } from "../language-texts.ts";
import { clockText, timeText } from "../quantities.ts";
import { visibleText } from "../visible-text.tsx";

const weekdayNames = ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"] as const;
const weekday = (day: number) => weekdayNames[day] ?? "";

export const schedules: LanguageTexts["schedules"] = {
  label: "Nach Zeitplan scannen",
  hint: "Scans beginnen von selbst, solange der Server läuft.",
  kinds: {
    never: "Nie",
    hourly: "Jede Stunde",
    daily: "Jeden Tag",
    weekly: "Jede Woche",
    monthly: "Jeden Monat, am 1.",
    other: "Anderer Zeitplan",
  },
  weekday,
  day: "Am",
  time: "Um",
  timeNeeded: "Eine Uhrzeit eingeben.",
  cron: "Zeitplan",
  cronHint:
    "Fünf Felder wie bei cron: Minute, Stunde, Tag des Monats, Monat, Wochentag. Zum Beispiel bedeutet 0 3 * * 1-5: Montag bis Freitag um 03:00.",
  names: { cron: "Der Zeitplan", time_zone: "Die Zeitzone" },
  timeZone: "Zeitzone",
  timeZoneHint: "Zum Beispiel Europe/Berlin",

  scanned: (form, timeZone) => `Scan ${whenText(form)}${timeZone === null ? "" : ` (${visibleText(timeZone)})`}.`,
  next: (time, now, timeZone) =>
    `Nächster: ${nextText(time, now)}${new Date(time) <= now ? "" : inYourTimeZone(timeZone)}.`,
  skipped: (time, timeZone) =>
    `Ausgefallen: ${timeText(time)}${inYourTimeZone(timeZone)}, da der vorige Scan noch lief.`,
};

function inYourTimeZone(timeZone: string | null): string {
  return timeZone === null ? "" : ` in der eigenen Zeitzone (${visibleText(timeZone)})`;
}

function whenText({ kind, time, weekday: day, cron }: ScheduleForm): string {
  switch (kind) {
    case "never":
      return "von Hand";
    case "hourly":
      return "jede Stunde";
    case "daily":
      return `jeden Tag um ${clockText(time)}`;
    case "weekly":
      return `jeden ${weekday(day)} um ${clockText(time)}`;
    case "monthly":
      return `am 1. jedes Monats um ${clockText(time)}`;
    case "other":
      return `nach dem Zeitplan ${visibleText(cron)}`;
  }
}

function nextText(time: string, now: Date): string {
  const next = new Date(time);
  if (next <= now) return "in Kürze";
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  const clock = clockText(`${next.getHours()}:${next.getMinutes()}`);
  if (next.toDateString() === now.toDateString()) return `heute, ${clock}`;
  if (next.toDateString() === tomorrow.toDateString()) return `morgen, ${clock}`;
  return timeText(time);
}
