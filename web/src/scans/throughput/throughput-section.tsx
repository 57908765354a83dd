import { Alert, Paper, Skeleton, Text, Title } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { CatchBoundary } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { JobJson } from "../../../../src/api/contract/jobs.ts";
import { hasEnded, tookMs } from "../../live/job-state.ts";
import { texts } from "../../texts/texts.ts";
import { LoadFailed } from "../load-failed.tsx";
import { ratesOverTime, summaryOf } from "./throughput-rates.ts";
import classes from "./throughput-section.module.css";
import { useThroughput } from "./use-throughput.ts";

const words = texts.scans.throughput;
const height = 240;

/** A chart needs two intervals of a second. A shorter scan has none. */
const minDrawnMs = 2_000;

const ThroughputChart = lazy(async () => {
  const { ThroughputChart } = await import("./throughput-chart.tsx");
  return { default: ThroughputChart };
});

/** The speed of a scan over time, as a chart and as a sentence. Nothing for an ended scan that was too short for a chart. */
export function ThroughputSection({ job }: { readonly job: JobJson }) {
  const { data, error, isPending, refetch } = useThroughput(job);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const points = data?.points ?? [];
  const intervals = ratesOverTime(points);
  const summary = summaryOf(intervals);
  const drawn = summary !== null && intervals.length >= 2;
  const isEnded = hasEnded(job);
  if (isEnded && (data === undefined ? error === null && (tookMs(job) ?? 0) < minDrawnMs : !drawn)) return null;
  // Unchanged files of a scan that reads all files again were not skipped.
  const countsSkipped = job.payload.full !== true && job.counts.skipped + job.counts.unreadable > 0;
  const text =
    summary === null
      ? null
      : words.summary(summary.averageRate, summary.totalMs, summary.peakRate, summary.peak, { countsSkipped });
  const startedAt = points[0]?.at;
  return (
    <Paper component="section" withBorder className={classes["section"]} aria-labelledby="throughput">
      <Title order={2} size="h4" id="throughput">
        {words.title}
      </Title>
      {data === undefined && error !== null && (
        <LoadFailed title={words.failed} error={error} onRetry={() => void refetch()} />
      )}
      {isPending && <Skeleton height={height + 30} role="status" aria-label={words.loading} />}
      {data !== undefined && !drawn && (
        <Text c="dimmed" className={classes["nothing"]}>
          {points.length === 0 ? words.waiting : words.tooEarly}
        </Text>
      )}
      {drawn && (
        <>
          <Text size="sm" c="dimmed" className="digits">
            {text}
          </Text>
          <div ref={ref} className={classes["chart"]} style={{ height }}>
            {/* The chart needs the width of its box. */}
            {width > 0 && startedAt !== undefined && (
              <CatchBoundary
                getResetKey={() => job.job_id}
                errorComponent={() => <Alert color="red">{words.chartFailed}</Alert>}
              >
                <Suspense fallback={<Skeleton height={height} />}>
                  <ThroughputChart
                    intervals={intervals}
                    startedAt={Date.parse(startedAt)}
                    width={width}
                    height={height}
                    label={words.label(text ?? "")}
                  />
                </Suspense>
              </CatchBoundary>
            )}
          </div>
        </>
      )}
    </Paper>
  );
}
