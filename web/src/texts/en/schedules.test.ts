import { expect, test } from "vitest";
import { formOfCron } from "../../directories/schedule-form.ts";
import { schedules } from "./schedules.ts";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test.each([
  ["@hourly", null, "Scanned every hour."],
  ["0 15 * * *", null, "Scanned every day at 3:00 PM."],
  ["5 3 * * 0", "Europe/Berlin", "Scanned every Sunday at 3:05 AM (Europe/Berlin)."],
  ["0 3 1 * *", null, "Scanned on the 1st of every month at 3:00 AM."],
  ["*/15 2 * * *", null, "Scanned by the schedule */15 2 * * *."],
])("the schedule %s in %s reads: %s", (cron, timeZone, text) => {
  expect(plain(schedules.scanned(formOfCron(cron), timeZone))).toBe(text);
});

test("the next scan is told by the reader's own day", () => {
  const now = new Date(2026, 11, 30, 23, 30);
  const next = (...date: [number, number, number, number, number]) =>
    plain(schedules.next(new Date(...date).toISOString(), now, null));
  expect(next(2026, 11, 30, 23, 30)).toBe("Next: in a moment.");
  expect(next(2026, 11, 30, 23, 45)).toBe("Next: today, 11:45 PM.");
  expect(next(2026, 11, 31, 3, 0)).toBe("Next: tomorrow, 3:00 AM.");
  expect(next(2027, 0, 1, 3, 0)).toBe("Next: Jan 1, 2027, 3:00 AM.");
});

test("the times of a schedule in another time zone name that of the reader", () => {
  const now = new Date(2026, 11, 30, 12, 0);
  const later = new Date(2026, 11, 30, 18, 0).toISOString();
  expect(plain(schedules.next(later, now, "Europe/Berlin"))).toBe(
    "Next: today, 6:00 PM in your time zone (Europe/Berlin).",
  );
  expect(schedules.next(now.toISOString(), now, "Europe/Berlin")).toBe("Next: in a moment.");
  expect(plain(schedules.skipped(later, "Europe/Berlin"))).toContain(
    "6:00 PM in your time zone (Europe/Berlin), because",
  );
});
