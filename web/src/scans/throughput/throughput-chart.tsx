/** Loaded only with the page of a scan: the charting library is larger than the rest of the page. */
import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { durationText, timeOfDayText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { drawnPoints, type RateInterval } from "./throughput-rates.ts";
import { timeTicks } from "./time-ticks.ts";

const words = texts.scans.throughput;

/** The width of a label of the time axis, in pixels. */
const tickWidth = 110;

interface ThroughputChartProps {
  /** At least two. */
  readonly intervals: readonly RateInterval[];
  /** When the scan started, in milliseconds since 1970. */
  readonly startedAt: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Describes the chart to screen readers. */
  readonly label: string;
}

/** A chart of files per second over the time of a scan. */
export function ThroughputChart({ intervals, startedAt, width, height, label }: ThroughputChartProps) {
  const points = drawnPoints(intervals);
  const totalMs = points.at(-1)?.elapsedMs ?? 0;
  const elapsed = (milliseconds: number) => (milliseconds === 0 ? words.zero : durationText(milliseconds));
  return (
    <AreaChart
      h={height}
      w={width}
      role="group"
      aria-label={label}
      data={points.map(({ elapsedMs, rate }) => ({ elapsedMs, rate }))}
      dataKey="elapsedMs"
      series={[{ name: "rate", label: words.series, color: "var(--mantine-primary-color-filled)" }]}
      // A step for each interval. A smooth line would show rates that were never measured.
      curveType="stepBefore"
      withDots={false}
      strokeWidth={1.8}
      tickLine="none"
      valueFormatter={words.value}
      xAxisProps={{
        type: "number",
        domain: [0, totalMs],
        ticks: [...timeTicks(totalMs, Math.max(2, Math.floor(width / tickWidth)))],
        tickFormatter: elapsed,
        interval: 0,
        padding: { left: 0, right: 0 },
      }}
      yAxisProps={{ width: "auto", domain: [0, "auto"], tickFormatter: words.axisValue, tickCount: 5 }}
      tooltipProps={{
        // Also called while the pointer is at no point.
        labelFormatter: (at) => (typeof at === "number" ? words.at(elapsed(at), timeOfDayText(startedAt + at)) : null),
      }}
      areaChartProps={{ accessibilityLayer: false, margin: { top: 8, right: 4, bottom: 0, left: 0 } }}
    />
  );
}
