/** A schedule as people choose it. Everything that has no form of its own is a text of cron. */
export interface ScheduleForm {
  readonly kind: ScheduleKind;
  /** Such as `03:00`; for `daily`, `weekly` and `monthly`. */
  readonly time: string;
  /** The day of the week, 0 (Sunday) to 6; for `weekly`. */
  readonly weekday: number;
  /** For `other`. */
  readonly cron: string;
}

export const scheduleKinds = ["never", "hourly", "daily", "weekly", "monthly", "other"] as const;
export type ScheduleKind = (typeof scheduleKinds)[number];

/** In the order of most calendars. */
export const weekdays: readonly number[] = [1, 2, 3, 4, 5, 6, 0];

const usual = { time: "03:00", weekday: 1, cron: "" } as const;

const nicknames: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
};

/** The form that shows a text of cron. @param cron five fields or a name such as `@daily`; null: no schedule */
export function formOfCron(cron: string | null): ScheduleForm {
  if (cron === null) return { ...usual, kind: "never" };
  const written = cron.trim();
  const all = (nicknames[written.toLowerCase()] ?? written).split(/\s+/);
  const [minute = "", hour = "", day, month, weekday = ""] = all;
  const time = timeOf(hour, minute);
  const other: ScheduleForm = { ...usual, kind: "other", cron };
  if (all.length !== 5 || month !== "*") return other;
  if (minute === "0" && hour === "*" && day === "*" && weekday === "*") return { ...usual, kind: "hourly", cron };
  if (time === null) return other;
  if (day === "*" && weekday === "*") return { ...usual, kind: "daily", time, cron };
  // 7 is Sunday, too.
  if (day === "*" && /^[0-7]$/.test(weekday)) return { kind: "weekly", time, weekday: Number(weekday) % 7, cron };
  if (day === "1" && weekday === "*") return { ...usual, kind: "monthly", time, cron };
  return other;
}

/** The text of cron for a form. Null: no schedule. */
export function cronOfForm({ kind, time, weekday, cron }: ScheduleForm): string | null {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  switch (kind) {
    case "never":
      return null;
    case "hourly":
      return "0 * * * *";
    case "daily":
      return `${minute} ${hour} * * *`;
    case "weekly":
      return `${minute} ${hour} * * ${weekday}`;
    case "monthly":
      return `${minute} ${hour} 1 * *`;
    case "other":
      return cron;
  }
}

/** Such as `Europe/Berlin`. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Null if the fields are no single time of day. */
function timeOf(hour: string, minute: string): string | null {
  if (!/^\d{1,2}$/.test(hour) || !/^\d{1,2}$/.test(minute) || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
}
