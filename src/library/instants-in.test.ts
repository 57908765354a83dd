import { expect, test } from "vitest";
import { instantsIn } from "./instants-in.ts";
import { bandsOf } from "./measure-bands.ts";

test.each([
  ["UTC", "2026-01-01T00:00", "2026-01-01T00:00:00Z"],
  ["Europe/Berlin", "2026-01-01T00:00", "2025-12-31T23:00:00Z"],
  ["Europe/Berlin", "2026-07-01T00:00", "2026-06-30T22:00:00Z"],
  ["America/New_York", "2026-07-01T00:00", "2026-07-01T04:00:00Z"],
  ["Asia/Kathmandu", "2026-01-01T00:00", "2025-12-31T18:15:00Z"],
  ["Pacific/Kiritimati", "2026-01-01T00:00", "2025-12-31T10:00:00Z"],
  // Africa/Monrovia was 44 minutes and 30 seconds behind UTC.
  ["Africa/Monrovia", "1960-01-01T00:00", "1960-01-01T00:44:30Z"],
  // At midnight, the clocks were put forward to 1:00.
  ["America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00Z"],
  // Clocks are put back at midnight: the day begins when it is midnight first.
  ["America/Havana", "2025-11-02T00:30", "2025-11-02T04:30:00Z"],
])("in %s, clocks show %s at %s", (zone, shown, instant) => {
  expect(new Date(instantsIn(zone)(Date.parse(`${shown}:00Z`)))).toEqual(new Date(instant));
});

test("the bands of times begin with the years and months of a time zone, and rise", () => {
  for (const zone of ["Europe/Berlin", "Pacific/Apia", "Africa/Monrovia"]) {
    for (const [measure, parts] of [
      ["modified_at", 1],
      ["created_at", 12],
    ] as const) {
      const bands = bandsOf(measure, zone);
      expect(bands).toHaveLength(200 * parts);
      expect(bands.every(({ min, below }) => below === null || below > min)).toBe(true);
    }
  }
  const here = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "medium" });
  const shown = bandsOf("created_at", "Europe/Berlin").map(({ min }) => here.format(min));
  expect(shown.slice(-2)).toEqual(["2099-11-01 00:00:00", "2099-12-01 00:00:00"]);
  expect(shown.every((text) => text.endsWith("-01 00:00:00"))).toBe(true);
});
