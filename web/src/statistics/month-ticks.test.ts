import { expect, test } from "vitest";
import { monthTicks } from "./month-ticks.ts";

test.each([
  ["2025-11", "2026-02", 9, ["2025-11", "2025-12", "2026-01", "2026-02"]],
  ["2025-11", "2026-02", 2, ["2025-11", "2026-02"]],
  ["2020-01", "2026-01", 4, ["2020-01", "2022-01", "2024-01", "2026-01"]],
  // No more than there is room for, also if the last month has no label.
  ["2020-01", "2026-02", 4, ["2020-01", "2022-02", "2024-03"]],
  ["2026-01", "2026-02", 9, ["2026-01", "2026-02"]],
])("the growth from %s to %s has at most %i labels: %j", (first, last, most, labels) => {
  const at = (month: string) => Date.parse(`${month}-01`);
  const ticks = monthTicks(at(first), at(last), most);
  expect(ticks.map((tick) => new Date(tick).toISOString())).toEqual(labels.map((month) => `${month}-01T00:00:00.000Z`));
});
