import fc from "fast-check";
import { expect, test } from "vitest";
import { turnsByMinute } from "../../test/scheduling/turns-by-minute.ts";
import type { RootSchedule } from "../library/library-roots.ts";
import { turnOf } from "./turn.ts";

const schedule: RootSchedule = { cron: "0 3 * * *", timeZone: "Europe/Berlin" };
const at = (time: string) => new Date(time);

test("a turn is due from its minute on, and several that were slept through are one", () => {
  const turnedAt = at("2026-05-05T02:00Z");
  const turn = (now: string) => turnOf({ schedule, turnedAt, now: at(now) });
  expect(turn("2026-05-06T00:59:59.999Z")).toEqual({ kind: "later", at: at("2026-05-06T01:00Z") });
  expect(turn("2026-05-06T01:00Z")).toEqual({ kind: "due" });
  expect(turn("2026-05-16T12:00Z")).toEqual({ kind: "due" });
  expect(turnOf({ schedule, turnedAt: at("2026-05-16T12:00Z"), now: at("2026-05-16T12:00Z") })).toEqual({
    kind: "later",
    at: at("2026-05-17T01:00Z"),
  });
});

test("a clock that was a year ahead does not let a schedule rest for a year", () => {
  const turnedAt = at("2027-05-05T02:00Z");
  expect(turnOf({ schedule, turnedAt, now: at("2026-05-05T02:00Z") })).toEqual({ kind: "clock_was_wrong" });
  expect(turnOf({ schedule, turnedAt, now: at("2027-05-04T02:00Z") })).toMatchObject({ kind: "later" });
});

const minuteMs = 60_000;

/** What happens to a server, by its own clock. */
const event = fc.oneof(
  fc.record({ kind: fc.constant("runs" as const), minutes: fc.integer({ min: 1, max: 2_000 }) }),
  fc.record({ kind: fc.constant("is off" as const), minutes: fc.integer({ min: 1, max: 6_000 }) }),
  fc.record({ kind: fc.constant("clock is set" as const), minutes: fc.integer({ min: -1_500, max: 3_000 }) }),
);
const simulated = fc.record({
  schedule: fc.record({
    cron: fc.constantFrom("0 3 * * *", "30 2 * * *", "15 2,14 * * *", "0 */6 * * *", "*/20 1-3 * * *", "0 4 * * 1,4"),
    timeZone: fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"),
  }),
  start: fc
    .constantFrom("2026-03-06", "2026-03-27", "2026-04-03", "2026-10-02", "2026-10-23", "2026-10-30", "2026-06-01")
    .chain((day) => fc.integer({ min: 0, max: 2_880 }).map((minutes) => Date.parse(day) + minutes * minuteMs)),
  events: fc.array(event, { minLength: 1, maxLength: 8 }),
});

test("whatever a server sleeps through and however its clock is set, each turn that it sees gets one scan", () => {
  fc.assert(
    fc.property(simulated, ({ schedule: rule, start, events }) => {
      const every = turnsByMinute(rule, new Date(start - 5_000 * minuteMs), new Date(start + 60_000 * minuteMs));
      const between = (after: Date, until: Date) => every.filter((turn) => turn > after && turn <= until);
      let clock = start;
      let turnedAt = new Date(start);
      /** The turns that a scan has served. */
      const served = new Set<number>();
      const look = () => {
        const now = new Date(clock);
        const turn = turnOf({ schedule: rule, turnedAt, now });
        const due = between(turnedAt, now);
        expect(turn.kind).toBe(due.length > 0 ? "due" : "later");
        if (turn.kind === "later") expect(turn.at).toEqual(every.find((each) => each > turnedAt));
        if (turn.kind !== "due") return;
        for (const each of due) {
          expect(served.has(each.getTime())).toBe(false);
          served.add(each.getTime());
        }
        turnedAt = now;
        // The next look finds nothing to do.
        expect(turnOf({ schedule: rule, turnedAt, now }).kind).toBe("later");
      };
      for (const { kind, minutes } of events) {
        for (let passed = 0; kind === "runs" && passed < minutes; passed += 10) {
          clock += 10 * minuteMs;
          look();
        }
        // A clock that falls back by more than a day was wrong before: that is another test.
        if (kind !== "runs") clock = Math.max(clock + minutes * minuteMs, turnedAt.getTime() - 1_500 * minuteMs);
        look();
      }
      const seen = between(new Date(start), turnedAt).map((turn) => turn.getTime());
      expect([...served].toSorted((one, other) => one - other)).toEqual(seen);
    }),
    { numRuns: 100 },
  );
});
