import { expect, test } from "vitest";
import { checkSchedule, nextTurn } from "../../../src/scheduling/schedule.ts";
import { cronOfForm, formOfCron, type ScheduleForm, scheduleKinds, weekdays } from "./schedule-form.ts";

test.each([
  [null, { kind: "never" }],
  ["0 * * * *", { kind: "hourly" }],
  ["@hourly", { kind: "hourly" }],
  ["0 3 * * *", { kind: "daily", time: "03:00" }],
  ["05 23 * * *", { kind: "daily", time: "23:05" }],
  ["@daily", { kind: "daily", time: "00:00" }],
  ["30 4 * * 5", { kind: "weekly", weekday: 5, time: "04:30" }],
  ["0 4 * * 7", { kind: "weekly", weekday: 0, time: "04:00" }],
  ["@weekly", { kind: "weekly", weekday: 0, time: "00:00" }],
  ["0 3 1 * *", { kind: "monthly", time: "03:00" }],
  ["@Monthly", { kind: "monthly", time: "00:00" }],
  ["30 * * * *", { kind: "other" }],
  ["*/15 * * * *", { kind: "other" }],
  ["0 3,15 * * *", { kind: "other" }],
  ["0 3 2 * *", { kind: "other" }],
  ["0 3 1 * 1", { kind: "other" }],
  ["0 3 1 6 *", { kind: "other" }],
  ["0 3 * * 1-5", { kind: "other" }],
  ["0 3 * * SUN", { kind: "other" }],
  ["0 0 3 * * *", { kind: "other" }],
  ["@yearly", { kind: "other" }],
])("the schedule %s is shown as %o", (cron, form) => {
  expect(formOfCron(cron)).toMatchObject(form);
});

const forms = scheduleKinds.flatMap((kind): ScheduleForm[] => {
  const days = kind === "weekly" ? weekdays : [1];
  return days.map((weekday) => ({ kind, time: "03:05", weekday, cron: "*/15 2 * * *" }));
});

test.each(forms)(
  "$kind on day $weekday has a text that the server takes, and that is shown as the same form",
  (form) => {
    const cron = cronOfForm(form);
    const { kind, time, weekday } = formOfCron(cron);
    expect(kind).toBe(form.kind);
    if (kind === "daily" || kind === "weekly" || kind === "monthly") expect(time).toBe("03:05");
    if (kind === "weekly") expect(weekday).toBe(form.weekday);
    if (cron === null) return;
    const now = new Date("2026-11-25T12:00:00Z");
    expect(checkSchedule({ cron, timeZone: "UTC" }, { now })).toMatchObject({ kind: "schedule" });
  },
);

test("a form means the turns of the server", () => {
  // A Wednesday.
  const after = new Date("2026-11-25T12:00:00Z");
  const turn = (form: Partial<ScheduleForm>) =>
    nextTurn(
      { cron: cronOfForm({ kind: "other", time: "03:05", weekday: 0, cron: "", ...form }) ?? "", timeZone: "UTC" },
      after,
    )?.toISOString();
  expect(turn({ kind: "hourly" })).toBe("2026-11-25T13:00:00.000Z");
  expect(turn({ kind: "daily" })).toBe("2026-11-26T03:05:00.000Z");
  expect(turn({ kind: "weekly", weekday: 0 })).toBe("2026-11-29T03:05:00.000Z");
  expect(turn({ kind: "weekly", weekday: 6 })).toBe("2026-11-28T03:05:00.000Z");
  expect(turn({ kind: "monthly" })).toBe("2026-12-01T03:05:00.000Z");
});
