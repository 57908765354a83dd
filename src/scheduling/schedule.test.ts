import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { turnsByMinute } from "../../test/scheduling/turns-by-minute.ts";
import type { RootSchedule } from "../library/library-roots.ts";
import { checkSchedule, nextTurn } from "./schedule.ts";

const berlin = (cron: string): RootSchedule => ({ cron, timeZone: "Europe/Berlin" });

function turns(schedule: RootSchedule, after: string, count: number): readonly (string | undefined)[] {
  const found: Date[] = [];
  for (let last: Date | null = new Date(after); found.length < count; found.push(last)) {
    last = nextTurn(schedule, last);
    if (last === null) break;
  }
  return found.map((turn) => turn.toISOString().slice(0, 16));
}

describe("the turns of a schedule", () => {
  test("come at the time of its zone, in summer and in winter", () => {
    expect(turns(berlin("0 3 * * *"), "2026-01-01T12:00Z", 1)).toEqual(["2026-01-02T02:00"]);
    expect(turns(berlin("0 3 * * *"), "2026-07-01T12:00Z", 1)).toEqual(["2026-07-02T01:00"]);
    expect(turns(berlin("30 22 * * 1-5"), "2026-07-03T12:00Z", 2)).toEqual(["2026-07-03T20:30", "2026-07-06T20:30"]);
    expect(turns(berlin("@daily"), "2026-07-03T12:00Z", 1)).toEqual(["2026-07-03T22:00"]);
  });

  test("are later than the time that is given", () => {
    expect(turns(berlin("0 3 * * *"), "2026-01-02T02:00Z", 1)).toEqual(["2026-01-03T02:00"]);
    expect(turns(berlin("0 3 * * *"), "2026-01-02T01:59:59.999Z", 1)).toEqual(["2026-01-02T02:00"]);
  });

  test("that clocks leave out in spring come once, after the gap", () => {
    const around = "2026-03-28T12:00Z";
    expect(turns(berlin("30 2 * * *"), around, 2)).toEqual(["2026-03-29T01:00", "2026-03-30T00:30"]);
    expect(turns(berlin("0 2,3 * * *"), around, 2)).toEqual(["2026-03-29T01:00", "2026-03-30T00:00"]);
    expect(turns(berlin("15,45 2 * * *"), around, 2)).toEqual(["2026-03-29T01:00", "2026-03-30T00:15"]);
  });

  test("that clocks leave out before midnight come at midnight", () => {
    const nuuk = (cron: string): RootSchedule => ({ cron, timeZone: "America/Nuuk" });
    const around = "2026-03-28T12:00Z";
    expect(turns(nuuk("30 23 * * *"), around, 2)).toEqual(["2026-03-29T01:00", "2026-03-30T00:30"]);
    expect(turns(nuuk("0 22,23 * * *"), around, 3)).toEqual([
      "2026-03-29T00:00",
      "2026-03-29T01:00",
      "2026-03-29T23:00",
    ]);
    expect(turns(nuuk("0 0 * * *"), around, 2)).toEqual(["2026-03-29T01:00", "2026-03-30T01:00"]);
    expect(turns(nuuk("45 23 28 3 *"), around, 1)).toEqual(["2026-03-29T01:00"]);
    expect(turns(nuuk("45 23 29 3 *"), around, 1)).toEqual(["2026-03-30T00:45"]);
  });

  test("that clocks show twice in autumn come once", () => {
    const around = "2026-10-24T12:00Z";
    expect(turns(berlin("30 2 * * *"), around, 2)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
    expect(turns(berlin("0 2,3 * * *"), around, 3)).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T02:00",
      "2026-10-26T01:00",
    ]);
  });

  test("of every half hour go on while clocks are changed", () => {
    expect(turns(berlin("*/30 * * * *"), "2026-10-25T00:15Z", 4)).toEqual([
      "2026-10-25T00:30",
      "2026-10-25T01:00",
      "2026-10-25T01:30",
      "2026-10-25T02:00",
    ]);
    expect(turns(berlin("*/30 * * * *"), "2026-03-29T00:15Z", 2)).toEqual(["2026-03-29T00:30", "2026-03-29T01:00"]);
  });

  /** Days on which clocks change, or a quiet one. */
  const changes: Readonly<Record<string, readonly string[]>> = {
    "Europe/Berlin": ["2026-03-29T01:00Z", "2026-10-25T01:00Z"],
    "America/New_York": ["2026-03-08T07:00Z", "2026-11-01T06:00Z"],
    "America/St_Johns": ["2026-03-08T05:30Z", "2026-11-01T04:30Z"],
    "Australia/Lord_Howe": ["2026-10-03T15:30Z", "2026-04-04T15:00Z"],
    "Africa/Cairo": ["2026-04-23T22:00Z", "2026-10-29T21:00Z"],
    "America/Santiago": ["2026-09-06T04:00Z", "2026-04-05T03:00Z"],
    "Pacific/Chatham": ["2026-09-26T14:00Z", "2026-04-04T14:00Z"],
    "America/Nuuk": ["2026-03-29T01:00Z", "2026-10-25T01:00Z"],
    "America/Havana": ["2026-03-08T05:00Z", "2026-11-01T05:00Z"],
    "Antarctica/Troll": ["2026-03-29T01:00Z", "2026-10-25T01:00Z"],
    "Africa/Casablanca": ["2026-02-15T02:00Z", "2026-03-22T02:00Z"],
    "Asia/Kathmandu": ["2026-05-05T00:00Z"],
    UTC: ["2026-02-28T00:00Z", "2027-12-31T00:00Z"],
  };
  const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
  const range = (min: number, max: number) =>
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const fixed = (min: number, max: number) =>
    fc.oneof(
      number(min, max),
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 4 }).map(String),
      range(min, max),
    );
  const field = (min: number, max: number) =>
    fc.oneof(
      fc.constant("*"),
      fixed(min, max),
      fc.integer({ min: 2, max: 30 }).map((step) => `*/${Math.min(step, max)}`),
    );
  const cron = fc
    .tuple(
      fc.oneof(fixed(0, 59), field(0, 59)),
      fc.oneof(fixed(0, 4), field(0, 23)),
      fc.oneof(fc.constant("*"), fixed(1, 31)),
      fc.oneof(fc.constant("*"), fixed(1, 12)),
      fc.oneof(fc.constant("*"), fixed(0, 6)),
    )
    .map((fields) => fields.join(" "));
  const around = fc
    .constantFrom(...Object.keys(changes))
    .chain((timeZone) =>
      fc.record({ timeZone: fc.constant(timeZone), day: fc.constantFrom(...(changes[timeZone] ?? [])) }),
    );

  test("are those that a look at every minute finds, around all changes of clocks", () => {
    fc.assert(
      fc.property(
        cron,
        around,
        fc.integer({ min: -30 * 60, max: 4 * 60 }),
        (expression, { timeZone, day }, minutes) => {
          const schedule = { cron: expression, timeZone };
          const after = new Date(Date.parse(day) + minutes * 60_000 + 1_000);
          const until = new Date(after.getTime() + 40 * 3_600_000);
          const found: Date[] = [];
          for (let turn = nextTurn(schedule, after); turn !== null && turn <= until; turn = nextTurn(schedule, turn)) {
            found.push(turn);
            if (found.length === 200) break;
          }
          expect(found).toEqual(turnsByMinute(schedule, after, until).slice(0, 200));
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("a schedule that a person has written", () => {
  const now = new Date("2026-05-05T12:00Z");
  const check = (cron: string, timeZone = "Europe/Berlin") => checkSchedule({ cron, timeZone }, { now });

  test.each([
    ["0 3 * * *", "0 3 * * *"],
    ["  0   3 *\t* * ", "0 3 * * *"],
    ["0 3 * * MON-FRI", "0 3 * * MON-FRI"],
    ["@weekly", "@weekly"],
    ["0 0 29 2 *", "0 0 29 2 *"],
  ])("is kept: %j", (written, kept) => {
    expect(check(written)).toEqual({ kind: "schedule", schedule: berlin(kept) });
  });

  test("may have the name of its zone in other letters", () => {
    expect(check("@daily", " europe/berlin ")).toMatchObject({ schedule: { timeZone: "Europe/Berlin" } });
    expect(check("@daily", "Asia/Calcutta")).toMatchObject({ schedule: { timeZone: "Asia/Calcutta" } });
  });

  test.each([
    ["", /has one field. A schedule has five/],
    ["0 3 * *", /has 4 fields. A schedule has five/],
    ["0 0 3 * * *", /has 6 fields/],
    ["2026-12-01T00:00:00", /has one field/],
    ["0 25 * * *", /is no schedule: .*hour: 25/],
    ["0 x * * *", /is no schedule/],
    ["@reboot", /is no schedule: @reboot is not supported/],
    ["@sometimes", /is no schedule/],
    ["0 0 30 2 *", /has no turn in any year/],
  ])("is refused with the reason: %j", (written, problem) => {
    expect(check(written)).toMatchObject({ kind: "invalid", field: "cron", message: expect.stringMatching(problem) });
  });

  test.each(["Nowhere/Land", "", "Berlin"])("is refused in an unknown zone: %j", (timeZone) => {
    expect(check("@daily", timeZone)).toMatchObject({
      kind: "invalid",
      field: "timeZone",
      message: expect.stringContaining("is no time zone that this machine knows"),
    });
  });
});
