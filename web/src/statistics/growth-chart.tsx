/** Loaded only when it is shown: the charting library is larger than the rest of the page. */
import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { dayHere } from "../texts/own-days.ts";
import { monthText } from "../texts/quantities.ts";
import { texts } from "../texts/texts.ts";
import type { Amount } from "./amount.ts";
import type { GrowthPoint } from "./growth.ts";
import { monthTicks } from "./month-ticks.ts";

const words = texts.statistics.growth;

/** The width of a label of the time axis, in pixels. */
const tickWidth = 100;

interface GrowthChartProps {
  /** At least three. */
  readonly points: readonly GrowthPoint[];
  readonly amount: Amount;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Describes the chart to screen readers. */
  readonly label: string;
}

/** A chart of what was in the library at the end of each month. */
export function GrowthChart({ points, amount, width, height, label }: GrowthChartProps) {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  return (
    <AreaChart
      h={height}
      w={width}
      role="img"
      aria-label={label}
      data={points.map(({ at, inAll }) => ({ at, inAll }))}
      dataKey="at"
      series={[{ name: "inAll", label: words.series[amount], color: "var(--statistics-bar)" }]}
      curveType="linear"
      withDots={false}
      strokeWidth={1.8}
      tickLine="none"
      valueFormatter={(value) => words.amount(value, amount)}
      xAxisProps={{
        type: "number",
        domain: [first, last],
        ticks: [...monthTicks(first, last, Math.max(2, Math.floor(width / tickWidth)))],
        tickFormatter: monthOf,
        interval: 0,
        padding: { left: 0, right: 0 },
      }}
      yAxisProps={{
        width: "auto",
        domain: [0, "auto"],
        allowDecimals: amount !== "count",
        tickFormatter: (value: number) => words.amount(value, amount),
        tickCount: 4,
      }}
      tooltipProps={{
        // Also called while the pointer is at no point. The end of a month is the beginning of the next one.
        labelFormatter: (at) => (typeof at === "number" ? monthOf(Math.max(first, at - 1)) : null),
      }}
      areaChartProps={{ accessibilityLayer: false, margin: { top: 8, right: 28, bottom: 0, left: 0 } }}
    />
  );
}

function monthOf(at: number): string {
  return monthText(dayHere(new Date(at).toISOString()));
}
