import { expect, test } from "vitest";
import { growthOf } from "./growth.ts";

const month = (after: string, before: string, count: number) => ({
  after: `${after}-01T00:00:00.000Z`,
  before: `${before}-01T00:00:00.000Z`,
  count,
  missing: 0,
  bytes: count * 10,
  duration_seconds: count,
});

test("the library grows from month to month, and is level in months without additions", () => {
  const added = [month("2025-11", "2025-12", 3), month("2025-12", "2026-01", 1), month("2026-04", "2026-05", 6)];
  const shown = growthOf(added, "count").map(({ at, inAll }) => [new Date(at).toISOString().slice(0, 7), inAll]);
  expect(shown).toEqual([
    ["2025-11", 0],
    ["2025-12", 3],
    ["2026-01", 4],
    ["2026-04", 4],
    ["2026-05", 10],
  ]);
  expect(growthOf(added, "size").at(-1)?.inAll).toBe(100);
  expect(growthOf([], "count")).toEqual([]);
});
