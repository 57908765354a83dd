import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Amount } from "./amount.ts";
import { growthOf } from "./growth.ts";
import { GrowthChart } from "./growth-chart.tsx";

const [width, height] = [600, 220];

beforeEach(() => {
  // jsdom draws nothing: labels are 40 pixels wide, and the chart is as large as it is told to be.
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const isBox = this.classList.contains("recharts-responsive-container");
    return isBox ? new DOMRect(0, 0, width, height) : new DOMRect(0, 0, 40, 12);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Videos of 10 bytes that were added in a month. Those that are missing have no bytes. */
const month = (first: string, next: string, count: number, missing = 0) => ({
  after: new Date(`${first}-01T00:00`).toISOString(),
  before: new Date(`${next}-01T00:00`).toISOString(),
  count,
  missing,
  bytes: (count - missing) * 10,
  duration_seconds: count - missing,
});

interface Drawn {
  /** The corners of the line, in pixels. */
  readonly line: readonly { readonly x: number; readonly y: number }[];
  readonly months: readonly string[];
  readonly amounts: readonly string[];
}

async function draw(added: readonly ReturnType<typeof month>[], amount: Amount = "count"): Promise<Drawn> {
  render(
    <MantineProvider>
      <GrowthChart points={growthOf([...added], amount)} amount={amount} width={width} height={height} label="Growth" />
    </MantineProvider>,
  );
  const chart = await screen.findByRole("img", { name: "Growth" });
  await vi.waitFor(() => expect(chart.querySelector(".recharts-area-curve")).not.toBeNull());
  const path = chart.querySelector(".recharts-area-curve")?.getAttribute("d") ?? "";
  const texts = (axis: string) =>
    [...chart.querySelectorAll(`.recharts-${axis}-tick-labels .recharts-cartesian-axis-tick-value`)].map(
      (tick) => tick.textContent,
    );
  return {
    line: [...path.matchAll(/[ML]([\d.-]+),([\d.-]+)/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
    months: texts("xAxis"),
    amounts: texts("yAxis"),
  };
}

/** How high each corner of the line is, as a part of the highest one. */
function heights({ line }: Drawn): readonly number[] {
  const bottom = line[0]?.y ?? 0;
  const top = bottom - (line.at(-1)?.y ?? 0);
  return line.map(({ y }) => Number(((bottom - y) / top).toFixed(2)));
}

test("the chart begins with nothing, rises by what each month has added, and is level in months without additions", async () => {
  const drawn = await draw([
    month("2026-01", "2026-02", 2),
    month("2026-02", "2026-03", 2),
    month("2026-05", "2026-06", 4),
  ]);
  expect(heights(drawn)).toEqual([0, 0.25, 0.5, 0.5, 1]);
  expect(drawn.months).toEqual(["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026"]);
  expect(drawn.amounts[0]).toBe("0");
  expect(Number(drawn.amounts.at(-1))).toBeGreaterThanOrEqual(8);
});

test("the months of the chart are those of the reader", async () => {
  vi.stubEnv("TZ", "Asia/Tokyo");
  expect((await draw([month("2026-01", "2026-02", 3), month("2026-02", "2026-03", 1)])).months).toEqual([
    "Jan 2026",
    "Feb 2026",
    "Mar 2026",
  ]);
});

test("the chart of many years has as many labels as there is room for, each at its place", async () => {
  const years = Array.from({ length: 12 }, (_, nth) => month(`${2014 + nth}-01`, `${2014 + nth}-02`, 1));
  const drawn = await draw(years);
  expect(drawn.months.length).toBeGreaterThan(2);
  expect(drawn.months.length).toBeLessThanOrEqual(6);
  expect(drawn.months[0]).toBe("Jan 2014");
  const xs = drawn.line.map(({ x }) => x);
  expect(xs).toEqual(xs.toSorted((one, other) => one - other));
  expect(heights(drawn).at(-1)).toBe(1);
});

test("a library whose files are all missing is a line at the bottom by size, and rises by number", async () => {
  const added = [month("2026-01", "2026-02", 3, 3), month("2026-02", "2026-03", 1, 1)];
  const { line } = await draw(added, "size");
  expect(line.length).toBe(3);
  expect(new Set(line.map(({ y }) => y)).size).toBe(1);
  expect(line.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y) && y > height / 2)).toBe(true);
});

test("videos that were removed are in no month: what is left begins later and ends with what there is", async () => {
  const before = [month("2025-11", "2025-12", 5), month("2026-01", "2026-02", 2), month("2026-02", "2026-03", 2)];
  const drawn = await draw(before.slice(1));
  expect(drawn.months[0]).toBe("Jan 2026");
  expect(heights(drawn)).toEqual([0, 0.5, 1]);
});
