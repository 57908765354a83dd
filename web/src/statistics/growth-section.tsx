import { Alert, Skeleton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { CatchBoundary, Link } from "@tanstack/react-router";
import { lazy, Suspense, useId } from "react";
import type { FacetsJson } from "../../../src/api/contract/facets.ts";
import { texts } from "../texts/texts.ts";
import { type Amount, amountOf } from "./amount.ts";
import bars from "./bar-list.module.css";
import { type Bar, spanBars } from "./bars.ts";
import { growthOf } from "./growth.ts";
import classes from "./growth-section.module.css";
import type { Filters } from "./statistics-search.ts";

const words = texts.statistics.growth;
const height = 220;

const GrowthChart = lazy(async () => {
  const { GrowthChart } = await import("./growth-chart.tsx");
  return { default: GrowthChart };
});

interface GrowthSectionProps {
  readonly facets: FacetsJson;
  readonly filters: Filters;
  readonly amount: Amount;
}

/** How the library grew: a chart of all months, and a table with the same numbers, whose months lead to their videos. */
export function GrowthSection({ facets, filters, amount }: GrowthSectionProps) {
  const heading = useId();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const points = growthOf(facets.spans.added, amount);
  const months = spanBars(facets, "added", filters);
  const [newest, oldest] = [months[0], months.at(-1)];
  if (newest === undefined || oldest === undefined) return null;
  // One month is a number, and no growth.
  const isDrawn = months.length > 1;
  const whole = amountOf(facets.total, amount);
  const table = <Months months={months} amount={amount} />;
  return (
    <section className={bars["section"]} aria-labelledby={heading}>
      <h2 className={bars["title"]} id={heading}>
        {words.title}
      </h2>
      {isDrawn && (
        <div ref={ref} className={classes["chart"]} style={{ height }}>
          {/* The chart needs the width of its box. */}
          {width > 0 && (
            <CatchBoundary getResetKey={() => amount} errorComponent={() => <Alert color="red">{words.failed}</Alert>}>
              <Suspense fallback={<Skeleton height={height} />}>
                <GrowthChart
                  points={points}
                  amount={amount}
                  width={width}
                  height={height}
                  label={words.label(oldest.name, newest.name, words.amount(whole, amount))}
                />
              </Suspense>
            </CatchBoundary>
          )}
        </div>
      )}
      {isDrawn ? (
        <details className={classes["details"]}>
          <summary>{words.showTable}</summary>
          {table}
        </details>
      ) : (
        table
      )}
    </section>
  );
}

interface MonthsProps {
  /** The latest first. */
  readonly months: readonly Bar[];
  readonly amount: Amount;
}

function Months({ months, amount }: MonthsProps) {
  const sums = sumsOf(months.map(({ totals }) => amountOf(totals, amount)));
  return (
    <table className={`${classes["table"]} digits`} aria-label={words.table}>
      <thead>
        <tr>
          <th scope="col">{words.columns.month}</th>
          <th scope="col">{words.columns.added}</th>
          <th scope="col">{words.columns.all}</th>
        </tr>
      </thead>
      <tbody>
        {months.map(({ key, name, totals, filters }, nth) => (
          <tr key={key}>
            <th scope="row">
              <Link to="/" search={filters ?? {}} aria-label={words.monthLabel(name, totals.count)}>
                {name}
              </Link>
            </th>
            <td>{words.amount(amountOf(totals, amount), amount)}</td>
            <td>{words.amount(sums[nth] ?? 0, amount)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Of each amount and those behind it, which are older. */
function sumsOf(amounts: readonly number[]): readonly number[] {
  let sum = 0;
  return amounts
    .toReversed()
    .map((amount) => {
      sum += amount;
      return sum;
    })
    .toReversed();
}
